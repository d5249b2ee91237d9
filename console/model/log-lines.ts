/** The open conversation's log, folded into what is drawn, line by line. Pure. */

import type { Unsent } from '../../client/outbox.ts';
import type {
  AssignmentEntry,
  MessageEntry,
  RatingEntry,
  StatusEntry,
  Timeline,
} from '../../client/timeline.ts';
import type { Author } from '../../protocol/event.ts';
import { dayOf } from '../format.ts';
import type { Reach } from './reach.ts';

export type Delivery = 'sending' | 'sent' | 'failed';

export interface MessageLine {
  is: 'message';
  /** Stays the same when a reply is stored, so that its row is not drawn anew. */
  id: string;
  at: number;
  author: Author;
  isMine: boolean;
  text: string | null;
  /** As the log has them; whoever shows them parses them. */
  attachments: unknown;
  /** What the visitor can choose from as an answer. */
  quickReplies: readonly string[];
  isEdited: boolean;
  /** Begins a run of messages by one person: shows who and when. */
  isFirst: boolean;
  /** For this agent's own replies: unsent ones, and the last stored one. */
  delivery: Delivery | null;
  cid: string | undefined;
}

export type Line =
  | { is: 'day'; id: string; at: number }
  | MessageLine
  | { is: 'notice'; id: string; at: number; entry: StatusEntry | AssignmentEntry | RatingEntry };

/** Messages of one person within this time stand under one name. */
const RUN_MS = 5 * 60_000;

export function logLines(timeline: Timeline, unsent: readonly Unsent[], self: Author, reach: Reach): Line[] {
  const lines: Line[] = [];
  let day = '';
  let run: { author: string; at: number } | null = null;

  const startDay = (at: number) => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    run = null;
    lines.push({ is: 'day', id: `day ${day}`, at });
  };

  const addMessage = (message: Omit<MessageEntry, 'is' | 'seq'>, delivery: Delivery | null) => {
    const { ts: at, author, cid, text, attachments, quickReplies = [], isEdited } = message;
    startDay(at);
    const by = `${author.role}/${author.id}`;
    const isFirst = run === null || run.author !== by || at - run.at > RUN_MS;
    run = { author: by, at };
    const isMine = author.role === 'agent' && author.id === self.id;
    lines.push({
      is: 'message',
      id: cid ?? `at ${at}`,
      at,
      author,
      isMine,
      text,
      attachments,
      quickReplies,
      isEdited,
      isFirst,
      delivery,
      cid,
    });
  };

  const pending = unsent.filter(({ command }) => command.kind === 'message');
  const isOwn = (entry: Timeline['entries'][number]) => entry.is === 'message' && entry.author.id === self.id;
  const lastOwn = pending.length === 0 ? timeline.entries.findLast(isOwn) : undefined;

  for (const entry of timeline.entries) {
    if (entry.is === 'message') addMessage(entry, entry === lastOwn ? 'sent' : null);
    else {
      startDay(entry.ts);
      run = null;
      lines.push({ is: 'notice', id: `seq ${entry.seq}`, at: entry.ts, entry });
    }
  }
  for (const { command, createdAt, refusedAs } of pending) {
    if (command.kind !== 'message') continue;
    const isFailed = refusedAs !== null || reach.is === 'lost' || reach.is === 'refused';
    addMessage({ ...command, ts: createdAt, author: self, isEdited: false }, isFailed ? 'failed' : 'sending');
  }
  return lines;
}
