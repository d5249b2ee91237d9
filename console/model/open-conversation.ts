/** One conversation as an agent has it open: what they can do with it, and how it is reached. */
import { type ConversationState, createConversationClient } from '../../client/conversation-client.ts';
import type { Environment } from '../../client/environment.ts';
import type { OutboxStore } from '../../client/outbox.ts';
import type { SendRefusal } from '../../client/sender.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { CommandBody } from '../../protocol/event.ts';
import type { Attachment } from '../../protocol/files.ts';
import type { Backend } from './backend.ts';
import { type ConversationFiles, createConversationFiles } from './conversation-files.ts';
import { nextReach, type Reach } from './reach.ts';
import type { Membership } from './session.ts';

export interface OpenConversationState extends ConversationState {
  reach: Reach;
  /** An assignment or status change came back refused. */
  isChangeRefused: boolean;
}

export interface OpenConversation {
  readonly id: string;
  readonly state: Readable<OpenConversationState>;
  readonly files: ConversationFiles;
  start(): void;
  stop(): void;
  /** Null when the reply is on its way; else the text stays with the caller. */
  reply(text: string, attachments: Attachment[], quickReplies?: readonly string[]): SendRefusal | null;
  retry(cid: string): void;
  discard(cid: string): void;
  typing(on: boolean): void;
  assignToMe(): void;
  setStatus(status: 'open' | 'resolved'): void;
  markRead(): void;
}

/**
 * The box belongs to one agent: on a shared computer nobody sends another's reply under their own name, and a visitor's
 * messenger on the same origin keeps its box apart.
 */
export const boxOf = (agent: string, conversation: string): string => `${agent}/${conversation}`;

export function createOpenConversation(
  environment: Environment,
  backend: Backend,
  outbox: OutboxStore,
  /** Read at each use: an agent may change their name meanwhile. */
  self: () => Membership,
  id: string,
): OpenConversation {
  const { agent } = self();
  const client = createConversationClient(environment, {
    loadPollTransport: () => import('../../client/poll-transport.ts'),
    ...backend.conversationAddress(id),
    conversation: boxOf(agent, id),
    self: { role: 'agent', id: agent },
    outbox,
    getTicket: () => backend.conversationTicket(id),
  });
  const state = writable<OpenConversationState>({
    ...client.state.get(),
    reach: { is: 'connecting' },
    isChangeRefused: false,
  });

  client.state.subscribe(() => {
    const next = client.state.get();
    const before = state.get();
    state.set({
      ...next,
      reach: nextReach(before.reach, next.connection),
      isChangeRefused: before.isChangeRefused,
    });
    dropRefusedChanges();
  });

  /** A refused reply waits for its author; a refused change of status or owner is only reported. */
  const dropRefusedChanges = () => {
    for (const { command, refusedAs } of client.state.get().unsent) {
      if (refusedAs === null || command.kind === 'message') continue;
      if (command.kind !== 'read') state.patch({ isChangeRefused: true });
      client.discard(command.cid);
    }
  };

  const change = (body: CommandBody) => {
    state.patch({ isChangeRefused: false });
    client.send(body);
  };

  return {
    id,
    state,
    files: createConversationFiles(environment, backend, id),
    start: client.start,
    stop: client.stop,
    reply(text, attachments, quickReplies = []) {
      const files = attachments.length > 0 && { attachments };
      const choices = quickReplies.length > 0 && { quickReplies: [...quickReplies] };
      const outcome = client.send({ kind: 'message', text, ...files, ...choices });
      return 'refused' in outcome ? outcome.refused : null;
    },
    retry: client.retry,
    discard: client.discard,
    typing: client.typing,
    assignToMe: () => change({ kind: 'assignment', assignee: { id: agent, name: self().name } }),
    setStatus: (status) => change({ kind: 'status', status }),
    markRead: client.markRead,
  };
}
