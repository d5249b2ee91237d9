/** [NTF-12] [NTF-16] What a visitor's browser remembers of notifications. The real ones are in test/browser/visitor-push.test.ts. */
import { fireEvent } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { type Fixture, openMessenger, SITE, settled, store } from './widget-fixture.ts';

const OFFER = 'Get a notification when we answer';
const KEY = `porchlight:push:${SITE}`;
let endpoint: string | undefined;
let getSubscription: Mock;

beforeEach(() => {
  endpoint = undefined;
  const keys = { p256dh: 'B'.padEnd(87, 'A'), auth: 'A'.repeat(22) };
  const subscription = () => ({ endpoint, toJSON: () => ({ endpoint, keys }) });
  getSubscription = vi.fn(async () => (endpoint ? subscription() : null));
  const registration = {
    scope: `http://shop.test/push.js/${SITE}`,
    active: { postMessage() {} },
    pushManager: {
      getSubscription,
      subscribe: async () => {
        endpoint ??= 'https://push.example/1';
        return subscription();
      },
    },
    unregister: async () => {},
  };
  const serviceWorker = {
    addEventListener() {},
    register: async () => registration,
    getRegistration: async () => registration,
  };
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', { permission: 'granted', requestPermission: async () => 'granted' });
  Object.defineProperty(navigator, 'serviceWorker', { value: serviceWorker, configurable: true });
});

afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  document.body.replaceChildren();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const pushed = ({ requests }: Fixture) => requests.filter((it) => it.includes('/push'));

/** A page on which notifications are possible. */
async function openPage(): Promise<Fixture> {
  const fixture = await openMessenger();
  await fixture.messenger.ask('settings', [{ pushWorker: '/push.js' }]);
  await settled();
  return fixture;
}

/** The next page of somebody who has asked something, and waits for the answer. */
async function nextPage(): Promise<Fixture> {
  const fixture = await openPage();
  await fixture.happen({ role: 'visitor', id: 'v', name: null }, { kind: 'message', text: 'In stock?' });
  return fixture;
}

async function firstVisit(): Promise<Fixture> {
  const fixture = await openPage();
  fireEvent.input(fixture.ui.getByRole('textbox'), { target: { value: 'Is it in stock?' } });
  fireEvent.keyDown(fixture.ui.getByRole('textbox'), { key: 'Enter' });
  await vi.waitFor(() => expect(fixture.commands()).toHaveLength(1));
  const [command] = fixture.commands();
  if (command) await store(fixture, command);
  await press(fixture, 'Not now');
  return fixture;
}

async function press({ ui }: Fixture, name: string): Promise<void> {
  fireEvent.click(await vi.waitFor(() => ui.getByRole('button', { name })));
  await settled();
}

const kept = () => localStorage.getItem(KEY);

describe('whoever is told of answers', () => {
  it('[NTF-12] tells the server once a day, and when the subscription is another', async () => {
    const first = await firstVisit();
    await press(first, OFFER);
    const put = expect.stringMatching(/^PUT .+\/push\/\w{26}$/);
    const key = expect.stringMatching(/^GET .+\/push$/);
    await vi.waitFor(() => expect(pushed(first)).toEqual([key, put]));
    await vi.waitFor(() => expect(kept()).toContain(endpoint));

    const sameDay = await nextPage();
    // What would be asked is asked by the time that something else was.
    await vi.waitFor(() => expect(getSubscription).toHaveBeenCalledTimes(2));
    await settled();
    expect(pushed(sameDay)).toEqual([]);

    endpoint = 'https://push.example/2';
    const renewed = await nextPage();
    await vi.waitFor(() => expect(pushed(renewed)).toEqual([key, put]));
    await vi.waitFor(() => expect(kept()).toContain(endpoint));

    // As if all of that had been on another day.
    localStorage.setItem(KEY, `${kept()}`.replace(/ \d+:/, ' 1:'));
    const nextDay = await nextPage();
    await vi.waitFor(() => expect(pushed(nextDay)).toEqual([key, put]));
    expect(pushed(sameDay)).toEqual([]);
  });
});

describe('whoever wants no notifications', () => {
  it('[NTF-16] is not asked again; who comes after them is', async () => {
    const first = await firstVisit();
    await press(first, 'Not now');
    expect(first.ui.queryByRole('button', { name: OFFER })).toBeNull();
    const again = await nextPage();
    await press(again, 'Not now');
    expect(again.ui.queryByRole('button', { name: OFFER })).toBeNull();

    // As in a browser whose data was cleared in part, or where somebody else signed in.
    localStorage.removeItem(`porchlight:${SITE}`);
    const other = await firstVisit();
    await vi.waitFor(() => other.ui.getByRole('button', { name: OFFER }));
  });
});

describe('a browser without service workers', () => {
  it('[NTF-12] is offered nothing, and nothing fails', async () => {
    Reflect.deleteProperty(navigator, 'serviceWorker');
    const fixture = await firstVisit();
    for (let turn = 0; turn < 5; turn += 1) await settled();
    expect(fixture.ui.queryByRole('button', { name: OFFER })).toBeNull();
  });
});
