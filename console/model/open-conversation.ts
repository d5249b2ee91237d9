/** One conversation as an agent has it open: what they can do with it, and how it is reached. */
import { type ConversationState, createConversationClient } from '../../client/conversation-client.ts';
import type { Environment } from '../../client/environment.ts';
import type { OutboxStore } from '../../client/outbox.ts';
import { readAttachments } from '../../client/read-attachments.ts';
import type { SendRefusal } from '../../client/sender.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { CommandBody } from '../../protocol/event.ts';
import type { Attachment } from '../../protocol/files.ts';
import type { serverFrames } from '../../protocol/frames.ts';
import { list, object, type Shape } from '../../protocol/shape.ts';
import { type TeamCommandBody, type TeamEvent, teamCommand } from '../../protocol/team-event.ts';
import {
  type DraftsFrame,
  type PresentFrame,
  type TeamServerFrame,
  type TrailFrame,
  teamServerFrame,
  type VisitedPage,
} from '../../protocol/team-frames.ts';
import type { Backend } from './backend.ts';
import { type ConversationFiles, createConversationFiles } from './conversation-files.ts';
import { createDraftBox, type DraftBox } from './draft-box.ts';
import { createHolding, type Holding } from './holding.ts';
import { nextReach, type Reach } from './reach.ts';
import { createResolving } from './resolving.ts';
import type { Membership } from './session.ts';
import { applyTeamEvents, EMPTY_TEAM_LOG, type ScheduledReply, type TeamLog } from './team-log.ts';

export interface OpenConversationState extends ConversationState {
  reach: Reach;
  /** Why the last change other than a reply was not taken, a code; null: nothing was refused. */
  changeRefusedAs: string | null;
  team: TeamLog;
  /** Colleagues who have it open, too. */
  present: PresentFrame['agents'];
  /** The pages of the visitor's visit, oldest first; empty until they are known. */
  trail: readonly VisitedPage[];
}

export interface OpenConversation {
  readonly id: string;
  readonly state: Readable<OpenConversationState>;
  readonly files: ConversationFiles;
  /** The reply that can still be taken back. */
  readonly holding: Holding;
  readonly drafts: DraftBox;
  start(): void;
  stop(): void;
  /** Null when the reply is on its way; else the text stays with the caller. */
  reply(
    text: string,
    attachments: Attachment[],
    quickReplies?: readonly string[],
    /** Resolves the conversation once it is stored. */
    isLast?: boolean,
  ): SendRefusal | null;
  /** The same in a moment, so that it can be taken back. */
  hold(
    text: string,
    attachments: Attachment[],
    quickReplies: readonly string[],
    isLast: boolean,
  ): SendRefusal | null;
  /** Sends a reply at a time, in milliseconds. */
  schedule(
    text: string,
    attachments: Attachment[],
    quickReplies: readonly string[],
    dueAt: number,
  ): SendRefusal | null;
  /** Leaves a scheduled reply its time, also after what the visitor has written. */
  keepScheduled(reply: ScheduledReply): void;
  /** Takes a scheduled reply back, or sends it now. */
  endScheduled(seq: number, how: 'unschedule' | 'release'): void;
  retry(cid: string): void;
  discard(cid: string): void;
  typing(on: boolean): void;
  /** For the team only. Null when it is on its way; else the text stays with the caller. */
  note(text: string, mentions: string[], attachments: Attachment[]): SendRefusal | null;
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
  let team = EMPTY_TEAM_LOG;
  const client = createConversationClient(environment, {
    loadPollTransport: () => import('../../client/poll-transport.ts'),
    ...backend.conversationAddress(id),
    conversation: boxOf(agent, id),
    self: { role: 'agent', id: agent },
    outbox,
    getTicket: () => backend.conversationTicket(id),
    dialect: { ...TEAM_SHAPES, told, heard, newestToRead },
  });
  const state = writable<OpenConversationState>({
    ...client.state.get(),
    reach: { is: 'connecting' },
    changeRefusedAs: null,
    team: EMPTY_TEAM_LOG,
    present: [],
    trail: [],
  });

  /** Kept apart until the client's own state says the rest of it, so that both change together. */
  function told(events: readonly unknown[] | null): void {
    team = events ? applyTeamEvents(team, events as TeamEvent[]) : EMPTY_TEAM_LOG;
  }

  /** A colleague's note, and so whether this agent has seen that it calls them. */
  function newestToRead(): number {
    return team.entries.findLast(({ is, author }) => is === 'note' && author.id !== agent)?.seq ?? 0;
  }

  function heard(frame: unknown): void {
    const told = frame as PresentFrame | TrailFrame | DraftsFrame;
    if (told.t === 'present') state.patch({ present: told.agents.filter((other) => other.id !== agent) });
    if (told.t === 'trail') state.patch({ trail: told.pages });
    if (told.t === 'drafts') drafts.heard(told.drafts);
  }

