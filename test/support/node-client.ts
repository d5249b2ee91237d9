/** The client core of widget and console in Node, against the built server: for faults and benches without a browser. */
import { type ConversationClient, createConversationClient } from '../../client/conversation-client.ts';
import { call } from '../../client/http.ts';
import { memoryOutboxStore } from '../../client/outbox.ts';
import { ticketResponse } from '../../protocol/api.ts';
import { nodeEnvironment } from './node-environment.ts';

/** Starts to connect at once. An agent comes with a session's cookie, a visitor with their token. */
export function openClient(
  origin: string,
  conversation: string,
  who: { cookie: string } | { token: string },
): ConversationClient {
  const environment = nodeEnvironment('cookie' in who ? who.cookie : undefined);
  const httpUrl = `${origin}/api/conversations/${conversation}`;
  const role = 'cookie' in who ? 'agent' : 'visitor';
  const client = createConversationClient(environment, {
    conversation,
    socketUrl: `${httpUrl.replace('http', 'ws')}/socket`,
    httpUrl,
    // Only counts of unread messages ask which one, and nobody looks at those here.
    self: { role, id: role },
    outbox: memoryOutboxStore(),
    loadPollTransport: () => import('../../client/poll-transport.ts'),
    async getTicket() {
      const request = { method: 'POST', url: `${httpUrl}/ticket`, body: {} } as const;
      const signed = 'token' in who ? { ...request, bearer: who.token } : request;
      return (await call(environment, ticketResponse, signed)).ticket;
    },
  });
  client.start();
  return client;
}

/** Resolves once the client's state is so. */
export function untilState(
  { state }: ConversationClient,
  isSo: (state: ReturnType<ConversationClient['state']['get']>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo(state.get())) return;
      cancel();
      resolve();
    };
    const cancel = state.subscribe(look);
    look();
  });
}

export const untilOnline = (client: ConversationClient): Promise<void> =>
  untilState(client, ({ connection }) => connection.is === 'online');
