import { expect, it } from 'vitest';
import { createHolding } from '../../console/model/holding.ts';
import { nodeEnvironment } from '../support/node-environment.ts';

const reply = (text: string) => ({ text, attachments: [], quickReplies: [] });

it('a second reply stays with its author while the one that is held is not taken', () => {
  let isTaking = false;
  const sent: string[] = [];
  const holding = createHolding(nodeEnvironment(), 'agent', 'conversation', ({ text }) => {
    if (isTaking) sent.push(text);
    return isTaking;
  });
  expect(holding.hold(reply('one'))).toBe(true);
  expect(holding.hold(reply('two'))).toBe(false);
  expect(holding.state.get().held?.text).toBe('one');
  isTaking = true;
  holding.release();
  expect(sent).toEqual(['one']);
  expect(holding.state.get().held).toBeNull();
});
