import { expect } from 'vitest';
import { call } from '../../../client/http.ts';
import { inboxPage } from '../../../protocol/inbox.ts';
import { openClient, untilState } from '../../support/node-client.ts';
import { nodeEnvironment } from '../../support/node-environment.ts';
import { eventually } from '../../support/people.ts';
import type { Server } from '../../support/server.ts';
import { signIn } from '../../support/wire.ts';

export interface AgentOnTheWire {
  /** Waits until this text has arrived, and answers it. */
  answer(question: string, answer: string): Promise<void>;
}

/** An agent without a screen. */
export async function agentOnTheWire(server: Server): Promise<AgentOnTheWire> {
  const cookie = await signIn(server);
  const workspace = server.siteKey.slice(0, 10);
  const inbox = `${server.origin}/api/workspaces/${workspace}/inbox`;

  const conversationThatSays = async (text: string) => {
    let conversation = '';
    await eventually(async () => {
      const { rows } = await call(nodeEnvironment(cookie), inboxPage, { method: 'GET', url: inbox });
      conversation = rows.find((row) => row.preview === text)?.conversation ?? '';
      expect(conversation, `no conversation says "${text}"`).not.toBe('');
    });
    return conversation;
  };

  return {
    async answer(question, answer) {
      const client = openClient(server.origin, await conversationThatSays(question), { cookie });
      client.send({ kind: 'message', text: answer });
      await untilState(client, ({ timeline }) =>
        timeline.entries.some((entry) => entry.is === 'message' && entry.text === answer),
      );
      client.stop();
    },
  };
}
