/** How a conversation is read and written by somebody who hears and says more than a visitor does. */
import type { Command, ConversationEvent } from '../protocol/event.ts';
import type { ServerFrame } from '../protocol/frames.ts';
import type { Shape } from '../protocol/shape.ts';

/** The shapes let more kinds through than their types say; those are handed on unread. */
export interface Dialect {
  frame: Shape<ServerFrame>;
  frames: Shape<{ frames: ServerFrame[] }>;
  command: Shape<Command>;
  /** What has just been applied, in order. Null: forget everything, another log begins. */
  told(events: readonly ConversationEvent[] | null): void;
  /** The number of the newest event that is to be read, beside what visitors write; 0 without one. */
  newestToRead(): number;
  /** A frame that visitors don't get. */
  heard(frame: unknown): void;
}
