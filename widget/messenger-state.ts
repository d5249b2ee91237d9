/** What the messenger knows, and what follows from it. */
import type { ConversationState } from '../client/conversation-client.ts';
import type { Unsent } from '../client/outbox.ts';
import type { SendRefusal } from '../client/sender.ts';
import type { SiteConfig } from '../protocol/api.ts';
import type { Assignee, Author } from '../protocol/event.ts';

/** One conversation of the visitor's. */
export interface Talk {
  id: string;
  state: ConversationState;
}

export interface MessengerState {
  isOpen: boolean;
  /** The list of conversations, instead of one of them. */
  isHome: boolean;
  site: SiteConfig | 'unknown' | null;
  /** Those that are connected, newest first. */
  talks: readonly Talk[];
  /** The one that is shown; null until its first message. */
  shown: string | null;
  conversation: ConversationState | null;
  /** What was typed and not sent in the one that is shown. */
  draft: string;
  /** Why the draft was not taken when it was to be sent. */
  refusal: Exclude<SendRefusal, 'empty'> | null;
  /** Since when the server has not answered, though we want it to. */
  lostAt: number | null;
  /** When the visitor last pressed retry. */
  retriedAt: number;
  /** Goes on while something depends on how long ago it was. */
  now: number;
  /** False: this browser forgets the visitor with the page. */
  isRemembered: boolean;
  detail: Detail;
}

/** What the visitor is at, in the parts that come later. */
export interface Detail {
  /** The cid of the message that is being changed. */
  editing?: string | null;
  isMenuOpen?: boolean;
  /** Chosen, but not sent yet. */
  score?: number | null;
  /** The visitor would rather not say where to reach them. */
  hasSkipped?: boolean;
  refusal?: 'wrongEmail' | null;
  /** The first entry of the log that is drawn; settled once the reader has left its end. */
  start?: number | null;
  /** The newest event when the reader left the end of the log. Null while they are there. */
  awayFrom?: number | null;
  /** What the owner wants to know first, and is not filled in. */
  missing?: 'name' | 'email' | null;
  /** What is looked for in the list of conversations. */
  query?: string;
}

/** So many entries are drawn at first, at least; and with each step back. */
export const PAGE = 50;

/** From which entry on the log is drawn: a long one opens as fast as a short one. Moves in steps, so that it stays put. */
export const startOf = ({ conversation, detail }: MessengerState): number =>
  detail.start ?? Math.max(0, Math.floor((conversation?.timeline.entries.length ?? 0) / PAGE - 1) * PAGE);

/** A short loss is nobody's business. */
const NOTICED_MS = 3_000;
const FAILED_MS = 10_000;

export type Notice = 'unavailable' | 'outdated' | 'offline' | 'slowed' | 'forgetful';

/** The most important thing to tell, if any. */
export function noticeOf({ site, conversation, lostAt, now, isRemembered }: MessengerState): Notice | null {
  const connection = conversation?.connection;
  if (connection?.is === 'refused')
    return connection.code === 'unsupported_version' ? 'outdated' : 'unavailable';
  if (site === 'unknown') return 'unavailable';
  if (lostAt !== null && now - lostAt >= NOTICED_MS) return 'offline';
  if (conversation?.isSlowed) return 'slowed';
  if (conversation && !(isRemembered && conversation.isOutboxLasting)) return 'forgetful';
  return null;
}

/** Whether the visitor should know that a message has not left: refused for good, or without connection too long. */
export function hasFailed({ conversation, lostAt, retriedAt, now }: MessengerState, item: Unsent): boolean {
  if (item.refusedAs || conversation?.connection.is === 'refused') return true;
  return lostAt !== null && now - Math.max(lostAt, retriedAt, item.createdAt) >= FAILED_MS;
}

/** What is known of one who answers. */
export const memberOf = ({ site }: Pick<MessengerState, 'site'>, id: string | undefined) =>
  site && site !== 'unknown' ? site.team?.find((member) => member.id === id) : undefined;

/** Who the visitor talks to: whoever answered last, else who has taken the conversation. */
export function partnerOf({ conversation }: MessengerState): Assignee | Author | null {
  const timeline = conversation?.timeline;
  const answer = timeline?.entries.findLast(
    (entry) => entry.is === 'message' && entry.author.role === 'agent',
  );
  return answer?.author ?? timeline?.assignee ?? null;
}
