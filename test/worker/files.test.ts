/** Files through the front door: what is taken, what is refused, how it is handed out, and who gets it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { type Attachment, attachment, fileLinks } from '../../protocol/files.ts';
import { RATES } from '../../protocol/limits.ts';
import { newId } from '../../worker/new-id.ts';
import { NASTY_FILES } from '../support/nasty-files.ts';
import { png, utf8 } from '../support/pictures.ts';
import {
  agentTicket,
  join,
  joinAsAgent,
  makeVisitor,
  makeWorkspace,
  message,
  ORIGIN,
  ok,
  request,
  SHOP,
  type Visitor,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;
let visitor: Visitor;

beforeAll(async () => {
  workspace = await makeWorkspace();
  visitor = await makeVisitor(workspace.siteKey);
});

type Sender = { bearer: string } | { cookie: string };
interface Sent {
  id?: string;
  name?: string;
  data?: Uint8Array | ReadableStream;
  said?: string;
  length?: number;
}

function upload(
  sender: Sender,
  conversation: string,
  { id = newId(26), name = 'a.txt', data = utf8('Words'), said, length }: Sent = {},
): Promise<Response> {
  const bytes = length ?? (data instanceof Uint8Array ? data.length : 0);
  return request(`/api/conversations/${conversation}/files`, {
    ...sender,
    method: 'POST',
    origin: 'cookie' in sender ? ORIGIN : SHOP,
    body: data,
    headers: {
      'x-file-id': id,
      'x-file-name': encodeURIComponent(name),
      'content-length': `${bytes}`,
      ...(said && { 'content-type': said }),
    },
  });
}

const asVisitor = (of = visitor): Sender => ({ bearer: of.token });
const asOwner = (): Sender => ({ cookie: workspace.owner.cookie });
const send = (sent?: Sent, of = visitor) => upload(asVisitor(of), of.conversation, sent);
const sendWell = async (sent?: Sent, of = visitor): Promise<Attachment> => ok(attachment, send(sent, of));
const codeOf = async (response: Response | Promise<Response>) =>
  ((await (await response).json()) as { code?: string }).code;

async function linksTo(files: string[], sender = asVisitor(), { conversation } = visitor) {
  const path = `/api/conversations/${conversation}/links`;
  return (await ok(fileLinks, request(path, { ...sender, body: { files } }))).links;
}

async function linkTo(file: string, sender?: Sender, of?: Visitor): Promise<string> {
  const [link] = await linksTo([file], sender, of);
  if (!link) throw new Error('there is no such file');
  return link.path;
}

function streamOf(count: number): ReadableStream {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      const piece = Math.min(left, 65_536);
      left -= piece;
      controller.enqueue(new Uint8Array(piece));
    },
  });
}

/** What is at an address of a file, as text. */
const wordsAt = async (path: string) => new TextDecoder().decode(await (await request(path)).arrayBuffer());

