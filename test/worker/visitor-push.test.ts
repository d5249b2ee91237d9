/** [NTF-12] to [NTF-16]: how visitors are told of answers. test/support/push-service.ts is at the other end. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { RATES } from '../../protocol/limits.ts';
import { person } from '../../protocol/person.ts';
import { object } from '../../protocol/shape.ts';
import { type AnswerMessage, visitorPushSetting } from '../../protocol/visitor-push.ts';
import { conversationStub, type Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import {
  join,
  joinAsAgent,
  makeAgent,
  makeVisitor,
  makeWorkspace,
  message,
  ok,
  openInbox,
  request,
  SHOP,
  type Visitor,
  type Workspace,
} from './front-door.ts';
import { arrived, makeBrowser, type PushBrowser, readPush, turn } from './push-browser.ts';

type Talk = Awaited<ReturnType<typeof talk>>;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

const pathOf = ({ conversation }: Visitor, rest = '') => `/api/conversations/${conversation}/push${rest}`;
const PAGE = `${SHOP}/cart?item=7`;

const put = (visitor: Visitor, { device, endpoint, p256dh, auth }: PushBrowser, change: object = {}) =>
  request(pathOf(visitor, `/${device}`), {
    method: 'PUT',
    bearer: visitor.token,
    origin: SHOP,
    body: { endpoint, p256dh, auth, page: PAGE, icon: null, ...change },
  });

async function subscribe(visitor: Visitor, how?: string): Promise<PushBrowser> {
  const browser = await makeBrowser(how);
  await ok(object({}), put(visitor, browser));
  return browser;
}

const read = async (browser: PushBrowser, count = 1): Promise<AnswerMessage[]> => {
  const all = await arrived(browser, count);
  return Promise.all(all.map(async (arrival) => (await readPush(browser, arrival)) as AnswerMessage));
};
const textsOf = async (browser: PushBrowser, count = 1) =>
  (await read(browser, count)).map(({ text }) => text);

/** A visitor who has asked something and left, and an agent who has it open. */
async function talk() {
  const visitor = await makeVisitor(workspace.siteKey);
  const grace = await makeAgent(workspace, 'Grace Hopper');
  const open = async () => {
    const { wire } = await join(visitor.conversation, visitor.ticket);
    const say = async (...items: object[]) => {
      wire.send({ t: 'send', items } as never);
      return (await wire.next('ack')).results;
    };
    return { say, close: () => wire.close() };
  };
  const page = await open();
  await page.say(message('Is it in stock?'));
  const { wire } = await joinAsAgent(visitor.conversation, grace);
  const answer = async (...items: object[]) => {
    wire.send({ t: 'send', items } as never);
    const [result] = (await wire.next('ack')).results;
    if (result?.outcome !== 'stored') throw new Error('not stored');
    return result.seq;
  };
  const stub = conversationStub(env as Env, visitor.conversation);
  /** Until the runtime has seen it go. */
  const leave = async () => {
    page.close();
    while (await runInDurableObject(stub, (_, state) => state.getWebSockets(visitor.visitor).length > 0))
      await turn();
  };
  await leave();
  return { ...visitor, open, answer, stub, grace };
}

/** As if that much later, for what the alarm does; and done. */
async function afterwards({ stub }: Pick<Talk, 'stub'>, ms: number): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('UPDATE pushes SET next_at = next_at - ?1, since = since - ?1', ms);
  });
  await runInDurableObject(stub, (object) => object.alarm());
}

/** In how many milliseconds the one push that waits is due; null without one. */
const dueIn = ({ stub }: Talk): Promise<number | null> =>
  runInDurableObject(stub, (_, { storage }) => {
    const [push] = storage.sql.exec('SELECT next_at - ? AS due FROM pushes', Date.now()).toArray();
    return push ? Number(push.due) : null;
  });

/** In how many milliseconds the object will be woken; null: it is not. */
const alarmIn = ({ stub }: Talk): Promise<number | null> =>
  runInDurableObject(stub, async (_, { storage }) => {
    const at = await storage.getAlarm();
    return at && at - Date.now();
  });

