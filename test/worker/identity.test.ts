/** [IDN-1] to [IDN-5]: who a visitor is, as they say, as the page says, and as the site proves. */
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { identityResponse, identitySecret, identitySetting } from '../../protocol/identity.ts';
import { inboxPage } from '../../protocol/inbox.ts';
import { person } from '../../protocol/person.ts';
import { teamEvent } from '../../protocol/team-event.ts';
import { newId } from '../../worker/new-id.ts';
import {
  type Agent,
  join,
  joinAsAgent,
  makeWorkspace,
  message,
  ok,
  openConversation,
  openInbox,
  request,
  type Workspace,
} from './front-door.ts';

let workspace: Workspace;
let ada: Agent;
let secret: string;

beforeAll(async () => {
  workspace = await makeWorkspace();
  ada = workspace.owner;
  secret = (await makeSecret()).secret;
});

const path = (rest: string) => `/api/workspaces/${workspace.id}/${rest}`;
const settingPath = () => path(`sites/${workspace.siteKey}/identity`);
const makeSecret = () => ok(identitySecret, request(settingPath(), { cookie: ada.cookie, body: {} }));
const show = (visitor: string) => ok(person, request(path(`people/${visitor}`), { cookie: ada.cookie }));
const hashOf = (userId: string, by = secret) => createHmac('sha256', by).update(userId).digest('hex');
const contact = (name: string, email: string, more = {}) => ({
  cid: newId(26),
  kind: 'contact' as const,
  name,
  email,
  ...more,
});

interface Talker {
  visitor: string;
  token: string;
  conversation: string;
  ticket: string;
}

/** A conversation of a browser, in which something was said and which agents see. */
async function talk(who = { visitor: newId(26), token: newId(32) }, ...extra: object[]): Promise<Talker> {
  const conversation = `${workspace.id}-${newId(26)}`;
  const opened = await openConversation(workspace.siteKey, { conversation, ...who });
  const { ticket } = (await opened.json()) as { ticket: string };
  const { wire } = await join(conversation, ticket);
  await heard(conversation, () =>
    wire.send(JSON.stringify({ t: 'send', items: [...extra, message('Hello')] })),
  );
  return { ...who, conversation, ticket };
}

/** Resolves once the inbox has heard of this conversation because of what was done. */
async function heard<T>(conversation: string, run: () => T): Promise<Awaited<T>> {
  const { wire: inbox } = await openInbox(workspace, ada);
  const done = await run();
  for (let isThere = false; !isThere; )
    isThere = (await inbox.next('rows')).rows.some((row) => row.conversation === conversation);
  inbox.close();
  return done;
}

const say = ({ conversation, token }: Talker, body: object, headers = {}) =>
  request(`/api/conversations/${conversation}/identity`, { bearer: token, body, headers });
/** Also waits for agents to know. */
const identify = async (who: Talker, body: object) => {
  const { isVerified } = await heard(who.conversation, () => ok(identityResponse, say(who, body)));
  return isVerified;
};
const codeOf = async (answer: Promise<Response>) => ((await (await answer).json()) as { code: string }).code;
const rowOf = async (conversation: string) =>
  (await ok(inboxPage, request(path('inbox'), { cookie: ada.cookie }))).rows.find(
    (row) => row.conversation === conversation,
  );

