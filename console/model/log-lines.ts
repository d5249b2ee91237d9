/** The open conversation's log, folded into what is drawn, line by line. Pure. */
import type { Unsent } from '../../client/outbox.ts';
import { assertNever, type MessageEntry } from '../../client/timeline.ts';
import type { Author } from '../../protocol/event.ts';
import type { TeamCommand } from '../../protocol/team-event.ts';
import { dayOf } from '../format.ts';
import type { LogEntry } from './log-entries.ts';
import type { Reach } from './reach.ts';
import type { NoteEntry } from './team-log.ts';

export type Delivery = 'sending' | 'sent' | 'failed';

interface WrittenLine {
  /** Stays the same when it is stored, so that its row is not drawn anew. */
  id: string;
  at: number;
  author: Author;
  isMine: boolean;
  text: string | null;
  cid: string | undefined;
}

export interface MessageLine extends WrittenLine {
  is: 'message';
  /** As the log has them; whoever shows them parses them. */
  attachments: unknown;
  /** What the visitor can choose from as an answer. */
  quickReplies: readonly string[];
  isEdited: boolean;
  /** Begins a run of messages by one person: shows who and when. */
  isFirst: boolean;
  /** For this agent's own replies: unsent ones, and the last stored one. */
  delivery: Delivery | null;
}

export interface NoteLine extends WrittenLine {
  is: 'note';
  mentions: readonly string[];
  attachments?: unknown;
  /** While it is not stored. */
  delivery: Exclude<Delivery, 'sent'> | null;
}

export type NoticeEntry = Exclude<LogEntry, MessageEntry | NoteEntry>;

export type Line =
  | { is: 'day'; id: string; at: number }
  | MessageLine
  | NoteLine
  | { is: 'notice'; id: string; at: number; entry: NoticeEntry };

/** Messages of one person within this time stand under one name. */
const RUN_MS = 5 * 60_000;
const NONE: readonly string[] = [];

export function logLines(
  entries: readonly LogEntry[],
  unsent: readonly Unsent[],
  self: Author,
  reach: Reach,
): Line[] {
  const lines: Line[] = [];
  let day = '';
  let run: { author: string; at: number } | null = null;

  const startDay = (at: number) => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    run = null;
    lines.push({ is: 'day', id: `day ${day}`, at });
  };

  const isMine = (author: Author) => author.role === 'agent' && author.id === self.id;

  const addMessage = (message: Omit<MessageEntry, 'is' | 'seq'>, delivery: MessageLine['delivery']) => {
    const { ts: at, author, cid, text, attachments, quickReplies = NONE, isEdited } = message;
    startDay(at);
    const by = `${author.role}/${author.id}`;
    const isFirst = run === null || run.author !== by || at - run.at > RUN_MS;
    run = { author: by, at };
    lines.push({
      is: 'message',
      id: cid ?? `at ${at}`,
      at,
      author,
      isMine: isMine(author),
      text,
      attachments,
      quickReplies,
      isEdited,
      isFirst,
      delivery,
      cid,
    });
  };

  const addNote = (note: Omit<NoteEntry, 'is' | 'seq'>, delivery: NoteLine['delivery']) => {
    const { ts: at, author, cid, text, mentions, attachments } = note;
    startDay(at);
    run = null;
    const id = cid ?? `at ${at}`;
    const line = { id, at, author, isMine: isMine(author), text, mentions, attachments, delivery, cid };
    lines.push({ is: 'note', ...line });
  };

  const pending = unsent.filter(({ command }) => command.kind === 'message');
  const isOwn = (entry: LogEntry) => entry.is === 'message' && entry.author.id === self.id;
  const lastOwn = pending.length === 0 ? entries.findLast(isOwn) : undefined;

  const addEntry = (entry: LogEntry) => {
    switch (entry.is) {
      case 'message':
        return addMessage(entry, entry === lastOwn ? 'sent' : null);
      case 'note':
        return addNote(entry, null);
      case 'status':
      case 'assignment':
      case 'rating':
      case 'change':
      case 'return':
        startDay(entry.ts);
        run = null;
        lines.push({ is: 'notice', id: `${entry.is} ${entry.seq}`, at: entry.ts, entry });
        return;
      default:
        return assertNever(entry);
    }
  };

  for (const entry of entries) addEntry(entry);
  for (const { command, createdAt, refusedAs } of unsent) {
    // The outbox holds what the team says, too (client/dialect.ts).
    const said = command as TeamCommand;
    const isFailed = refusedAs !== null || reach.is === 'lost' || reach.is === 'refused';
    const delivery = isFailed ? 'failed' : 'sending';
    if (said.kind === 'message')
      addMessage({ ...said, ts: createdAt, author: self, isEdited: false }, delivery);
    if (said.kind === 'note') addNote({ ...said, ts: createdAt, author: self }, delivery);
  }
  return lines;
}