describe('an answer, after the page is closed', () => {
  it('[NTF-13] [NTF-15] is told with who, what and where, encrypted and signed', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer(message('Yes, *three* of them. '.repeat(20)));
    await afterwards(visitor, 3_000);
    const [told] = await read(browser);
    expect(told).toEqual({
      porchlight: 'answer',
      conversation: visitor.conversation,
      name: 'Grace',
      text: expect.stringMatching(/^Yes, three of them\. .{1,130}$/),
      page: PAGE,
      icon: null,
    });
    expect(told?.text.length).toBeLessThanOrEqual(140);
    const [arrival] = await arrived(browser, 1);
    expect(arrival?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400' });
    expect(visitor.conversation).not.toContain(arrival?.headers.topic);
    const { pushKey } = await ok(
      visitorPushSetting,
      request(pathOf(visitor), { bearer: visitor.token, origin: SHOP }),
    );
    expect(arrival?.headers.authorization).toContain(`k=${pushKey}`);
    expect(await dueIn(visitor)).toBeNull();
  });

  it('[NTF-13] a note is none, nor is what the visitor says themself', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer({ cid: newId(26), kind: 'note', text: 'A secret', mentions: [] });
    const page = await visitor.open();
    await page.say(message('Anybody?'));
    expect(await dueIn(visitor)).toBeNull();
    await afterwards(visitor, 60_000);
    expect(await arrived(browser, 0)).toEqual([]);
  });

  it('[NTF-13] waits for whoever is on the way to another page, and for whoever may be about to look', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.open();
    await visitor.answer(message('Yes'));
    expect(await dueIn(visitor)).toBeGreaterThan(1_000);
    expect(await alarmIn(visitor)).toBeLessThanOrEqual(3_000);
    await afterwards(visitor, 3_000);
    expect(await arrived(browser, 0)).toEqual([]);
    expect(await dueIn(visitor)).toBeGreaterThan(10_000);
    expect(await alarmIn(visitor)).toBeLessThanOrEqual(12_000);
    await afterwards(visitor, 12_000);
    expect(await textsOf(browser)).toEqual(['Yes']);
  });

  it('[NTF-13] is called off by reading it, and by writing after it', async () => {
    for (const [index, seen] of [
      (upTo: number) => ({ cid: newId(26), kind: 'read', upTo }),
      () => message('Thanks, seen'),
    ].entries()) {
      const visitor = await talk();
      const browser = await subscribe(visitor);
      const page = await visitor.open();
      const upTo = await visitor.answer(message(`Answer ${index}`));
      await page.say(seen(upTo));
      page.close();
      await afterwards(visitor, 60_000);
      expect(await arrived(browser, 0)).toEqual([]);
      expect(await dueIn(visitor)).toBeNull();
    }
  });

  it('[NTF-13] counts from the first that was not seen, not from one that was, nor from one that was deleted', async () => {
    for (const [index, seen] of [
      (upTo: number) => ({ cid: newId(26), kind: 'read', upTo }),
      () => message('Thanks, seen'),
      null,
    ].entries()) {
      const visitor = await talk();
      const browser = await subscribe(visitor, 'busy');
      const page = await visitor.open();
      const first = await visitor.answer(message(`Answer ${index}`));
      // It was sent, and waits for the next attempt.
      await afterwards(visitor, 15_000);
      expect(await arrived(browser, 0)).toHaveLength(1);
      if (seen) await page.say(seen(first));
      else await visitor.answer({ cid: newId(26), kind: 'redact', target: first });
      expect(await dueIn(visitor)).toBeNull();
      await visitor.answer(message('And one more'));
      await afterwards(visitor, 3_000);
      expect(await arrived(browser, 0)).toHaveLength(1);
      expect(await dueIn(visitor)).toBeGreaterThan(10_000);
      // A second one does not put it off.
      await visitor.answer(message('The last one'));
      await afterwards(visitor, 12_000);
      expect(await textsOf(browser, 2)).toEqual([`Answer ${index}`, 'The last one']);
    }
  });

  it('[NTF-14] several are one push, of the newest as it reads by then', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer(message('Yes'));
    const target = await visitor.answer(message('It costs 30'));
    await visitor.answer({ cid: newId(26), kind: 'edit', target, text: 'It costs 40' });
    await afterwards(visitor, 3_000);
    expect(await textsOf(browser)).toEqual(['It costs 40']);
    // What comes after is another.
    await visitor.answer(message('Shall I keep one?'));
    await afterwards(visitor, 3_000);
    expect(await textsOf(browser, 2)).toEqual(['It costs 40', 'Shall I keep one?']);
  });

  it('[NTF-13] not what was deleted: then the one before, if there is one', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    const first = await visitor.answer(message('Yes'));
    const second = await visitor.answer(message('That was for somebody else'));
    const redact = (target: number) => visitor.answer({ cid: newId(26), kind: 'redact', target });
    await redact(second);
    await afterwards(visitor, 3_000);
    expect(await textsOf(browser)).toEqual(['Yes']);
    await visitor.answer(message('Wrong again'));
    await redact(second + 2);
    await redact(first);
    await afterwards(visitor, 3_000);
    expect(await arrived(browser, 0)).toHaveLength(1);
  });

  it('[NTF-13] not to somebody who was blocked, who can’t ask for it either', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer(message('Yes'));
    const { wire: list, welcome } = await openInbox(workspace, workspace.owner);
    const isListed = (rows: readonly { preview: string }[]) => rows.some(({ preview }) => preview === 'Yes');
    for (let rows = welcome.rows; !isListed(rows); ) rows = (await list.next('rows')).rows;
    await ok(
      person,
      request(`/api/workspaces/${workspace.id}/people/${visitor.visitor}/block`, {
        cookie: workspace.owner.cookie,
        body: { reason: 'Insults', conversation: visitor.conversation },
      }),
    );
    list.close();
    await afterwards(visitor, 60_000);
    expect(await arrived(browser, 0)).toEqual([]);
    expect((await put(visitor, await makeBrowser())).status).toBe(403);
  });
});

