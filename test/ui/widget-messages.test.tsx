import { fireEvent } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ADA, createFixture, type Fixture, openMessenger, SITE, settled, store } from './widget-fixture.ts';

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

async function send(fixture: Fixture, text: string) {
  fireEvent.input(fixture.ui.getByRole('textbox', { name: 'Message' }), { target: { value: text } });
  fireEvent.click(fixture.ui.getByRole('button', { name: 'Send' }));
  await settled();
  await settled();
}

/** Sends, and answers as a server does. */
async function sendAndStore(fixture: Fixture, text: string) {
  await send(fixture, text);
  const command = fixture.commands().at(-1);
  if (!command) throw new Error('nothing was sent');
  await store(fixture, command);
}

const logText = ({ ui }: Fixture) => ui.getByRole('log', { name: 'Messages' }).textContent;

describe('an own message', () => {
  it('is Sending until the server has it, then Sent', async () => {
    const fixture = await openMessenger();
    await send(fixture, 'Hello');
    expect(fixture.ui.getByText('Sending')).toBeTruthy();
    const bubble = fixture.ui.getByText('Hello');
    const [command] = fixture.commands();
    if (command) await store(fixture, command);
    expect(fixture.ui.getByText('Sent')).toBeTruthy();
    expect(fixture.ui.queryByText('Sending')).toBeNull();
    expect(fixture.ui.getByText('Hello'), 'the same element, so that nothing blinks').toBe(bubble);
  });

  it('says Sent only on the newest', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'one');
    await sendAndStore(fixture, 'two');
    expect(fixture.ui.getAllByText('Sent')).toHaveLength(1);
  });

  it('can be retried when the server refused it for good', async () => {
    const fixture = await openMessenger();
    await send(fixture, 'Hello');
    const [first] = fixture.commands();
    const cid = first?.cid ?? '';
    const refused = { outcome: 'refused', cid, code: 'blocked', message: '', retryable: false } as const;
    await fixture.tell({ t: 'ack', results: [refused] });
    fireEvent.click(fixture.ui.getByRole('button', { name: 'Not sent. Retry' }));
    await settled();
    expect(fixture.ui.getByText('Sending')).toBeTruthy();
    expect(fixture.commands().map((command) => command.cid)).toEqual([cid, cid]);
  });

  it('is Sending for ten seconds without connection, then Not sent', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.loseNetwork();
    await send(fixture, 'Still there?');
    await fixture.pass(9_000);
    expect(fixture.ui.getByText('Sending')).toBeTruthy();
    await fixture.pass(2_000);
    expect(fixture.ui.getByRole('button', { name: 'Not sent. Retry' })).toBeTruthy();
  });
});

describe('the connection notice', () => {
  it('appears after three seconds of trouble, not before', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.loseNetwork();
    await fixture.pass(2_000);
    expect(fixture.ui.getByRole('status').textContent).toBe('');
    await fixture.pass(2_000);
    expect(fixture.ui.getByRole('status').textContent).toBe("Can't connect. Retrying…");
  });
});

describe('the log', () => {
  it('shows who answered, and names them in the header', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.happen(
      { role: 'system', id: '', name: null },
      { kind: 'assignment', assignee: { id: ADA.id, name: 'Ada' } },
    );
    await fixture.happen(ADA, { kind: 'message', text: 'Hi!' });
    expect(logText(fixture)).toContain('Ada joined the conversation');
    expect(logText(fixture)).toMatch(/Hi!Ada/);
    expect(fixture.ui.getByRole('heading').textContent).toBe('Ada');
  });

  it('says when the conversation was resolved', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.happen(ADA, { kind: 'status', status: 'resolved' });
    expect(logText(fixture)).toContain('This conversation was resolved. Write to reopen it.');
  });

  it('shows an edit, and of a deleted message only that', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    const seq = await fixture.happen(ADA, { kind: 'message', text: 'wrnog' });
    await fixture.happen(ADA, { kind: 'edit', target: seq, text: 'right' });
    expect(logText(fixture)).toMatch(/rightAda.*Edited/);
    await fixture.happen(ADA, { kind: 'redact', target: seq });
    expect(logText(fixture)).not.toContain('right');
    expect(logText(fixture)).toContain('Message deleted');
  });

  it('says who is typing, until the message is there', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.tell({ t: 'typing', author: ADA, on: true });
    expect(fixture.ui.getByText('Ada is typing')).toBeTruthy();
    await fixture.happen(ADA, { kind: 'message', text: 'Hi!' });
    expect(fixture.ui.queryByText('Ada is typing')).toBeNull();
  });

  it('links web addresses and shows everything else as it was typed', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.happen(ADA, {
      kind: 'message',
      text: '<img src=x onerror=alert(1)> javascript:alert(1) see https://lantern.example/a?b=c.',
    });
    const links = fixture.ui.getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://lantern.example/a?b=c']);
    expect(links[0]?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(links[0]?.getAttribute('target')).toBe('_blank');
    expect(fixture.host.shadow.querySelector('img')).toBeNull();
    expect(logText(fixture)).toContain('<img src=x onerror=alert(1)> javascript:alert(1) see');
  });
});

describe('the place in the log', () => {
  async function readOlder(fixture: Fixture, distanceToEnd: number) {
    const log = fixture.ui.getByRole('log');
    Object.defineProperties(log, { scrollHeight: { value: 2_000 }, clientHeight: { value: 500 } });
    log.scrollTop = 1_500 - distanceToEnd;
    await fixture.happen(ADA, { kind: 'message', text: 'Something new' });
    return log;
  }

  it('follows what is new for a reader at the end', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    expect((await readOlder(fixture, 0)).scrollTop).toBeGreaterThan(1_500);
  });

  it('stays where somebody reads older messages, until they write', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    const log = await readOlder(fixture, 800);
    expect(log.scrollTop).toBe(700);
    await send(fixture, 'Mine');
    expect(log.scrollTop).toBeGreaterThan(1_500);
  });
});

