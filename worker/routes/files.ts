import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { fileLinksRequest } from '../../protocol/files.ts';
import { fileId } from '../../protocol/ids.ts';
import type { AppContext, LinkHolder, Participant } from '../auth/access.ts';
import { conversationStub } from '../env.ts';
import { fileHeaders } from '../files/file-headers.ts';
import { signFileLink } from '../files/file-link.ts';
import { bodyMissing, notFound, ProblemError } from '../problem.ts';
import { requireAdmission } from './conversations.ts';
import { bodyOf } from './route.ts';

/**
 * POST /api/conversations/:conversation/files: in, a file as it is; its id, made by the client, as `x-file-id` and its
 * name as `x-file-name`, percent-encoded. Out: attachment. The same again is answered the same. Errors: too_large,
 * unsupported_media, quota_exceeded, rate_limited, cid_conflict (the id has other bytes), bad_frame (empty, cut off).
 */
export async function uploadFile(c: AppContext, caller: Participant): Promise<Response> {
  await requireAdmission(c, caller);
  const id = fileId(c.req.header('x-file-id'), 'x-file-id');
  const bytes = Number(c.req.header('content-length') ?? Number.NaN);
  if (!Number.isSafeInteger(bytes))
    throw new ProblemError('bad_frame', 'Say by content-length how long the file is.');
  // Not read any further: the sender has ignored what it was told.
  if (bytes > FILE_LIMITS.fileBytes)
    throw new ProblemError('too_large', `A file has at most ${FILE_LIMITS.fileBytes} bytes.`);
  const name = decoded(c.req.header('x-file-name') ?? '');
  const { body } = c.req.raw;
  if (!body) throw bytes === 0 ? new ProblemError('bad_frame', 'This file is empty.') : bodyMissing();
  const { conversation, role, id: author } = caller;
  const outcome = await conversationStub(c.env, conversation).putFile(
    { role, id: author },
    { id, name, bytes },
    body,
  );
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message, outcome.retryAfterMs);
  return c.json(outcome.attachment);
}

/**
 * POST /api/conversations/:conversation/links. In: fileLinksRequest. Out: fileLinks, without what is not there, or not for
 * this reader.
 */
export async function linkFiles(c: AppContext, { conversation, role, id }: Participant): Promise<Response> {
  const { files } = await bodyOf(c, fileLinksRequest);
  const known = await conversationStub(c.env, conversation).knownFiles(files, { role, id });
  const now = Date.now();
  const links = known.map((file) => ({
    file,
    ...signFileLink(c.env.PORCHLIGHT_SECRET, conversation, file, now),
  }));
  return c.json({
    links: links.map(({ file, path }) => ({ file, path })),
    expiresAt: links[0]?.expiresAt ?? now,
  });
}

/** GET /api/conversations/:conversation/files/:file?until=…&key=…: the file, by an address that linkFiles made. */
export async function showFile(
  c: AppContext,
  { conversation, file, expiresAt }: LinkHolder,
): Promise<Response> {
  const found = await conversationStub(c.env, conversation).file(file);
  const body = found && (found.body ?? (await c.env.FILES?.get(found.key))?.body);
  if (!found || !body) throw notFound();
  const headers = fileHeaders(found.attachment, Math.floor((expiresAt - Date.now()) / 1000));
  return new Response(body.pipeThrough(new FixedLengthStream(found.attachment.bytes)), { headers });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new ProblemError('bad_frame', 'x-file-name must be percent-encoded UTF-8.');
  }
}