  client.state.subscribe(() => {
    const next = client.state.get();
    const before = state.get();
    state.set({
      ...before,
      ...next,
      team,
      // Who is there is only known while we are.
      present: next.connection.is === 'online' ? before.present : [],
      reach: nextReach(before.reach, next.connection),
    });
    dropRefusedChanges();
    holding.settle(next.unsent);
    resolving.settle(client.state.get());
  });

  /** A refused reply waits for its author; a refused change of status or owner is only reported. */
  const dropRefusedChanges = () => {
    for (const { command, refusedAs } of client.state.get().unsent) {
      if (isWritten(command) || refusedAs === null) continue;
      if (command.kind !== 'read') state.patch({ changeRefusedAs: refusedAs });
      client.discard(command.cid);
    }
  };

  const messageOf = (text: string, attachments: Attachment[], quickReplies: readonly string[]) => ({
    text,
    ...(attachments.length > 0 && { attachments }),
    ...(quickReplies.length > 0 && { quickReplies: [...quickReplies] }),
  });
  const sendReply = (
    text: string,
    attachments: Attachment[],
    quickReplies: readonly string[],
    cid?: string,
    resolveSince?: number,
  ): SendRefusal | null => {
    const message = messageOf(text, attachments, quickReplies);
    const outcome = client.send({ kind: 'message', ...message }, cid);
    if ('refused' in outcome) return outcome.refused;
    if (resolveSince !== undefined) resolving.after({ cid: outcome.cid, since: resolveSince });
    return null;
  };
  const holding = createHolding(
    environment,
    agent,
    id,
    ({ text, attachments, quickReplies, cid, resolveSince }) =>
      // Another tab, or this one before a reload, may have put it into the box already.
      client.state.get().unsent.some(({ command }) => command.cid === cid) ||
      sendReply(text, attachments, quickReplies, cid, resolveSince) === null,
  );

  const resolving = createResolving(
    agent,
    id,
    (since) => setStatus('resolved', since),
    () => state.patch({ changeRefusedAs: 'overtaken' }),
  );

  const drafts = createDraftBox(environment, agent, id, client.tell);

  const newestSeen = () => client.state.get().timeline.last;
  const sinceOf = (isLast: boolean) => (isLast ? newestSeen() : undefined);

  const send = (body: TeamCommandBody) => {
    // Nothing overtakes what was said before.
    holding.release();
    return client.send(body as CommandBody);
  };
  const change = (body: TeamCommandBody) => {
    state.patch({ changeRefusedAs: null });
    return send(body);
  };

  function setStatus(status: 'open' | 'resolved', since = newestSeen()): void {
    change({ kind: 'status', status, ...(status === 'resolved' && { since }) });
  }

  return {
    id,
    state,
    files: createConversationFiles(environment, backend, id),
    holding,
    drafts,
    start: client.start,
    stop: client.stop,
    reply(text, attachments, quickReplies = [], isLast = false) {
      holding.release();
      return sendReply(text, attachments, quickReplies, undefined, sinceOf(isLast));
    },
    hold(text, attachments, quickReplies, isLast) {
      const resolveSince = sinceOf(isLast);
      const reply = { text, attachments, quickReplies: [...quickReplies] };
      const isHeld = holding.hold({ ...reply, ...(resolveSince !== undefined && { resolveSince }) });
      return isHeld ? null : 'outbox_full';
    },
    schedule(text, attachments, quickReplies, dueAt) {
      const message = messageOf(text, attachments, quickReplies);
      const outcome = send({ kind: 'schedule', ...message, dueAt, since: newestSeen() });
      return 'refused' in outcome ? outcome.refused : null;
    },
    keepScheduled({ seq, text, attachments, quickReplies, dueAt }) {
      const message = messageOf(text, readAttachments(attachments), quickReplies);
      change({ kind: 'schedule', ...message, dueAt, replaces: seq, since: newestSeen() });
    },
    endScheduled: (target, kind) => change({ kind, target }),
    note(text, mentions, attachments) {
      const outcome = send({ kind: 'note', mentions, ...messageOf(text, attachments, []) });
      return 'refused' in outcome ? outcome.refused : null;
    },
    retry: client.retry,
    discard: client.discard,
    typing: client.typing,
    assignToMe: () => change({ kind: 'assignment', assignee: { id: agent, name: self().name } }),
    setStatus,
    markRead: client.markRead,
  };
}

/** Visitors' shapes with the team's kinds: what they don't know they hand on, see client/dialect.ts. */
const TEAM_SHAPES = {
  frame:
    teamServerFrame as Shape<TeamServerFrame> as unknown as typeof import('../../protocol/frames.ts').serverFrame,
  frames: object({ frames: list(teamServerFrame, 64) }) as unknown as typeof serverFrames,
  command: teamCommand as unknown as typeof import('../../protocol/event.ts').command,
};

/** What the agent wrote, which waits for them when it is refused: not what only takes the place of what is stored. */
export const isWritten = ({ kind, replaces }: { kind: string; replaces?: number }): boolean =>
  kind === 'message' || kind === 'note' || (kind === 'schedule' && replaces === undefined);