describe('what is to be sent', () => {
  it('[NTF-14] outlives the object, which is woken for it', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer(message('Yes'));
    await runInDurableObject(visitor.stub, (_, { storage }) => {
      storage.sql.exec('UPDATE pushes SET next_at = next_at - 3000, since = since - 3000');
    });
    await evictDurableObject(visitor.stub);
    // Whatever wakes it before the alarm does.
    await request(pathOf(visitor), { bearer: visitor.token, origin: SHOP });
    await evictDurableObject(visitor.stub);
    expect(await runDurableObjectAlarm(visitor.stub)).toBe(true);
    expect(await textsOf(browser)).toEqual(['Yes']);
  });

  it('[NTF-14] and the death of an object that was sending', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer(message('Yes'));
    // As a life that ended after it took the push, and before it heard what became of it.
    await runInDurableObject(visitor.stub, (_, { storage }) => {
      storage.sql.exec('UPDATE pushes SET attempts = 1, next_at = ?', Date.now() - 1);
    });
    await evictDurableObject(visitor.stub);
    expect(await runDurableObjectAlarm(visitor.stub)).toBe(true);
    expect(await textsOf(browser)).toEqual(['Yes']);
  });

  it('[NTF-14] is tried again when the push service is busy, as late as it says', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor, 'busy');
    await visitor.answer(message('Yes'));
    await afterwards(visitor, 3_000);
    expect(await arrived(browser, 0)).toHaveLength(1);
    const dueMs = await dueIn(visitor);
    expect(dueMs).toBeGreaterThan(100_000);
    expect(dueMs).toBeLessThanOrEqual(120_000);
    expect(await alarmIn(visitor)).toBeLessThanOrEqual(120_000);
    await afterwards(visitor, 120_000);
    expect(await textsOf(browser, 2)).toEqual(['Yes', 'Yes']);
    expect(await dueIn(visitor)).toBeNull();
  });

  it('[NTF-14] is given up after six attempts, and when a service says no for good', async () => {
    for (const [how, attempts] of [
      ['down', 6],
      ['refuse', 1],
    ] as const) {
      const visitor = await talk();
      const browser = await subscribe(visitor, how);
      await visitor.answer(message('Yes'));
      for (let time = 0; time < 8; time++) await afterwards(visitor, 60 * 60_000);
      expect(await arrived(browser, 0)).toHaveLength(attempts);
      expect(await dueIn(visitor)).toBeNull();
    }
  });

  it('[NTF-14] a browser that is gone is forgotten', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor, 'gone');
    for (const text of ['Yes', 'Hello?']) {
      await visitor.answer(message(text));
      await afterwards(visitor, 3_000);
    }
    expect(await arrived(browser, 0)).toHaveLength(1);
  });
});

