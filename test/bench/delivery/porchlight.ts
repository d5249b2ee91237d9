/**
 * Porchlight as it is built: the client core of widget and console, and the server of `npm start`. An agent writes and
 * a visitor reads, because a visitor may not write ten messages a second (LIM-3).
 */
import type { ConversationState } from '../../../client/conversation-client.ts';
import { openClient, untilOnline } from '../../support/node-client.ts';
import { startServer } from '../../support/server.ts';
import { openConversation, signIn } from '../../support/wire.ts';
import type { Contender } from './contender.ts';
import { openNetworks } from './network.ts';

export async function startPorchlight(): Promise<Contender> {
  const server = await startServer();
  const networks = await openNetworks(server.port);
  const agentSide = { ...server, origin: networks.sender.origin };
  const visitorSide = { ...server, origin: networks.receiver.origin };
  const { conversation, token } = await openConversation(visitorSide);
  const sender = openClient(agentSide.origin, conversation, { cookie: await signIn(agentSide) });
  const receiver = openClient(visitorSide.origin, conversation, { token });
  await Promise.all([untilOnline(sender), untilOnline(receiver)]);

  return {
    name: 'Porchlight',
    networks,
    send: (number) => void sender.send({ kind: 'message', text: String(number) }),
    received: () => messagesOf(receiver.state.get()),
    async close() {
      sender.stop();
      receiver.stop();
      await Promise.all([networks.sender.close(), networks.receiver.close()]);
      await server.stop();
    },
  };
}

/** What the visitor's messenger shows. */
const messagesOf = ({ timeline }: ConversationState): number[] =>
  timeline.entries.flatMap((entry) => (entry.is === 'message' ? [Number(entry.text)] : []));
