/**
 * GET /api/workspaces/:workspace/search?q=WORDS: people whose name or address it is, then
 * messages and notes, newest first. All words must be there, the
 * last one may be the beginning of one. `view`, `label` and the inbox's other conditions narrow it; `before` goes on.
 */
import { author } from './event.ts';
import { conversationId } from './ids.ts';
import { inboxRow } from './inbox.ts';
import { boolean, type Infer, integer, list, nullable, object, oneOf, text } from './shape.ts';

export const searchHit = object({
  conversation: conversationId,
  /** The event that holds it. */
  seq: integer(1),
  ts: integer(),
  author,
  kind: oneOf('message', 'note', 'person'),
  /** The text around the first hit, cut where hits begin and end. Text, never HTML. */
  parts: list(object({ text: text(4096), isHit: boolean }), 200),
});
export type SearchHit = Infer<typeof searchHit>;

export const searchPage = object({
  hits: list(searchHit, 50),
  /** The hits' conversations, each once. */
  rows: list(inboxRow, 50),
  /** Where to go on; null at the end. A page may be short of hits, or have none, and still have one. */
  next: nullable(text(64)),
});
export type SearchPage = Infer<typeof searchPage>;