describe('reading', () => {
  it('marks answers as read while open, and counts them while closed', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    await fixture.happen(ADA, { kind: 'message', text: 'Hi!' });
    // The message first: that it was seen is said when it is drawn.
    expect(fixture.commands().at(-1)).toMatchObject({ kind: 'message' });
    await fixture.pass(100);
    expect(fixture.commands().at(-1)).toMatchObject({ kind: 'read', upTo: 2 });
    await fixture.happen(
      { role: 'visitor', id: fixture.messenger.visitorId() ?? '', name: null },
      { kind: 'read', upTo: 2 },
    );

    fixture.messenger.setOpen(false);
    await fixture.happen(ADA, { kind: 'message', text: 'One more thing' });
    expect(fixture.host.unreadChanged).toHaveBeenLastCalledWith(1);
  });
});

describe('the visitor', () => {
  const POSTS = (fixture: Fixture) => fixture.requests.filter((request) => request.startsWith('POST'));

  it('is made at the first message and not before', async () => {
    const fixture = await openMessenger();
    expect(fixture.messenger.visitorId()).toBeUndefined();
    expect(POSTS(fixture)).toEqual([]);
    await send(fixture, 'Hello');
    expect(POSTS(fixture)).toEqual([`POST http://porch.test/api/sites/${SITE}/conversations`]);
    expect(localStorage.getItem(`porchlight:${SITE}`)).toContain(fixture.messenger.visitorId());
  });

  it('comes back to the same conversation, with a ticket for it', async () => {
    await send(await openMessenger(), 'Hello');
    const stored = JSON.parse(localStorage.getItem(`porchlight:${SITE}`) ?? '');
    const reloaded = createFixture();
    await settled();
    expect(reloaded.requests).toEqual([
      `POST http://porch.test/api/conversations/${stored.conversation}/ticket`,
    ]);
  });

  it('is taken over from the tab that began the conversation', async () => {
    const second = createFixture();
    await send(await openMessenger(), 'Hello');
    await second.storageChanged();
    expect(second.messenger.visitorId()).toBe(
      JSON.parse(localStorage.getItem(`porchlight:${SITE}`) ?? '').visitor,
    );
  });

  it('is forgotten where another tab forgot it', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    localStorage.clear();
    await fixture.storageChanged(true);
    expect(fixture.messenger.visitorId()).toBeUndefined();
    expect(fixture.ui.queryByText('Hello')).toBeNull();
  });

  it('goes on in an open page whose data was cleared, is told so, and is not written down again', async () => {
    const fixture = await openMessenger();
    await sendAndStore(fixture, 'Hello');
    const before = fixture.messenger.visitorId();
    localStorage.clear();
    await fixture.storageChanged();
    await send(fixture, 'Again');
    expect(fixture.messenger.visitorId()).toBe(before);
    expect(fixture.ui.getByText(/will not remember this chat/)).toBeTruthy();
    expect(localStorage.length).toBe(0);
  });

  describe('who was changed by another tab', () => {
    const OTHER = {
      visitor: 'o'.repeat(26),
      token: 't'.repeat(32),
      conversation: `abcdefghjk-${'o'.repeat(26)}`,
    };
    const key = `porchlight:${SITE}`;
    const become = (person: object) => localStorage.setItem(key, JSON.stringify(person));

    it('is forgotten with draft and messages, and the stored one is taken up', async () => {
      const fixture = await openMessenger();
      await sendAndStore(fixture, 'Hello');
      const field = fixture.ui.getByRole('textbox', { name: 'Message' });
      fireEvent.input(field, { target: { value: 'My address is' } });
      become(OTHER);
      await fixture.storageChanged();
      expect(fixture.messenger.visitorId()).toBe(OTHER.visitor);
      expect(POSTS(fixture).at(-1)).toContain(`${OTHER.conversation}/ticket`);
      expect(fixture.ui.queryByText('Hello')).toBeNull();
      expect(fixture.ui.getByRole('textbox', { name: 'Message' })).toHaveProperty('value', '');
      expect(sessionStorage.length).toBe(0);
    });

    it('does not come back by writing in a tab that was not told', async () => {
      const fixture = await openMessenger();
      await sendAndStore(fixture, 'Hello');
      become(OTHER);
      await send(fixture, 'Again');
      expect(localStorage.getItem(key)).toBe(JSON.stringify(OTHER));
      expect(POSTS(fixture).at(-1)).toContain(`${OTHER.conversation}/ticket`);
    });

    it('is somebody new after the other tab forgot them', async () => {
      const fixture = await openMessenger();
      await sendAndStore(fixture, 'Hello');
      const before = fixture.messenger.visitorId();
      localStorage.clear();
      await fixture.storageChanged(true);
      await send(fixture, 'Again');
      expect(fixture.messenger.visitorId()).not.toBe(before);
      expect(localStorage.getItem(key)).toContain(fixture.messenger.visitorId());
    });

    it('stays when nothing of theirs changed, as every write to storage calls', async () => {
      const fixture = await openMessenger();
      await sendAndStore(fixture, 'Hello');
      const count = fixture.requests.length;
      await fixture.storageChanged();
      expect(fixture.ui.getByText('Hello')).toBeTruthy();
      expect(fixture.requests.length).toBe(count);
    });
  });
});
