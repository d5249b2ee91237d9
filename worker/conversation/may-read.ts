/** Whose eyes a file is for. Pure. Rule FIL-10 of docs/SPEC.md. */
import type { Author } from '../../protocol/event.ts';
import type { LogLookup } from './decide.ts';
import type { StoredFile } from './file-store.ts';

/** A visitor reads what they have sent themselves, and what a message has: not what is in a note, or waits to be sent. */
export function mayRead(
  reader: Pick<Author, 'role' | 'id'>,
  { authorId, message }: Pick<StoredFile, 'authorId' | 'message'>,
  log: Pick<LogLookup, 'findMessage'>,
): boolean {
  if (reader.role === 'agent' || authorId === reader.id) return true;
  return message !== null && log.findMessage(message)?.kind === 'message';
}