describe('[IDN-1] what is said of a visitor', () => {
  it('is told to agents with whose word it is; proof beats claim, and of claims the newest counts', async () => {
    const who = await talk(undefined, contact('Typed', ''));
    expect(await rowOf(who.conversation)).toMatchObject({ visitorName: 'Typed', nameBy: 'visitor' });

    const page = { name: 'Paged', email: 'page@example.org', phone: '+43 1 2' };
    expect(await identify(who, page)).toBe(false);
    expect(await show(who.visitor)).toMatchObject({
      name: 'Paged',
      nameBy: 'page',
      email: 'page@example.org',
      emailBy: 'page',
      saidPhone: { text: '+43 1 2', by: 'page' },
      userIds: [],
    });

    const proven = { userId: 'u-1', userHash: hashOf('u-1'), name: 'Proven' };
    expect(await identify(who, proven)).toBe(true);
    const { wire } = await join(who.conversation, who.ticket);
    await heard(who.conversation, () =>
      wire.send(JSON.stringify({ t: 'send', items: [contact('Somebody else', 'else@example.org')] })),
    );
    expect(await rowOf(who.conversation)).toMatchObject({ visitorName: 'Proven', nameBy: 'verified' });
    expect(await show(who.visitor)).toMatchObject({
      name: 'Proven',
      nameBy: 'verified',
      email: 'else@example.org',
      emailBy: 'visitor',
      saidPhone: { by: 'page' },
      userIds: ['u-1'],
    });
  });

  it('said again is no event; a visitor can’t say that it is proven, and is not told whose word it was', async () => {
    const who = await talk();
    await identify(who, { name: 'Mina', phone: '+43 1 3' });
    await ok(identityResponse, say(who, { name: 'Mina', phone: '+43 1 3' }));
    const { wire, welcome } = await join(who.conversation, who.ticket);
    expect(welcome.events.filter(({ kind }) => kind === 'contact')).toHaveLength(1);
    expect(JSON.stringify(welcome.events)).not.toMatch(/page|\+43/);
    const forged = contact('Forged', '', { by: 'verified', phone: '+43 1 4' });
    await heard(who.conversation, () => wire.send(JSON.stringify({ t: 'send', items: [forged] })));
    expect(await rowOf(who.conversation)).toMatchObject({ visitorName: 'Forged', nameBy: 'visitor' });
    const { welcome: seen } = await joinAsAgent(who.conversation, ada);
    const stored = seen.events.map((event) => teamEvent(event, '')).filter(({ kind }) => kind === 'contact');
    expect(stored).toMatchObject([{ by: 'page', phone: '+43 1 3' }, { name: 'Forged' }]);
    expect(stored[1]).not.toHaveProperty('by');
  });
});

describe('[IDN-2] a proof', () => {
  it('is the HMAC-SHA256 of the user id with the secret; anything else attaches nothing', async () => {
    const who = await talk();
    const said = { userId: 'u-2', name: 'Mallory' };
    const wrong = [hashOf('u-3'), hashOf('u-2', 'another secret'), '', 'ä', `${hashOf('u-2')}0`];
    for (const userHash of wrong) expect(await codeOf(say(who, { ...said, userHash }))).toBe('forbidden');
    expect(await codeOf(say(who, { userHash: hashOf('u-2') }))).toBe('bad_frame');
    expect(await show(who.visitor)).toMatchObject({ name: null, userIds: [] });
    expect(await identify(who, { ...said, userHash: hashOf('u-2').toUpperCase() })).toBe(true);
  });

  it('that is wrong ten times in a minute keeps that network from trying, and nobody else', async () => {
    const who = await talk();
    const guess = (address: string, userHash: string) =>
      say(who, { userId: 'u-4', userHash }, { 'x-forwarded-for': address });
    for (let tries = 0; tries < 10; tries += 1) expect((await guess('203.0.113.50', 'no')).status).toBe(403);
    const refused = await guess('203.0.113.50', hashOf('u-4'));
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await guess('203.0.113.51', hashOf('u-4'))).status).toBe(200);
  });

  it('is refused for another user in the same browser', async () => {
    const who = await talk();
    await ok(identityResponse, say(who, { userId: 'u-5', userHash: hashOf('u-5') }));
    const other = { userId: 'u-6', userHash: hashOf('u-6'), name: 'Next' };
    expect(await codeOf(say(who, other))).toBe('forbidden');
    expect(await show(who.visitor)).toMatchObject({ name: null, userIds: ['u-5'] });
  });
});

