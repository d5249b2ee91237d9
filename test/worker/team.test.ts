/** How the team looks to visitors: names, titles, photos. */
import { beforeAll, describe, expect, it } from 'vitest';
import { inviteResponse, member, members, siteConfig } from '../../protocol/api.ts';
import { newId } from '../../worker/new-id.ts';
import { avifHead, bytes, gif, jpegHead, png, utf8, webpHead } from '../support/pictures.ts';
import { type Agent, makeWorkspace, ok, request, SHOP, signInByLink, type Workspace } from './front-door.ts';

let workspace: Workspace;
let agent: Agent;

beforeAll(async () => {
  workspace = await makeWorkspace();
  agent = await addAgent('Grace');
});

const pathOf = (rest: string) => `/api/workspaces/${workspace.id}/${rest}`;

async function addAgent(name: string): Promise<Agent> {
  const body = { email: `${newId(6)}@example.org`, name, role: 'agent' };
  const { signInToken } = await ok(
    inviteResponse,
    request(pathOf('members'), { cookie: workspace.owner.cookie, body }),
  );
  return signInByLink(signInToken ?? '', workspace.id);
}

const put = ({ cookie }: Agent, body: Uint8Array, headers = {}) =>
  request(pathOf('me/photo'), { method: 'PUT', cookie, body, headers });
const remove = ({ cookie }: Agent) => request(pathOf('me/photo'), { method: 'DELETE', cookie });
const say = ({ cookie }: Agent, body: object) => request(pathOf('me'), { method: 'PATCH', cookie, body });
const team = async () =>
  (await ok(siteConfig, request(`/api/sites/${workspace.siteKey}`, { origin: SHOP }))).team ?? [];

describe('[TEM-1] a title', () => {
  it('is what visitors and colleagues see, until it is taken back', async () => {
    expect((await ok(member, say(agent, { title: ' Repairs ' }))).title).toBe('Repairs');
    expect(await team()).toMatchObject([{ name: 'Ada' }, { id: agent.id, name: 'Grace', title: 'Repairs' }]);
    const listed = await ok(members, request(pathOf('members'), { cookie: workspace.owner.cookie }));
    expect(listed.members.map(({ title }) => title)).toEqual([undefined, 'Repairs']);
    // Another change leaves it.
    expect((await ok(member, say(agent, { name: 'Grace' }))).title).toBe('Repairs');
    expect(await ok(member, say(agent, { title: '' }))).not.toHaveProperty('title');
  });

  it('has 80 bytes at most, and no half characters', async () => {
    expect((await say(agent, { title: 'x'.repeat(81) })).status).toBe(413);
    expect((await ok(member, say(agent, { title: 'a\ud800' }))).title).toBe('a\ufffd');
    await say(agent, { title: '' });
  });
});

describe('[TEM-2] a photo', () => {
  const PHOTO = png(64, 64);

  it('is public, for ever the same, and runs nothing', async () => {
    const { photo = '' } = await ok(member, put(agent, PHOTO));
    expect(photo).toMatch(new RegExp(`^/api/photos/${workspace.id}/[0-9a-f]{32}$`));
    expect((await team()).find(({ id }) => id === agent.id)?.photo).toBe(photo);
    const response = await request(photo, { origin: SHOP });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PHOTO);
  });

  it('gives way to another, and goes when it is removed', async () => {
    const first = await ok(member, put(agent, PHOTO));
    const second = await ok(member, put(agent, png(32, 32)));
    expect(second.photo).not.toBe(first.photo);
    expect((await request(first.photo ?? '')).status).toBe(404);
    expect(await ok(member, remove(agent))).not.toHaveProperty('photo');
    expect((await request(second.photo ?? '')).status).toBe(404);
    expect((await remove(agent)).status).toBe(200);
  });

  it('of two who have the same is there until both have removed it', async () => {
    const other = await addAgent('Hedy');
    const { photo = '' } = await ok(member, put(agent, PHOTO));
    expect((await ok(member, put(other, PHOTO))).photo).toBe(photo);
    await remove(agent);
    expect((await request(photo)).status).toBe(200);
    await remove(other);
    expect((await request(photo)).status).toBe(404);
  });

  it.each([
    ['a JPEG', jpegHead(128, 128), 'image/jpeg'],
    ['a WebP', webpHead(512, 512), 'image/webp'],
    // Nothing in it runs: it is a picture to whoever asks for it.
    ['a PNG with a page behind it', bytes(png(8, 8), '<script>alert(1)</script>'), 'image/png'],
  ])('may be %s', async (_what, data, type) => {
    const { photo = '' } = await ok(member, put(agent, data, { 'content-type': 'text/html' }));
    expect((await request(photo)).headers.get('content-type')).toBe(type);
  });

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  it.each([
    ['nothing', bytes(), 400, 'bad_frame'],
    ['words', utf8('Words'), 415, 'unsupported_media'],
    ['an SVG', utf8(svg), 415, 'unsupported_media'],
    ['a page', utf8('<!doctype html><script>alert(1)</script>'), 415, 'unsupported_media'],
    ['a GIF', gif(8, 8), 415, 'unsupported_media'],
    ['an AVIF', avifHead(8, 8), 415, 'unsupported_media'],
    ['a PNG without its size', png(8, 8).subarray(0, 18), 415, 'unsupported_media'],
    ['a PNG of no width', png(0, 8), 415, 'unsupported_media'],
    ['a JPEG without its size', bytes('\xff\xd8\xff\xd9'), 415, 'unsupported_media'],
    ['a WebP of another kind', bytes('RIFF', [4, 0, 0, 0], 'WEBPXXXX'), 415, 'unsupported_media'],
    ['too wide', jpegHead(513, 8), 413, 'too_large'],
    ['a bomb', jpegHead(65_535, 65_535), 413, 'too_large'],
    ['33 KiB', bytes(png(8, 8), new Uint8Array(33 * 1024)), 413, 'too_large'],
    ['a megabyte', bytes(png(8, 8), new Uint8Array(1024 * 1024)), 413, 'too_large'],
  ])('may not be %s', async (_what, data, status, code) => {
    await remove(agent);
    const response = await put(agent, data);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
    expect((await team()).find(({ id }) => id === agent.id)).not.toHaveProperty('photo');
  });

  it.each(['x', '0'.repeat(32), 'F'.repeat(32), '..%2Fme', '%00'])('is not at %s', async (name) => {
    expect((await request(`/api/photos/${workspace.id}/${name}`)).status).toBe(404);
  });

  it('is not found in another workspace', async () => {
    const { photo = '' } = await ok(member, put(agent, PHOTO));
    const other = await makeWorkspace();
    expect((await request(photo.replace(workspace.id, other.id))).status).toBe(404);
    expect((await request(photo.replace(workspace.id, 'no-workspace'))).status).toBe(404);
  });
});
