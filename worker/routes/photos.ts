import { createHash } from 'node:crypto';
import { workspaceId } from '../../protocol/ids.ts';
import { PHOTO_LIMITS } from '../../protocol/limits.ts';
import type { AppContext, Member } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { inspectPhoto } from '../files/inspect-photo.ts';
import { bodyMissing, notFound, ProblemError } from '../problem.ts';

/**
 * PUT /api/workspaces/:workspace/me/photo. In: a picture (JPEG, PNG or WebP) as it is, of 32 KiB and 512 pixels a side at
 * most. Out: member. Errors: too_large, unsupported_media, bad_frame (empty, cut off).
 */
export async function putPhoto(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const tooLarge = new ProblemError('too_large', `A photo has at most ${PHOTO_LIMITS.bytes} bytes.`);
  if (Number(c.req.header('content-length') ?? 0) > PHOTO_LIMITS.bytes) throw tooLarge;
  const bytes = await c.req.arrayBuffer().catch(() => {
    throw bodyMissing();
  });
  if (bytes.byteLength === 0) throw new ProblemError('bad_frame', 'This photo is empty.');
  if (bytes.byteLength > PHOTO_LIMITS.bytes) throw tooLarge;
  const inspection = inspectPhoto(new Uint8Array(bytes));
  if (inspection.is === 'refused') throw new ProblemError(inspection.code, inspection.message);
  const hash = createHash('sha256').update(new Uint8Array(bytes)).digest('hex').slice(0, 32);
  const stub = workspaceStub(c.env, workspace);
  await stub.putPhoto(agent, hash, { type: inspection.type, bytes });
  return c.json(await stub.member(agent));
}

/** DELETE /api/workspaces/:workspace/me/photo. Out: member. */
export async function removePhoto(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const stub = workspaceStub(c.env, workspace);
  await stub.removePhoto(agent);
  return c.json(await stub.member(agent));
}

/** GET /api/photos/:workspace/:photo. Out: the picture, for ever the same. Errors: not_found. */
export async function showPhoto(c: AppContext): Promise<Response> {
  const [workspace = '', hash = ''] = [c.req.param('workspace'), c.req.param('photo')];
  if (!isWorkspace(workspace) || !/^[0-9a-f]{32}$/.test(hash)) throw notFound();
  const photo = await workspaceStub(c.env, workspace).photo(hash);
  if (!photo) throw notFound();
  return c.body(photo.bytes, 200, {
    'content-type': photo.type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    // Shown on customers' pages.
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
  });
}

function isWorkspace(id: string): boolean {
  try {
    return workspaceId(id, 'workspace') === id;
  } catch {
    return false;
  }
}
