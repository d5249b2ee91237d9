/** Whatever arrives, parsing gives a typed value or a ShapeError, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { command, conversationEvent } from '../../protocol/event.ts';
import { clientFrame, serverFrame } from '../../protocol/frames.ts';
import { inboxClientFrame, inboxServerFrame } from '../../protocol/inbox.ts';
import { parseJson, type Shape, ShapeError } from '../../protocol/shape.ts';

const SHAPES: [string, Shape<unknown>][] = Object.entries({
  clientFrame,
  serverFrame,
  command,
  conversationEvent,
  inboxClientFrame,
  inboxServerFrame,
});

const parses = (shape: Shape<unknown>, json: string): boolean => {
  try {
    parseJson(shape, json);
    return true;
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
};

const MESSAGE = { cid: 'c'.repeat(26), kind: 'message', text: 'Hello' };
const EVENT = { seq: 1, ts: 2, author: { role: 'visitor', id: 'v', name: null }, ...MESSAGE };

describe.each(SHAPES)('[ERR-1] %s', (_name, shape) => {
  it('takes any JSON without another error than ShapeError', () => {
    fc.assert(fc.property(fc.json(), (json) => parses(shape, json) || true));
  });

  it('takes any text without another error than ShapeError', () => {
    fc.assert(fc.property(fc.string(), (text) => parses(shape, text) || true));
  });
});

describe('[ERR-1] almost right is wrong', () => {
  const frames = [
    { t: 'hello', v: 1, since: 0, epoch: null, device: 'd'.repeat(26) },
    { t: 'send', items: [MESSAGE] },
    { t: 'sync', since: 0 },
    { t: 'typing', on: true },
  ];
  const fields = frames.flatMap((frame) => Object.keys(frame).map((field) => ({ frame, field })));

  it.each(fields)('$frame.t with a wrong $field', ({ frame, field }) => {
    expect(parses(clientFrame, JSON.stringify(frame))).toBe(true);
    const wrong = fc.oneof(
      fc.constant(undefined),
      // Neither is JSON: both would arrive as null.
      fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
      fc.constant({ is: 'wrong' }),
      fc.constant([]),
    );
    fc.assert(
      fc.property(wrong, (value) => !parses(clientFrame, JSON.stringify({ ...frame, [field]: value }))),
    );
  });
});

describe('[DLV-1] what is parsed', () => {
  it('has only declared fields, and nothing that the page put on Object.prototype', () => {
    const event = parseJson(
      conversationEvent,
      JSON.stringify({ ...EVENT, isAdmin: true, __proto__: { x: 1 } }),
    );
    expect(event).toEqual(EVENT);
    expect('isAdmin' in event).toBe(false);
  });

  it('counts an event of a kind from the future, and ignores what it says', () => {
    const { seq, ts, author } = EVENT;
    expect(parseJson(conversationEvent, JSON.stringify({ seq, ts, author, kind: 'dance', step: 3 }))).toEqual(
      {
        seq,
        ts,
        author,
        kind: 'unknown',
      },
    );
  });
});
