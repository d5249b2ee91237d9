/**
 * What a command does, decided without doing it: a pure function, tested as a table. The rules CNV of
 * docs/SPEC.md.
 */
import type { ErrorCode } from '../../protocol/codes.ts';
import type { Author, EventBody } from '../../protocol/event.ts';
import { type Attachment, attachedFiles } from '../../protocol/files.ts';
import type { Statement } from '../../protocol/said.ts';
import type { TeamBody, TeamCommand } from '../../protocol/team-event.ts';
import { labelsAfter, type Snapshot, sourceOf } from './snapshot.ts';
import { mayCommand } from './who-may.ts';

/** An event to write. Only the one that the command itself became carries its cid. */
export type Draft = { author: Author; cid?: string } & (
  | Exclude<EventBody, { kind: 'assignment' | 'contact' | 'status' }>
  | TeamBody
);

export type Decision =
  | { is: 'accepted'; drafts: Draft[] }
  /** Already so: nothing to write, and `seq` says since when. */
  | { is: 'already'; seq: number }
  | { is: 'refused'; code: ErrorCode; message: string };

/** The message that an edit or deletion is about, as far as it matters here. */
export interface TargetMessage {
  kind: 'message' | 'note';
  authorId: string;
  isErased: boolean;
}

/** What a decision may look up in the log. */
export interface LogLookup {
  /** The message or note with this number. */
  findMessage(seq: number): TargetMessage | null;
  /** Whether somebody else wrote a message in `(after, upTo]`; for the team, a note counts as one. */
  hasMessageOfOthers(reader: Author, after: number, upTo: number): boolean;
  /** Whether the visitor wrote a message after this event. */
  hasVisitorMessageAfter(seq: number): boolean;
  findFile(id: string): AttachableFile | null;
  /** The scheduled reply with this number that still waits. */
  findScheduled(seq: number): ScheduledReply | null;
  scheduledCount(): number;
}

/** A reply that waits for its time: whose it will be, and what it will say. */
export interface ScheduledReply {
  /** Null: has left the team. */
  author: Author | null;
  message: Omit<Extract<EventBody, { kind: 'message' }>, 'kind'>;
}

/** A file of this conversation, as far as it matters here. */
export interface AttachableFile {
  authorId: string;
  attachment: Attachment;
  /** The message that has it. */
  message: number | null;
}

/** As many as the list has room for. */
const LABELS_AT_MOST = 50;
const SCHEDULED_AT_MOST = 20;

export const SYSTEM: Author = { role: 'system', id: '', name: null };