describe('a visitor’s device', () => {
  it('[NTF-12] is forgotten when it is taken back, and what waits for it', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    await visitor.answer(message('Yes'));
    const taken = { method: 'DELETE', bearer: visitor.token, origin: SHOP };
    await ok(object({}), request(pathOf(visitor, `/${browser.device}`), taken));
    expect(await dueIn(visitor)).toBeNull();
    await visitor.answer(message('Hello?'));
    await afterwards(visitor, 60_000);
    expect(await arrived(browser, 0)).toEqual([]);
  });

  it('[NTF-12] is one however often it is put, and what waits for it is told to where it is now', async () => {
    const visitor = await talk();
    const [before, now] = [await subscribe(visitor), await makeBrowser()];
    await visitor.answer(message('Yes'));
    await put(visitor, { ...now, device: before.device });
    // The same subscription under another name.
    await put(visitor, { ...now, device: newId(26) });
    await put(visitor, { ...now, device: before.device });
    await visitor.answer(message('Hello?'));
    await afterwards(visitor, 3_000);
    expect(await textsOf(now)).toEqual(['Hello?']);
    expect(await arrived(before, 0)).toEqual([]);
  });

  it('[NTF-12] there are five at most: the oldest goes', async () => {
    const visitor = await talk();
    const browsers: PushBrowser[] = [];
    for (let count = 0; count < 6; count++) browsers.push(await subscribe(visitor));
    await visitor.answer(message('Yes'));
    await afterwards(visitor, 3_000);
    const counts = await Promise.all(browsers.map(async (browser) => (await arrived(browser, 0)).length));
    expect(counts).toEqual([0, 1, 1, 1, 1, 1]);
  });

  it('[NTF-12] is not written anew when it is put as it is, and moves with its page', async () => {
    const visitor = await talk();
    const browser = await subscribe(visitor);
    const rowsWritten = (change: object) =>
      runInDurableObject(visitor.stub, async (_, { storage }) => {
        const changes = () => Number(storage.sql.exec('SELECT total_changes() AS count').one().count);
        const before = changes();
        expect((await put(visitor, browser, change)).status).toBe(200);
        return changes() - before;
      });
    expect(await rowsWritten({})).toBe(0);
    expect(await rowsWritten({ page: `${SHOP}/help` })).toBe(1);
    await visitor.answer(message('Yes'));
    await afterwards(visitor, 3_000);
    expect(await read(browser)).toMatchObject([{ text: 'Yes', page: `${SHOP}/help` }]);
  });

  it('[LIM-9] twenty can be put at once in a conversation; then it says how long to wait', async () => {
    const [visitor, other] = [await talk(), await talk()];
    const browser = await makeBrowser();
    for (let count = 0; count < RATES.visitorDevices.capacity; count += 1)
      expect((await put(visitor, browser)).status).toBe(200);
    const refused = await put(visitor, browser);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await put(other, browser)).status).toBe(200);
  });

  it('[NTF-12] has a public address that begins with https, and nothing else makes the server call', async () => {
    const visitor = await talk();
    for (const endpoint of [
      'http://push.example/take/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://169.254.169.254/latest',
      'https://metadata.internal/x',
      'https://user@push.example/x',
      'file:///etc/passwd',
    ])
      expect((await put(visitor, await makeBrowser(), { endpoint })).status, endpoint).toBe(403);
    for (const change of [{ auth: 'short' }, { p256dh: '' }, { page: '' }])
      expect((await put(visitor, await makeBrowser(), change)).status).toBe(400);
    expect((await put(visitor, await makeBrowser(), { page: 'x'.repeat(1025) })).status).toBe(413);
  });

  it('[NTF-12] is for whoever holds the conversation’s token', async () => {
    const [visitor, other] = [await talk(), await talk()];
    const stolen = { ...visitor, token: other.token };
    expect((await put(stolen, await makeBrowser())).status).toBe(404);
    const browser = await subscribe(visitor);
    const taken = await request(pathOf(visitor, `/${browser.device}`), {
      method: 'DELETE',
      bearer: other.token,
    });
    expect(taken.status).toBe(404);
    await visitor.answer(message('Yes'));
    await afterwards(visitor, 3_000);
    expect(await textsOf(browser)).toEqual(['Yes']);
  });
});