describe('[IDN-3] browsers of the same proven user', () => {
  it('are one person, who is the same after a merge, and stay apart once taken apart', async () => {
    const user = { userId: 'u-7', userHash: hashOf('u-7') };
    const [laptop, phone] = [await talk(), await talk()];
    await identify(laptop, { ...user, name: 'Mina' });
    await ok(identityResponse, say(phone, user));
    const found = await show(phone.visitor);
    expect(found).toMatchObject({ visitor: laptop.visitor, merged: [phone.visitor], name: 'Mina' });
    expect(found.conversations).toHaveLength(2);
    // The visitor sees the conversations of their own browser only.
    const conversation = `/api/conversations/${laptop.conversation}/ticket`;
    expect((await request(conversation, { bearer: phone.token, body: {} })).status).toBe(404);

    // A browser that an agent had merged with another brings that along.
    const [tablet, desktop] = [await talk(), await talk()];
    const merge = { visitor: desktop.visitor, isSame: true };
    await ok(person, request(path(`people/${tablet.visitor}/merge`), { cookie: ada.cookie, body: merge }));
    await ok(identityResponse, say(desktop, user));
    const all = await show(tablet.visitor);
    expect([all.visitor, ...all.merged].sort()).toEqual(
      [laptop, phone, tablet, desktop].map(({ visitor }) => visitor).sort(),
    );

    const apart = { visitor: phone.visitor, isSame: false };
    await ok(person, request(path(`people/${laptop.visitor}/merge`), { cookie: ada.cookie, body: apart }));
    await ok(identityResponse, say(phone, user));
    expect((await show(phone.visitor)).merged).toEqual([]);
  });

  it('who are blocked in one are blocked in the next', async () => {
    const user = { userId: 'u-8', userHash: hashOf('u-8') };
    const [first, next] = [await talk(), await talk()];
    await ok(identityResponse, say(first, user));
    const block = { reason: 'Spam' };
    await ok(person, request(path(`people/${first.visitor}/block`), { cookie: ada.cookie, body: block }));
    const { wire, welcome } = await joinAsAgent(next.conversation, ada);
    await ok(identityResponse, say(next, user));
    const told = [...welcome.events];
    while (told.at(-1)?.kind !== 'block') told.push(...(await wire.next('events')).events);
    expect(told.at(-1)).toMatchObject({ isBlocked: true, reason: 'Spam' });
    expect(await codeOf(say(next, { ...user, name: 'And again' }))).toBe('blocked');
  });
});

describe('[AUT-11] a visitor’s id', () => {
  it('opens a conversation with the token that it first came with, so that nobody else is shown as verified', async () => {
    const who = await talk();
    await identify(who, { userId: 'u-11', userHash: hashOf('u-11'), name: 'Mina' });
    const open = (token: string, visitor = who.visitor) =>
      openConversation(workspace.siteKey, { conversation: `${workspace.id}-${newId(26)}`, visitor, token });
    const impostor = newId(32);
    const refused = await open(impostor);
    expect([refused.status, await codeOf(Promise.resolve(refused))]).toEqual([404, 'not_found']);
    expect((await show(who.visitor)).conversations).toHaveLength(1);
    expect((await open(who.token)).status).toBe(200);
    expect((await open(impostor, newId(26))).status).toBe(200);
    expect((await open(newId(32))).status).toBe(404);
  });
});

describe('[IDN-4] a site that requires proof', () => {
  it('takes no user without it; what is said of nobody in particular stays a claim', async () => {
    const require = (isRequired: boolean) =>
      ok(
        identitySetting,
        request(settingPath(), { method: 'PATCH', cookie: ada.cookie, body: { isRequired } }),
      );
    const who = await talk();
    expect(await require(true)).toMatchObject({ isRequired: true });
    expect(await codeOf(say(who, { userId: 'u-9', name: 'Mallory' }))).toBe('forbidden');
    expect(await show(who.visitor)).toMatchObject({ name: null });
    expect(await identify(who, { name: 'Anybody' })).toBe(false);
    expect(await identify(who, { userId: 'u-9', userHash: hashOf('u-9'), name: 'Mina' })).toBe(true);
    await require(false);
    const another = await talk();
    expect(await identify(another, { userId: 'u-9', name: 'Claimed' })).toBe(false);
    expect(await show(another.visitor)).toMatchObject({ nameBy: 'page', userIds: [] });
  });
});

describe('[IDN-5] a site’s identity secret', () => {
  it('is told once, and the next makes it useless', async () => {
    const shown = await request(settingPath(), { cookie: ada.cookie });
    expect(await shown.clone().text()).not.toContain(secret);
    expect(await ok(identitySetting, shown)).toEqual({ madeAt: expect.any(Number), isRequired: false });
    const who = await talk();
    const before = hashOf('u-10');
    secret = (await makeSecret()).secret;
    expect(await codeOf(say(who, { userId: 'u-10', userHash: before }))).toBe('forbidden');
    expect((await say(who, { userId: 'u-10', userHash: hashOf('u-10') })).status).toBe(200);
  });

  it('is needed before proof can be given or required', async () => {
    const fresh = await makeWorkspace();
    const setting = `/api/workspaces/${fresh.id}/sites/${fresh.siteKey}/identity`;
    const call = { cookie: fresh.owner.cookie };
    expect(await ok(identitySetting, request(setting, call))).toEqual({ madeAt: null, isRequired: false });
    const body = { isRequired: true };
    expect((await request(setting, { ...call, method: 'PATCH', body })).status).toBe(404);
    const foreign = `/api/workspaces/${fresh.id}/sites/${workspace.siteKey}/identity`;
    expect((await request(foreign, { ...call, body: {} })).status).toBe(404);
  });
});
