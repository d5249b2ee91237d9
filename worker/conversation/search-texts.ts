/** What the workspace's search knows of a conversation: its messages, notes and who the visitor says they are. */
import type { Author } from '../../protocol/event.ts';
import { attachments } from '../../protocol/files.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import { wellFormed } from '../well-formed.ts';

export interface SearchText {
  /** The event that holds it. */
  seq: number;
  /** The event that last changed it: the greater wins, in whichever order they come. */
  version: number;
  ts: number;
  kind: 'message' | 'note' | 'person';
  author: Author;
  /** Null: deleted. */
  text: string | null;
}

/** An event as it is stored now: a deleted message has lost its words. */
export interface StoredEvent {
  event: TeamEvent;
  isErased: boolean;
}

/** What an event says to the search; null: nothing. An edit or deletion is about an earlier text. */
export function searchTextOf({ event, isErased }: StoredEvent): SearchText | null {
  const { seq, ts, author } = event;
  const at = { seq, version: seq, ts, author };
  switch (event.kind) {
    case 'message':
    case 'note': {
      const names =
        event.attachments === undefined ? [] : attachments(event.attachments, '').map(({ name }) => name);
      const text = [event.text, ...names].join('\n').trim();
      return { ...at, kind: event.kind, text: isErased ? null : wellFormed(text) };
    }
    case 'edit':
      return { ...at, seq: event.target, kind: 'message', text: isErased ? null : wellFormed(event.text) };
    case 'redact':
      return { ...at, seq: event.target, kind: 'message', text: null };
    case 'contact':
      return {
        ...at,
        kind: 'person',
        text: wellFormed([event.name, event.email, event.phone].filter(Boolean).join(' ')),
      };
    default:
      return null;
  }
}
