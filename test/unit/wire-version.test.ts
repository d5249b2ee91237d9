/** The wire's shape does not change unnoticed: what protocol/ declares is compared with what was noted last. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as words from '../../protocol/shape.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { VERSION_HISTORY } from '../../protocol/version-history.ts';
import { describeWire, descriptionFile, fingerprint, PROTOCOL } from '../support/describe-wire.ts';
import * as descriptions from '../support/shape-description.ts';

const RECORD = 'node test/support/describe-wire.ts record "what changed"';
const UNNOTED = `The wire has changed. If clients or servers of the last release could not read each other any more,
raise PROTOCOL_VERSION in protocol/version.ts. In any case note the change: ${RECORD}`;

const noted = VERSION_HISTORY.at(-1);
const wire = describeWire();
const now = fingerprint(wire);

/** The wire after one edit of protocol/. */
function changed(file: string, from: string, to: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'porchlight-wire-'));
  try {
    cpSync(PROTOCOL, join(copy, 'protocol'), { recursive: true });
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
    const source = readFileSync(join(copy, 'protocol', file), 'utf8');
    expect(source.split(from).length, `${file} has: ${from}`).toBeGreaterThan(1);
    writeFileSync(
      join(copy, 'protocol', file),
      source.replace(from, () => to),
    );
    return fingerprint(describeWire(join(copy, 'protocol')));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

describe('[CON-1] the version of the wire', () => {
  it('changes of the shape are noted in protocol/version-history.ts', () => {
    const known = JSON.parse(readFileSync(descriptionFile(PROTOCOL_VERSION), 'utf8'));
    expect(wire, UNNOTED).toEqual(known);
    expect(now, UNNOTED).toBe(noted?.fingerprint);
    expect(noted?.version, UNNOTED).toBe(PROTOCOL_VERSION);
  });

  it('what is described in place of a shape is one', () => {
    const { isDescribed: _is, sorted: _sorted, describeByHand: _by, ...inPlace } = descriptions;
    expect(Object.keys(words)).toEqual(expect.arrayContaining(Object.keys(inPlace)));
  });

  it('the history has a reason for every change, in order', () => {
    const order = VERSION_HISTORY.map(({ version, date }) => `${`${version}`.padStart(4, '0')} ${date}`);
    expect(order).toEqual([...order].sort());
    for (const { note, date } of VERSION_HISTORY) {
      expect(note.trim()).not.toBe('');
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

describe('[CON-1] another fingerprint comes of', () => {
  const changes: [string, file: string, from: string, to: string][] = [
    ['a frame more', 'frames.ts', '  ping: {},', '  ping: {},\n  wave: {},'],
    ['a frame less', 'frames.ts', '  page: { context: visitorContext },', ''],
    ['a field more', 'frames.ts', '  pong: { head },', '  pong: { head, at: integer() },'],
    ['a field that may be missing', 'frames.ts', 'device: deviceId,', 'device: optional(deviceId),'],
    ['a renamed field', 'frames.ts', 'events, head }', 'events, newest: head }'],
    ['another type', 'frames.ts', 'on: boolean', 'on: integer(0, 1)'],
    ['a limit', 'limits.ts', 'itemsPerSend: 20', 'itemsPerSend: 40'],
    ['the size of a frame', 'limits.ts', 'frameBytes: 64', 'frameBytes: 128'],
    ['a kind of event', 'event.ts', '  redact: {', "  label: { name: oneOf('new') },\n  redact: {"],
    ['a status', 'event.ts', `oneOf('open', 'resolved')`, `oneOf('open', 'snoozed', 'resolved')`],
    ['a command without cid', 'event.ts', '  ...identified(value, path),', ''],
    ['an event without its body', 'event.ts', '? knownBody(value, path)', `? { kind: 'unknown' as const }`],
    ['an id', 'ids.ts', '{22,64}', '{22,32}'],
    ['a column of the inbox', 'inbox.ts', 'unread: integer(),', 'unread: nullable(integer()),'],
    ['an answer of the HTTP interface', 'api.ts', 'greeting: text(512)', 'greeting: text(1024)'],
    ['a close code', 'codes.ts', 'rate_limited: 4429', 'rate_limited: 4430'],
    ['what is tried again', 'codes.ts', `'overloaded', 'goaway'])`, `'overloaded'])`],
    ['the heartbeat', 'frames.ts', '"t":"ping"', '"t": "ping"'],
    ['the subprotocol', 'version.ts', 'chat.v1', 'chat.v2'],
  ];

  it.each(changes)('%s', (_name, ...change) => {
    expect(changed(...change)).not.toBe(now);
  });

  it('but not of what does not travel: order, comments, the names of constants', () => {
    expect(changed('frames.ts', '  ack: {', '  /** Another word. */\n  ack: {')).toBe(now);
    expect(changed('event.ts', `oneOf('open', 'resolved')`, `oneOf('resolved', 'open')`)).toBe(now);
    expect(
      changed(
        'frames.ts',
        '  pong: { head },\n  typing: { author, on: boolean },',
        '  typing: { on: boolean, author },\n  pong: { head },',
      ),
    ).toBe(now);
    expect(changed('limits.ts', 'outboxItems: 500', 'outboxItems: 900')).toBe(now);
  });
});
