import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import texts from '../../widget/locales/en.ts';
import { SITE, settled } from './widget-fixture.ts';

/** Runs the tag's script as a page does. */
async function loadTag() {
  vi.resetModules();
  await import('../../widget/loader.ts');
  // Idle twice: before the look is asked for, and before the launcher is put on the page.
  for (let turn = 0; turn < 3; turn += 1) await settled();
}

const launcher = () => document.querySelector('#porchlight')?.shadowRoot?.querySelector('button');

beforeEach(() => {
  vi.stubGlobal('__MESSENGER_PATH__', '/m/messenger.js');
  // What the server would give.
  vi.doMock('../../widget/side-files.ts', () => ({
    importLook: async () => ({ default: texts, look: {} }),
    importPageApi: () => import('../../widget/page-api.ts'),
  }));
  const tag = document.createElement('script');
  tag.type = 'text/not-run';
  tag.dataset.site = SITE;
  tag.src = 'http://porch.invalid/porch.js';
  document.head.append(tag);
});

afterEach(() => {
  window.Porchlight?.('shutdown');
  window.Porchlight = undefined;
  document.head.replaceChildren();
  localStorage.clear();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the tag', () => {
  it('shows a launcher, and neither stores nor asks for anything', async () => {
    const fetched = vi.spyOn(window, 'fetch');
    await loadTag();
    expect(launcher()?.ariaLabel).toBe('Open chat');
    expect(localStorage.length + sessionStorage.length).toBe(0);
    expect(document.cookie).toBe('');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('does nothing the second time', async () => {
    await loadTag();
    await loadTag();
    expect(document.querySelectorAll('#porchlight')).toHaveLength(1);
  });

  it('says what is missing when it has no site key', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    document.querySelector('script')?.setAttribute('data-site', '');
    await loadTag();
    expect(launcher()).toBeUndefined();
    expect(warned.mock.calls[0]?.[0]).toContain('data-site');
  });

  it('says that it cannot connect when the messenger does not come, and takes it back when closed', async () => {
    await loadTag();
    launcher()?.click();
    const status = document.querySelector('#porchlight')?.shadowRoot?.querySelector('.note');
    await vi.waitFor(() => expect(status?.textContent).toBe("Can't connect. Retrying…"));
    expect(launcher()?.ariaLabel).toBe('Close chat');
    launcher()?.click();
    expect(status?.textContent).toBe('');
    expect(launcher()?.ariaLabel).toBe('Open chat');
  });
});

it('[NTF-16] forgets who wanted to be told of answers also where the messenger was not fetched', async () => {
  localStorage.setItem(`porchlight:push:${SITE}`, 'somebody');
  localStorage.setItem('porchlight:push:another', 'somebody else');
  await loadTag();
  window.Porchlight?.('shutdown');
  expect(Object.keys(localStorage)).toEqual(['porchlight:push:another']);
});

it.each(['storage', 'pageshow'])(
  'fetches the messenger on %s once somebody is stored, until shutdown',
  async (type) => {
    const mountMessenger = vi.fn(() => ({ shutdown() {}, setOpen() {}, visitorId() {} }));
    vi.doMock('../../widget/persist.ts', () => ({ persist: async () => [{ mountMessenger }] }));
    onTestFinished(() => void vi.doUnmock('../../widget/persist.ts'));
    const happen = async () => {
      window.dispatchEvent(new Event(type));
      await settled();
    };
    await loadTag();
    await happen();
    expect(mountMessenger).not.toHaveBeenCalled();
    localStorage.setItem(`porchlight:${SITE}`, '{}');
    await happen();
    expect(mountMessenger).toHaveBeenCalledOnce();
    window.Porchlight?.('shutdown');
    localStorage.setItem(`porchlight:${SITE}`, '{}');
    await happen();
    expect(mountMessenger).toHaveBeenCalledOnce();
  },
);

describe('window.Porchlight', () => {
  it('is told who the visitor is by identify, boot and update, and not by what says nothing of them', async () => {
    const asked: unknown[] = [];
    const ask = (method: string, [given]: unknown[]) => method === 'identify' && asked.push(given);
    const mountMessenger = () => ({ ask, pageChanged() {}, shutdown() {}, setOpen() {}, visitorId() {} });
    vi.doMock('../../widget/persist.ts', () => ({
      persist: async (load: (attempt?: number) => Promise<unknown>) =>
        String(load).includes('PageApi') ? load() : [{ mountMessenger }],
    }));
    onTestFinished(() => void vi.doUnmock('../../widget/persist.ts'));
    await loadTag();
    localStorage.setItem(`porchlight:${SITE}`, '{}');
    window.dispatchEvent(new Event('storage'));
    const say = async (...call: [string, unknown?]) => {
      window.Porchlight?.(...call);
      await settled();
    };
    await say('boot', { color: 'red', user_id: '17', user_hash: 'ab' });
    await say('update');
    await say('update', { color: 'blue' });
    await say('update', 'nonsense');
    await say('update', { email: 'ada@example.org' });
    await say('identify', { userId: '18' });
    // The rest of the page's API is a file that comes when it comes.
    await vi.waitFor(() =>
      expect(asked).toEqual([
        expect.objectContaining({ user_id: '17', user_hash: 'ab' }),
        { email: 'ada@example.org' },
        { userId: '18' },
      ]),
    );
    asked.length = 0;
    await say('shutdown');
    await say('boot', { userId: '19' });
    for (let turn = 0; turn < 4; turn += 1) await settled();
    localStorage.setItem(`porchlight:${SITE}`, '{}');
    window.dispatchEvent(new Event('storage'));
    await settled();
    await vi.waitFor(() => expect(asked).toEqual([expect.objectContaining({ userId: '19' })]));
  });

  it('runs what was called before it was there, in order', async () => {
    const counts: number[] = [];
    const q: unknown[][] = [
      ['hide'],
      ['onUnreadCountChange', (count: number) => counts.push(count)],
      ['show'],
    ];
    window.Porchlight = Object.assign(() => {}, { q });
    await loadTag();
    await vi.waitFor(() => expect(counts).toEqual([0]));
    expect(launcher()?.ariaLabel).toBe('Close chat');
  });

  it.each(['constructor', '__proto__', 'shwo', 7, undefined, Symbol('x')])(
    'warns once about %s and throws nothing',
    async (name) => {
      const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
      await loadTag();
      expect(window.Porchlight?.(name)).toBeUndefined();
      window.Porchlight?.(name);
      await vi.waitFor(() => expect(warned).toHaveBeenCalled());
      await settled();
      expect(warned).toHaveBeenCalledOnce();
      expect(warned.mock.calls[0]?.[0]).toContain('showNewMessage');
    },
  );

  it('knows no visitor before there is one, then the stored one', async () => {
    await loadTag();
    expect(window.Porchlight?.('getVisitorId')).toBeUndefined();
    const visitor = 'v'.repeat(26);
    localStorage.setItem(`porchlight:${SITE}`, JSON.stringify({ visitor, token: '', conversation: '' }));
    expect(window.Porchlight?.('getVisitorId')).toBe(visitor);
  });

  it('forgets the person and leaves the page as it was at shutdown; boot starts anew', async () => {
    const before = document.documentElement.innerHTML;
    await loadTag();
    localStorage.setItem(`porchlight:${SITE}`, '{}');
    sessionStorage.setItem(`porchlight:${SITE}`, 'draft');
    window.Porchlight?.('shutdown');
    expect(document.documentElement.innerHTML).toBe(before);
    expect(localStorage.length + sessionStorage.length).toBe(0);
    expect(() => window.Porchlight?.('show')).not.toThrow();
    expect(launcher()).toBeUndefined();
    window.Porchlight?.('boot');
    await vi.waitFor(() => expect(launcher()?.ariaLabel).toBe('Open chat'));
  });
});
