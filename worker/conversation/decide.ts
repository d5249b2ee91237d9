/**
 * What a command does, decided without doing it: a pure function, tested as a table. Rules CNV-1 to CNV-9 of
 * docs/SPEC.md.
 */
import type { ErrorCode } from '../../protocol/codes.ts';
import type { Author, Command, EventBody } from '../../protocol/event.ts';
import { type Attachment, attachedFiles } from '../../protocol/files.ts';
import type { Snapshot } from './snapshot.ts';

/** An event to write. Only the one that the command itself became carries its cid. */
export type Draft = { author: Author; cid?: string } & EventBody;

export type Decision =
  | { is: 'accepted'; drafts: Draft[] }
  /** Already so: nothing to write, and `seq` says since when. */
  | { is: 'already'; seq: number }
  | { is: 'refused'; code: ErrorCode; message: string };

/** The message that an edit or deletion is about, as far as it matters here. */
export interface TargetMessage {
  authorId: string;
  isErased: boolean;
}

/** What a decision may look up in the log. */
export interface LogLookup {
  findMessage(seq: number): TargetMessage | null;
  /** Whether somebody else wrote a message in `(after, upTo]`. */
  hasMessageOfOthers(reader: string, after: number, upTo: number): boolean;
  findFile(id: string): AttachableFile | null;
}

/** A file of this conversation, as far as it matters here. */
export interface AttachableFile {
  authorId: string;
  attachment: Attachment;
  /** The message that has it. */
  message: number | null;
}

export const SYSTEM: Author = { role: 'system', id: '', name: null };

export function decide(snapshot: Snapshot, author: Author, command: Command, log: LogLookup): Decision {
  switch (command.kind) {
    case 'message': {
      if (command.quickReplies !== undefined && author.role !== 'agent')
        return refused('forbidden', 'Only the team offers quick replies.');
      const files = filesOf(author, command, log);
      if (!files)
        return refused('not_found', 'There is no such file of yours here that is not attached yet.');
      // What a file is, is ours to say, not the client's.
      const attachments = files.length > 0 && { attachments: files };
      return accepted(...beforeMessage(snapshot, author), { author, ...command, ...attachments });
    }

    case 'edit':
    case 'redact': {
      const target = log.findMessage(command.target);
      // Unknown, somebody else's and deleted look alike.
      if (!target || target.authorId !== author.id || target.isErased)
        return refused('not_found', 'There is no message of yours with this number.');
      return accepted({ author, ...command });
    }

    case 'read': {
      if (command.upTo > snapshot.head)
        return refused('bad_frame', 'What is not written cannot have been read.');
      const known = snapshot.reads.get(author.id);
      // Only what others wrote can be read: a mark that marks nothing would be an event, and so ask for the next one.
      if (!log.hasMessageOfOthers(author.id, known?.upTo ?? 0, command.upTo))
        return { is: 'already', seq: known?.seq ?? 0 };
      return accepted({ author, ...command });
    }

    case 'status':
      if (author.role !== 'agent') return refused('forbidden', 'Only the team resolves and reopens.');
      if (snapshot.status === command.status) return { is: 'already', seq: snapshot.head };
      return accepted({ author, ...command });

    case 'rating':
    case 'contact':
      if (author.role !== 'visitor') return refused('forbidden', 'Only the visitor says this.');
      if (command.kind === 'contact' && !command.name && !command.email)
        return refused('bad_frame', 'Give a name or an email address.');
      if (command.kind === 'contact' && isKnown(snapshot.contact, command))
        return { is: 'already', seq: snapshot.contact?.seq ?? 0 };
      return accepted({ author, ...command });

    case 'assignment': {
      if (author.role !== 'agent') return refused('forbidden', 'Only the team assigns.');
      const { assignee } = command;
      if (assignee && assignee.id !== author.id)
        return refused('forbidden', 'You can assign to yourself or to nobody.');
      if (snapshot.assignee?.id === assignee?.id) return { is: 'already', seq: snapshot.head };
      // The name is ours to say, not the client's.
      return accepted({ author, ...command, assignee: assignee && assigneeOf(author) });
    }
  }
}

const isKnown = (known: Snapshot['contact'], { name, email }: { name: string; email: string }): boolean =>
  known?.name === name && known.email === email;

/** Null when one of them is unknown, somebody else's, attached already, or named twice: all of that looks alike. */
function filesOf(
  author: Author,
  { attachments }: Extract<Command, { kind: 'message' }>,
  log: LogLookup,
): Attachment[] | null {
  const files = new Map<string, Attachment>();
  for (const { id } of attachedFiles(attachments, 'attachments') ?? []) {
    const file = log.findFile(id);
    if (file?.authorId !== author.id || file.message !== null || files.has(id)) return null;
    files.set(id, file.attachment);
  }
  return [...files.values()];
}

/** What a message brings about: the first agent to answer owns the conversation, a visitor's word reopens it. */
function beforeMessage(snapshot: Snapshot, author: Author): Draft[] {
  const drafts: Draft[] = [];
  if (author.role === 'agent' && snapshot.assignee === null)
    drafts.push({ author, kind: 'assignment', assignee: assigneeOf(author) });
  if (author.role === 'visitor' && snapshot.status === 'resolved')
    drafts.push({ author: SYSTEM, kind: 'status', status: 'open' });
  return drafts;
}

const assigneeOf = (agent: Author) => ({ id: agent.id, name: agent.name ?? '' });
const accepted = (...drafts: Draft[]): Decision => ({ is: 'accepted', drafts });
const refused = (code: ErrorCode, message: string): Decision => ({ is: 'refused', code, message });
