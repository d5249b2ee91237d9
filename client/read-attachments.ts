import { type Attachment, attachments } from '../protocol/files.ts';

/** A message's files, parsed. None when they are of a kind that this build does not know. */
export function readAttachments(logged: unknown): Attachment[] {
  try {
    return attachments(logged, '');
  } catch {
    return [];
  }
}
