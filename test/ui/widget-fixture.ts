/** A messenger in happy-dom, with a server, a clock and a network that tests move by hand. */
import { within } from '@testing-library/preact';
import { onTestFinished, vi } from 'vitest';
import type { Environment, SocketHandlers } from '../../client/environment.ts';
import { memoryOutboxStore } from '../../client/outbox.ts';
import type { SiteConfig } from '../../protocol/api.ts';
import { type Author, type ConversationEvent, command } from '../../protocol/event.ts';
import type { ClientFrame, ServerFrame } from '../../protocol/frames.ts';
import texts from '../../widget/locales/en.ts';
import { mountMessenger } from '../../widget/messenger.tsx';

export const SITE = 'abcdefghjk-12345678';
export const ADA: Author = { role: 'agent', id: 'aaaaaaaaaa', name: 'Ada' };

/** Lets promises and drawings that are due happen. */
export const settled = () => new Promise((resolve) => setTimeout(resolve));

/** @param about what visitors may know of the site, beside its name and greeting. */
export function createFixture(about: Partial<SiteConfig> = {}) {
  let now = 1_800_000_000_000;
  let timers: { at: number; run(): void }[] = [];
  let socket: SocketHandlers | undefined;
  let isReachable = true;
  const sent: ClientFrame[] = [];
  const requests: string[] = [];
  const identities: unknown[] = [];
  let refusal: { code: string; retryAfterMs?: number } | null = null;
  const log: ConversationEvent[] = [];

  const tell = (frame: ServerFrame) => socket?.received(JSON.stringify(frame));
  const environment: Environment = {
    clock: {
      now: () => now,
      after(ms, run) {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)), unit: () => 0.5 },
    isVisible: () => true,
    onWake: () => () => {},
    async request({ method, url, body }) {
      if (!isReachable) throw new Error('no network');
      requests.push(`${method} ${url}`);
      if (url.endsWith('/identity')) {
        identities.push(body);
        if (refusal) return { status: 403, text: JSON.stringify({ detail: 'Not this one.', ...refusal }) };
        return { status: 200, text: JSON.stringify({ isVerified: false }) };
      }
      const answer =
        method === 'GET'
          ? { name: 'Lantern & Co.', greeting: 'Hello!', ...about }
          : { ticket: 't', expiresAt: now };
      return { status: 200, text: JSON.stringify(answer) };
    },
    openSocket(_url, _protocols, handlers) {
      if (!isReachable) throw new Error('no network');
      socket = handlers;
      setTimeout(() => handlers.opened());
      return {
        close() {},
        send(data) {
          const frame: ClientFrame = JSON.parse(data);
          sent.push(frame);
          if (frame.t === 'hello')
            tell({ t: 'welcome', v: 1, epoch: 'e', head: log.length, events: log, more: false, jitterMs: 0 });
        },
      };
    },
  };

  const shadow = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
  const button = document.createElement('button');
  shadow.append(button);
  const host = {
    shadow,
    button,
    site: SITE,
    origin: 'http://porch.test',
    texts,
    adoptStyles() {},
    close: vi.fn(),
    unreadChanged: vi.fn(),
  };
  const messenger = mountMessenger(host, environment, { ...memoryOutboxStore(), isLasting: true });
  onTestFinished(() => messenger.shutdown());

  return {
    host,
    messenger,
    sent,
    requests,
    /** Who the page said that the visitor is, each time that the server was told. */
    identities,
    /** Whatever the page says from now on. */
    refuseIdentity(code: string | null, retryAfterMs?: number) {
      refusal = code === null ? null : { code, ...(retryAfterMs && { retryAfterMs }) };
    },
    ui: within(shadow as unknown as HTMLElement),

    /** Another tab wrote to storage, or asked for the visitor to be forgotten. */
    async storageChanged(isFarewell = false) {
      const said = isFarewell ? { key: `porchlight:${SITE}`, newValue: null } : { key: null };
      window.dispatchEvent(new StorageEvent('storage', said));
      await settled();
    },

    /** The commands that reached the server. */
    commands: () =>
      sent.flatMap((frame) => (frame.t === 'send' ? frame.items.map((item) => command(item, '')) : [])),

    /** The server puts something into the log and tells everybody. */
    async happen(author: Author, body: object) {
      const event = { seq: log.length + 1, ts: now, author, ...body } as ConversationEvent;
      log.push(event);
      tell({ t: 'events', events: [event], head: event.seq });
      await settled();
      return event.seq;
    },
    async tell(frame: ServerFrame) {
      tell(frame);
      await settled();
    },
    async loseNetwork() {
      isReachable = false;
      socket?.closed(1006);
      await settled();
    },
    async pass(ms: number) {
      const until = now + ms;
      for (;;) {
        timers.sort((a, b) => a.at - b.at);
        const next = timers[0];
        if (!next || next.at > until) break;
        timers.shift();
        now = next.at;
        next.run();
        await settled();
      }
      now = until;
      await settled();
    },
  };
}

export type Fixture = ReturnType<typeof createFixture>;

/** An open messenger. */
export async function openMessenger(about: Partial<SiteConfig> = {}): Promise<Fixture> {
  const fixture = createFixture(about);
  fixture.messenger.setOpen(true);
  await settled();
  return fixture;
}

/** The server's answer to the oldest message: it is in the log, and acknowledged. */
export async function store(fixture: Fixture, command: { cid: string }) {
  const seq = await fixture.happen({ role: 'visitor', id: 'v', name: null }, command);
  await fixture.tell({ t: 'ack', results: [{ outcome: 'stored', cid: command.cid, seq }] });
}