/** @param isTrusted the workspace vouches for what it says: that colleagues and teams exist. */
export function decide(
  snapshot: Snapshot,
  author: Author,
  command: TeamCommand,
  log: LogLookup,
  isTrusted = false,
): Decision {
  const refusal = mayCommand(author.role, command.kind, isTrusted);
  if (refusal) return refused('forbidden', refusal);
  if (author.role === 'visitor' && snapshot.isBlocked && command.kind !== 'read')
    return refused('blocked', 'The team takes nothing more from you here.');
  switch (command.kind) {
    case 'message': {
      if (command.quickReplies !== undefined && author.role !== 'agent')
        return refused('forbidden', 'Only the team offers quick replies.');
      const files = filesOf(author, command, log);
      if (!files) return refused('not_found', NO_SUCH_FILE);
      return accepted(...beforeMessage(snapshot, author), { author, ...command, ...files });
    }

    case 'schedule': {
      const { replaces } = command;
      if (replaces !== undefined && !log.findScheduled(replaces)) return refused('not_found', NO_SUCH_REPLY);
      const files = filesOf(author, command, log, replaces);
      if (!files) return refused('not_found', NO_SUCH_FILE);
      const reply: Draft = { author, ...command, ...files };
      // In this order: the files of the one that goes are free for the one that comes.
      if (replaces !== undefined) return accepted({ author, kind: 'unschedule', target: replaces }, reply);
      if (log.scheduledCount() >= SCHEDULED_AT_MOST)
        return refused('quota_exceeded', `At most ${SCHEDULED_AT_MOST} replies wait in a conversation.`);
      return accepted(reply);
    }

    case 'unschedule':
    case 'release': {
      const reply = log.findScheduled(command.target);
      if (!reply) return refused('not_found', NO_SUCH_REPLY);
      if (command.kind === 'unschedule') return accepted({ author, ...command });
      // Nothing more is said in the name of somebody who has left: it is for whoever sends it to say.
      const sayer = reply.author ?? author;
      if (sayer.role === 'system') return refused('forbidden', 'Whoever wrote this reply has left the team.');
      const message = { author: sayer, kind: 'message' as const, ...reply.message };
      return accepted(...beforeMessage(snapshot, sayer), message, { author, ...command });
    }

    case 'edit':
    case 'redact': {
      const target = log.findMessage(command.target);
      // Unknown, somebody else's and deleted look alike.
      const isMine = target?.authorId === author.id && !target.isErased;
      // A note is deleted and written anew: an edit's words are for everybody.
      if (!isMine || (target.kind === 'note' && command.kind === 'edit'))
        return refused('not_found', 'There is no message of yours with this number.');
      return accepted({ author, ...command });
    }

    case 'read': {
      if (command.upTo > snapshot.head)
        return refused('bad_frame', 'What is not written cannot have been read.');
      const known = snapshot.reads.get(author.id);
      // Only what others wrote can be read: a mark that marks nothing would be an event, and so ask for the next one.
      if (!log.hasMessageOfOthers(author, known?.upTo ?? 0, command.upTo))
        return { is: 'already', seq: known?.seq ?? 0 };
      return accepted({ author, ...command });
    }

    case 'status': {
      const { status, since } = command;
      if (snapshot.status === status) return { is: 'already', seq: snapshot.head };
      // Nobody is done with what they have not read.
      if (status === 'resolved' && since !== undefined && log.hasVisitorMessageAfter(since))
        return refused('overtaken', 'The visitor has written something that you had not seen.');
      return accepted(...(status === 'resolved' ? waking(snapshot, author) : []), { author, ...command });
    }

    case 'rating':
      return accepted({ author, ...command });

    case 'contact': {
      const { by: _, phone: __, ...own } = command;
      // Whose word it is, is ours to say, not the client's.
      const contact: Omit<typeof command, 'cid'> & { cid: string } = isTrusted ? command : own;
      if (!contact.name && !contact.email && !contact.phone)
        return refused('bad_frame', 'Give a name or an email address.');
      const known = snapshot.statements[sourceOf(contact)];
      if (known && isKnown(known, contact)) return { is: 'already', seq: known.seq };
      return accepted({ author, ...contact });
    }

    case 'assignment': {
      const { assignee, team } = command;
      if (!isTrusted && ((assignee && assignee.id !== author.id) || team))
        return refused('forbidden', 'Here you can assign to yourself or to nobody.');
      const isSameTeam = team === undefined || snapshot.team?.id === team?.id;
      if (snapshot.assignee?.id === assignee?.id && isSameTeam) return { is: 'already', seq: snapshot.head };
      if (isTrusted) return accepted({ author, ...command });
      const { reason: _, ...plain } = command;
      // The name is ours to say, not the client's.
      return accepted({ author, ...plain, assignee: assignee && assigneeOf(author) });
    }

    case 'note': {
      const files = filesOf(author, command, log);
      if (!files) return refused('not_found', NO_SUCH_FILE);
      return accepted({ author, ...command, ...files });
    }

    case 'labels': {
      const next = labelsAfter(snapshot.labels, command);
      // Only what makes a difference is stored, so the order in which it is read back makes none.
      const add = next.filter((label) => !snapshot.labels.includes(label));
      const remove = snapshot.labels.filter((label) => !next.includes(label));
      if (add.length === 0 && remove.length === 0) return { is: 'already', seq: snapshot.head };
      if (next.length > LABELS_AT_MOST)
        return refused('quota_exceeded', `A conversation has at most ${LABELS_AT_MOST} labels.`);
      return accepted({ author, ...command, add, remove });
    }

    case 'priority':
      if (snapshot.priority === command.priority) return { is: 'already', seq: snapshot.head };
      return accepted({ author, ...command });

    case 'snooze':
      if (snapshot.snoozedUntil === command.until) return { is: 'already', seq: snapshot.head };
      if (command.until !== null && snapshot.status === 'resolved')
        return refused('conversation_closed', 'This conversation is resolved. Open it again to snooze it.');
      return accepted({ author, ...command });

    case 'block':
      if (snapshot.isBlocked === command.isBlocked) return { is: 'already', seq: snapshot.head };
      return accepted({ author, ...command });
  }
}

const isKnown = (known: Statement, contact: Omit<Statement, 'seq' | 'phone'> & { phone?: string }): boolean =>
  known.name === contact.name && known.email === contact.email && known.phone === (contact.phone ?? '');

const NO_SUCH_REPLY = 'No such reply waits here: it was sent or taken back.';
const NO_SUCH_FILE = 'There is no such file of yours here that is not attached yet.';

/**
 * What a file is, is ours to say, not the client's. Null when one of them is unknown, somebody else's, attached already,
 * or named twice: all of that looks alike.
 * @param replaces the scheduled reply whose files may be used again.
 */
function filesOf(
  author: Author,
  { attachments }: Extract<TeamCommand, { kind: 'message' | 'schedule' | 'note' }>,
  log: LogLookup,
  replaces?: number,
): { attachments?: Attachment[] } | null {
  const files = new Map<string, Attachment>();
  for (const { id } of attachedFiles(attachments, 'attachments') ?? []) {
    const file = log.findFile(id);
    if (!file || files.has(id)) return null;
    const isFree = file.authorId === author.id && file.message === null;
    if (!isFree && (replaces === undefined || file.message !== replaces)) return null;
    files.set(id, file.attachment);
  }
  return files.size > 0 ? { attachments: [...files.values()] } : {};
}

/** What a message brings about: the first agent to answer owns the conversation; a visitor's word reopens and wakes it. */
function beforeMessage(snapshot: Snapshot, author: Author): Draft[] {
  const drafts: Draft[] = [];
  if (author.role === 'agent' && snapshot.assignee === null)
    drafts.push({ author, kind: 'assignment', assignee: assigneeOf(author) });
  if (author.role === 'visitor') drafts.push(...waking(snapshot, SYSTEM));
  if (author.role === 'visitor' && snapshot.status === 'resolved')
    drafts.push({ author: SYSTEM, kind: 'status', status: 'open' });
  return drafts;
}

const waking = ({ snoozedUntil }: Snapshot, author: Author): Draft[] =>
  snoozedUntil === null ? [] : [{ author, kind: 'snooze', until: null }];

const assigneeOf = (agent: Author) => ({ id: agent.id, name: agent.name ?? '' });
const accepted = (...drafts: Draft[]): Decision => ({ is: 'accepted', drafts });
const refused = (code: ErrorCode, message: string): Decision => ({ is: 'refused', code, message });
