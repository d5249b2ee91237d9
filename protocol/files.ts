/** Files: those of a message, and their addresses. Apart from the rest, because the messenger fetches it when there are some. */
import { fileId } from './ids.ts';
import { type Infer, integer, list, object, optional, text } from './shape.ts';

/** A file that goes with a message. All but the id is the server's word: what a client says of it is not taken. */
export const attachment = object({
  id: fileId,
  name: text(255, 1),
  /** Of pictures that browsers show, else `application/octet-stream`. */
  type: text(64, 1),
  bytes: integer(1),
  /** Of pictures, in pixels. */
  width: optional(integer(1)),
  height: optional(integer(1)),
});
export type Attachment = Infer<typeof attachment>;

/** `attachments` of a message, as the log has it. */
export const attachments = list(attachment, 10, 1);
/** The same as clients send it: only which. */
export const attachedFiles = optional(list(object({ id: fileId }), 10, 1));

/**
 * POST /api/conversations/:conversation/links: addresses of files, for a while (docs/decisions/0013). Answered with those
 * that exist, relative to the origin.
 */
export const fileLinksRequest = object({ files: list(fileId, 50, 1) });
export const fileLinks = object({
  links: list(object({ file: fileId, path: text(512, 1) }), 50),
  expiresAt: integer(),
});
