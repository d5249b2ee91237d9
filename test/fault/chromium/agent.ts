/** The agent, straight on the wire: what the visitor's network does is not felt here. Only a killed server is. */
import { setTimeout as beforeNextTry } from 'node:timers/promises';
import type { ConversationEvent } from '../../../protocol/event.ts';
import { newId } from '../../../worker/new-id.ts';
import type { Server } from '../../support/server.ts';
import { join } from '../../support/wire.ts';

export interface Agent {
  /** What this agent has said, in order. */
  readonly said: readonly string[];
  /** Sends until it is stored, after whatever was said before. Nobody has to wait for it. */
  say(text: string): Promise<void>;
  /** The log as the server has it, every page. */
  readLog(): Promise<ConversationEvent[]>;
}

/** @param conversation known as soon as the visitor's page connects for the first time. */
export function createAgent(server: Server, cookie: string, conversation: Promise<string>): Agent {
  const said: string[] = [];
  let last = Promise.resolve();

  const connect = async () => join(server.origin, await conversation, { cookie });

  const send = async (cid: string, text: string) => {
    const { wire } = await connect();
    try {
      const ack = wire.next('ack');
      wire.send({ t: 'send', items: [{ cid, kind: 'message', text }] });
      return (await ack).results[0]?.outcome === 'stored';
    } finally {
      wire.close();
    }
  };

  const sendUntilStored = async (text: string) => {
    const cid = newId(26);
    while (!(await send(cid, text).catch(() => false))) await beforeNextTry(100);
  };

  return {
    said,
    say(text) {
      said.push(text);
      last = last.then(() => sendUntilStored(text));
      return last;
    },
    async readLog() {
      const { wire, welcome } = await connect();
      try {
        const log = [...welcome.events];
        while (log.length < welcome.head) {
          const page = wire.next('events');
          wire.send({ t: 'sync', since: log.length });
          log.push(...(await page).events);
        }
        return log;
      } finally {
        wire.close();
      }
    },
  };
}