describe('[FIL-4] [FIL-5] a nasty file is refused with its code, or handed out so that nothing of it runs', () => {
  it.each(NASTY_FILES)('$what: $becomes', async ({ name, data, said, becomes, called = name }) => {
    const sender = await makeVisitor(workspace.siteKey);
    const answer = await send({ name, data, ...(said && { said }) }, sender);
    if (becomes !== 'download' && !becomes.startsWith('image/')) {
      expect(await codeOf(answer)).toBe(becomes);
      return;
    }
    const stored = await ok(attachment, answer);
    const type = becomes === 'download' ? 'application/octet-stream' : becomes;
    expect(stored).toMatchObject({ name: called, type, bytes: data.length });
    expect(stored.width !== undefined).toBe(becomes !== 'download');

    const file = await request(await linkTo(stored.id, asOwner(), sender));
    expect(file.status).toBe(200);
    const plain = called.replace(/[^\w .()-]/g, '_');
    const full = encodeURIComponent(called).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16)}`,
    );
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': `${becomes === 'download' ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${full}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; sandbox; frame-ancestors 'none'`,
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
    });
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(data);
  });

  it('there are at least thirty of them, and each way of treating them occurs', () => {
    expect(NASTY_FILES.length).toBeGreaterThan(30);
    expect(new Set(NASTY_FILES.map(({ becomes }) => becomes)).size).toBeGreaterThan(5);
  });
});

describe('[FIL-3] how much', () => {
  it('a file of 10 MB is kept byte by byte; one byte more is too large, whatever its length says', async () => {
    const whole = FILE_LIMITS.fileBytes;
    const stored = await sendWell({ data: streamOf(whole), length: whole });
    const file = await request(await linkTo(stored.id));
    expect((await file.arrayBuffer()).byteLength).toBe(whole);
    expect(await codeOf(send({ data: streamOf(whole + 1), length: whole + 1 }))).toBe('too_large');
    expect(await codeOf(send({ data: streamOf(whole + 1), length: whole }))).toBe('bad_frame');
  });

  it('a file that does not arrive whole is not there, and leaves nothing that counts', async () => {
    const sender = await makeVisitor(workspace.siteKey);
    const id = newId(26);
    for (let round = 0; round < FILE_LIMITS.uploadsAtOnce + 1; round += 1)
      expect(await codeOf(send({ id, data: utf8('Half'), length: 8 }, sender))).toBe('bad_frame');
    expect(await linksTo([id], asVisitor(sender), sender)).toEqual([]);
    expect((await send({ id, data: utf8('Whole') }, sender)).status).toBe(200);
  });

  it('a conversation has room for 100 MB; deleting a message makes room', async () => {
    const talk = await makeVisitor(workspace.siteKey);
    const ticket = await agentTicket(workspace.owner, talk.conversation);
    const { wire } = await join(talk.conversation, ticket, 0, null, ORIGIN);
    const size = FILE_LIMITS.fileBytes;
    const put = (bytes: number) =>
      upload(asOwner(), talk.conversation, { data: streamOf(bytes), length: bytes });
    const files: Attachment[] = [];
    while (files.length < FILE_LIMITS.conversationBytes / size) files.push(await ok(attachment, put(size)));
    expect(await codeOf(put(1))).toBe('quota_exceeded');
    wire.send({ t: 'send', items: [{ ...message(''), attachments: files.slice(0, 1) }] });
    const [stored] = (await wire.next('ack')).results;
    const target = stored?.outcome === 'stored' ? stored.seq : 0;
    wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target }] });
    await wire.next('ack');
    expect((await put(size)).status).toBe(200);
  });

  it('a visitor sends twenty at once, then has to wait; an agent does not', async () => {
    const sender = await makeVisitor(workspace.siteKey);
    for (let count = 0; count < RATES.visitorFiles.capacity; count += 1) await sendWell({}, sender);
    const refused = await send({}, sender);
    expect(await codeOf(refused.clone() as Response)).toBe('rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await upload(asOwner(), sender.conversation)).status).toBe(200);
  });
});

describe('[FIL-2] sending again', () => {
  it('the same id with the same bytes is answered the same; with other bytes, or by another, it is a conflict', async () => {
    const sent = { id: newId(26), name: 'first.txt', data: utf8('First') };
    const first = await sendWell(sent);
    expect(await sendWell({ ...sent, name: 'second.txt' })).toEqual(first);
    expect(await codeOf(send({ ...sent, data: utf8('Other') }))).toBe('cid_conflict');
    expect(await codeOf(upload(asOwner(), visitor.conversation, sent))).toBe('cid_conflict');
    expect(await wordsAt(await linkTo(sent.id))).toBe('First');
  });

  it('the same file by two ways at once is one file', async () => {
    const sent = { id: newId(26), data: utf8('Both') };
    const answers = await Promise.all([sendWell(sent), sendWell(sent)]);
    expect(answers[1]).toEqual(answers[0]);
  });
});

describe('[FIL-1] a message with files', () => {
  const talk = async () => {
    const of = await makeVisitor(workspace.siteKey);
    return { of, ...(await join(of.conversation, of.ticket)) };
  };

  it('says what the server knows of them, whatever the client says, and is the same when it is sent again', async () => {
    const { of, wire } = await talk();
    const stored = await sendWell({ name: 'lamp.png', data: png(3, 2) }, of);
    const item = {
      ...message(''),
      attachments: [{ ...stored, name: 'evil.exe', bytes: 1, type: 'text/html' }],
    };
    wire.send({ t: 'send', items: [item] });
    const { events } = await wire.next('events');
    expect(events).toMatchObject([{ kind: 'message', text: '', attachments: [stored] }]);
    expect(stored).toMatchObject({ type: 'image/png', width: 3, height: 2 });
    const first = await wire.next('ack');
    expect(first.results).toMatchObject([{ outcome: 'stored', seq: 1 }]);
    wire.send({ t: 'send', items: [item] });
    expect((await wire.next('ack')).results).toEqual(first.results);
    const other = await sendWell({}, of);
    wire.send({ t: 'send', items: [{ ...item, attachments: [other] }] });
    expect((await wire.next('ack')).results).toMatchObject([{ code: 'cid_conflict' }]);
  });

  it('must say something: words or files; without files the field is missing', async () => {
    const { wire } = await talk();
    wire.send({ t: 'send', items: [message('')] });
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'bad_frame' }]);
    wire.send({ t: 'send', items: [message('Words')] });
    const { events } = await wire.next('events');
    expect(Object.keys(events[0] ?? {})).not.toContain('attachments');
  });

  it.each([
    ['that nobody sent', async () => newId(26)],
    ['of another conversation', async () => (await sendWell({}, await makeVisitor(workspace.siteKey))).id],
    [
      'of the other side',
      async (of: Visitor) => (await ok(attachment, upload(asOwner(), of.conversation))).id,
    ],
  ])('[FIL-1] cannot have a file %s', async (_what, fileOf) => {
    const { of, wire } = await talk();
    const own = await sendWell({}, of);
    const attachments = [own, { ...own, id: await fileOf(of) }];
    wire.send({ t: 'send', items: [{ ...message('Look'), attachments }] });
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'not_found' }]);
    // Nothing of it was taken: the own file is still free.
    wire.send({ t: 'send', items: [{ ...message('Look'), attachments: [own] }] });
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'stored' }]);
    wire.send({ t: 'send', items: [{ ...message('Again'), attachments: [own] }] });
    expect((await wire.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'not_found' }]);
  });

  it('[FIL-6] that is deleted takes its files with it, for everybody and at once', async () => {
    const { of, wire } = await talk();
    const file = await sendWell({}, of);
    const path = await linkTo(file.id, asVisitor(of), of);
    expect((await request(path)).status).toBe(200);
    wire.send({ t: 'send', items: [{ ...message('Look'), attachments: [file] }] });
    await wire.next('ack');
    wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target: 1 }] });
    await wire.next('ack');
    expect((await request(path)).status).toBe(404);
    expect(await linksTo([file.id], asVisitor(of), of)).toEqual([]);
    const { welcome } = await join(of.conversation, of.ticket);
    expect(JSON.stringify(welcome.events)).not.toContain(file.id);
  });
});

describe('[FIL-7] the address of a file', () => {
  it('opens that file, and nothing else, and not for ever', async () => {
    const [one, other] = [await sendWell({ data: utf8('One') }), await sendWell({ data: utf8('Other') })];
    const path = await linkTo(one.id);
    expect(await wordsAt(path)).toBe('One');
    expect((await request(path.replace(one.id, other.id))).status).toBe(401);
    const later = path.replace(/until=(\d+)/, (_, until) => `until=${Number(until) + 3600}`);
    expect((await request(later)).status).toBe(401);
    const until = Number(/until=(\d+)/.exec(path)?.[1]) * 1000;
    expect(until - Date.now()).toBeGreaterThan(FILE_LIMITS.linkMs / 2 - 1000);
    expect(until - Date.now()).toBeLessThanOrEqual(FILE_LIMITS.linkMs);
    const maxAge = Number(
      /max-age=(\d+)/.exec((await request(path)).headers.get('cache-control') ?? '')?.[1],
    );
    expect(maxAge * 1000).toBeLessThanOrEqual(until - Date.now() + 1000);
  });

  it('is given to those who may read the conversation, and only for files of this conversation', async () => {
    const file = await sendWell();
    const stranger = await makeVisitor(workspace.siteKey);
    expect(await linksTo([file.id], asOwner())).toHaveLength(1);
    expect(await linksTo([file.id], asVisitor(stranger), stranger)).toEqual([]);
    const path = `/api/conversations/${visitor.conversation}/links`;
    const body = { files: [file.id] };
    expect((await request(path, { bearer: stranger.token, body })).status).toBe(404);
    expect((await request(path, { body })).status).toBe(401);
  });
});

describe('[FIL-10] a file in a note', () => {
  const note = (text: string, files: string[], cid = newId(26)) => ({
    cid,
    kind: 'note' as const,
    text,
    mentions: [],
    attachments: files.map((id) => ({ id })),
  });

  async function makeNote(text = 'Their invoice') {
    const file = await ok(attachment, upload(asOwner(), visitor.conversation, { name: 'invoice.txt' }));
    const { wire } = await joinAsAgent(visitor.conversation, workspace.owner);
    const item = note(text, [file.id]);
    wire.send(JSON.stringify({ t: 'send', items: [item] }));
    const { results } = await wire.next('ack');
    return { file, wire, item, results };
  }

  it('is the team’s, and no visitor’s: not by its address, not by their own message, not in what they are told', async () => {
    const { wire: theirs } = await join(visitor.conversation, visitor.ticket);
    const { file, results } = await makeNote('');
    expect(results).toMatchObject([{ outcome: 'stored' }]);
    expect(await linksTo([file.id], asOwner())).toHaveLength(1);
    expect(await linksTo([file.id])).toEqual([]);
    const told = JSON.stringify(await theirs.next('events'));
    expect(told).toContain('"kind":"internal"');
    expect(told).not.toContain(file.id);
    expect(told).not.toContain('invoice');
    theirs.send({ t: 'send', items: [{ ...message('Mine?'), attachments: [{ id: file.id }] }] });
    expect((await theirs.next('ack')).results).toMatchObject([{ outcome: 'refused', code: 'not_found' }]);
    const page = { frames: [{ t: 'hello', v: 1, since: 0, epoch: null, device: newId(26) }] };
    const log = request(`/api/conversations/${visitor.conversation}/frames`, {
      bearer: visitor.ticket,
      origin: SHOP,
      body: page,
    });
    expect(await (await log).text()).not.toContain(file.id);
  });

  it('before anything has it, or while a reply with it waits, is no visitor’s either; once that is sent, it is', async () => {
    const file = await ok(attachment, upload(asOwner(), visitor.conversation));
    expect(await linksTo([file.id])).toEqual([]);
    const { wire } = await joinAsAgent(visitor.conversation, workspace.owner);
    const send = async (item: object) => {
      wire.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), ...item }] }));
      return (await wire.next('ack')).results[0];
    };
    const dueAt = Date.now() + 3_600_000;
    const stored = await send({ kind: 'schedule', text: 'Later', dueAt, attachments: [{ id: file.id }] });
    expect(await linksTo([file.id])).toEqual([]);
    await send({ kind: 'release', target: stored?.outcome === 'stored' ? stored.seq : 0 });
    expect(await linksTo([file.id])).toHaveLength(1);
  });

  it('goes with the note, is stored once, and a note has words or a file', async () => {
    const { file, wire, item, results } = await makeNote();
    const [first] = results;
    wire.send(JSON.stringify({ t: 'send', items: [item, note('', [])] }));
    expect((await wire.next('ack')).results).toMatchObject([
      first ?? {},
      { outcome: 'refused', code: 'bad_frame' },
    ]);
    const target = first?.outcome === 'stored' ? first.seq : 0;
    wire.send(JSON.stringify({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target }] }));
    await wire.next('ack');
    expect(await linksTo([file.id], asOwner())).toEqual([]);
    wire.send(JSON.stringify({ t: 'sync', since: target - 1 }));
    for (;;) {
      const { events } = await wire.next('events');
      const deleted = events.find(({ seq }) => seq === target);
      if (!deleted) continue;
      expect(JSON.stringify(deleted)).not.toContain(file.id);
      break;
    }
  });
});
