/** A long talk, and what makes it easier: quick replies, what the owner asks first, search, emoji, sound. */
import { fireEvent, within } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADA, createFixture, type Fixture, openMessenger, SITE, settled, store } from './widget-fixture.ts';

const VISITOR = { role: 'visitor', id: 'v', name: null } as const;
const field = ({ ui }: Fixture) => ui.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const press = async ({ ui }: Fixture, name: string | RegExp) => {
  fireEvent.click(ui.getByRole('button', { name }));
  await settled();
};
const type = async (fixture: Fixture, text: string) => {
  fireEvent.input(field(fixture), { target: { value: text } });
  await settled();
  fireEvent.keyDown(field(fixture), { key: 'Enter' });
  await settled();
  await settled();
};
const messages = (fixture: Fixture) => fixture.commands().filter(({ kind }) => kind === 'message');
const contacts = (fixture: Fixture) => fixture.commands().filter(({ kind }) => kind === 'contact');

/** A visitor who has said something. */
async function talking(): Promise<Fixture> {
  const fixture = await openMessenger();
  await type(fixture, 'Hello');
  const [command] = fixture.commands();
  if (!command) throw new Error('nothing was sent');
  await store(fixture, command);
  await vi.waitFor(() => fixture.ui.getByRole('button', { name: 'All conversations' }));
  return fixture;
}

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

describe('quick replies', () => {
  const offer = { kind: 'message', text: 'Which?', quickReplies: ['The Gate', 'The Arc'] };

  it('are sent by choosing one, and then are gone', async () => {
    const fixture = await talking();
    await fixture.happen(ADA, offer);
    await press(fixture, 'The Arc');
    await vi.waitFor(() => expect(messages(fixture).at(-1)).toMatchObject({ text: 'The Arc' }));
    expect(fixture.ui.queryByRole('button', { name: 'The Gate' })).toBeNull();
    await store(fixture, messages(fixture).at(-1) as { cid: string });
    expect(fixture.ui.queryByRole('button', { name: 'The Gate' })).toBeNull();
  });

  it.each([
    ['another message', { kind: 'message', text: 'Or call us.' }],
    ['its end', { kind: 'status', status: 'resolved' }],
    ['its deletion', { kind: 'redact', target: 2 }],
  ])('vanish with %s', async (_, event) => {
    const fixture = await talking();
    await fixture.happen(ADA, offer);
    fixture.ui.getByRole('button', { name: 'The Gate' });
    await fixture.happen(ADA, event);
    expect(fixture.ui.queryByRole('button', { name: 'The Gate' })).toBeNull();
  });

  it('of the owner stand under the greeting, and begin the conversation', async () => {
    const fixture = await openMessenger();
    await fixture.messenger.ask('settings', [{ quickReplies: ' Prices |Delivery||' }]);
    await settled();
    fixture.ui.getByRole('button', { name: 'Delivery' });
    await press(fixture, 'Prices');
    await vi.waitFor(() => expect(messages(fixture)).toMatchObject([{ text: 'Prices' }]));
    expect(fixture.ui.queryByRole('button', { name: 'Delivery' })).toBeNull();
  });

  it('of the owner are six at most, and whatever the page gives is not thrown', async () => {
    const fixture = await openMessenger();
    for (const quickReplies of [null, 7, {}, [1, 2, 3, 4, 5, 6, 7]])
      await fixture.messenger.ask('settings', [{ quickReplies }]);
    await settled();
    fixture.ui.getByRole('button', { name: '6' });
    expect(fixture.ui.queryByRole('button', { name: '7' })).toBeNull();
  });
});

describe('what the owner asks first', () => {
  const asking = async (askFirst: string) => {
    const fixture = await openMessenger();
    await fixture.messenger.ask('settings', [{ askFirst }]);
    await settled();
    return fixture;
  };
  const fill = ({ ui }: Fixture, name: string, value: string) =>
    fireEvent.input(ui.getByRole('textbox', { name }), { target: { value } });

  it('is nothing unless they say so', async () => {
    const fixture = await openMessenger();
    expect(fixture.ui.getAllByRole('textbox')).toHaveLength(1);
  });

  it('holds the first message back, and goes with it', async () => {
    const fixture = await asking('name email');
    await type(fixture, 'Hello');
    expect(fixture.ui.getAllByRole('alert').map((it) => it.textContent)).toContain('Please fill this in.');
    fill(fixture, 'Name', 'Kim');
    fill(fixture, 'Email', 'kim@');
    await type(fixture, 'Hello');
    expect(fixture.ui.getAllByRole('alert').map((it) => it.textContent)).toContain(
      'This is not an email address yet.',
    );
    expect(fixture.ui.getByRole('textbox', { name: 'Email' }).getAttribute('aria-invalid')).toBe('true');
    expect(messages(fixture)).toEqual([]);
    fill(fixture, 'Email', 'kim@example.org');
    await type(fixture, 'Hello');
    await vi.waitFor(() =>
      expect(fixture.commands()).toMatchObject([
        { kind: 'message', text: 'Hello' },
        { kind: 'contact', name: 'Kim', email: 'kim@example.org' },
      ]),
    );
    expect(fixture.ui.getAllByRole('textbox')).toHaveLength(1);
  });

  it('holds a quick reply back, too', async () => {
    const fixture = await openMessenger();
    await fixture.messenger.ask('settings', [{ askFirst: 'email', quickReplies: ['Prices'] }]);
    await settled();
    await press(fixture, 'Prices');
    expect(messages(fixture)).toEqual([]);
    fill(fixture, 'Email', 'kim@example.org');
    await press(fixture, 'Prices');
    await vi.waitFor(() => expect(contacts(fixture)).toMatchObject([{ name: '', email: 'kim@example.org' }]));
    expect(messages(fixture)).toHaveLength(1);
  });

  it('is not asked of whom the page has named', async () => {
    const fixture = await asking('name');
    await fixture.messenger.ask('identify', [{ name: 'Kim' }]);
    await settled();
    expect(fixture.ui.getAllByRole('textbox')).toHaveLength(1);
    await type(fixture, 'Hello');
    await vi.waitFor(() => expect(messages(fixture)).toHaveLength(1));
  });

  it('is not asked of somebody who has written before', async () => {
    const fixture = await talking();
    await fixture.messenger.ask('settings', [{ askFirst: 'name' }]);
    fixture.messenger.ask('showNewMessage', []);
    await settled();
    expect(fixture.ui.getAllByRole('textbox')).toHaveLength(1);
  });
});

describe('a long log', () => {
  const long = async (count: number) => {
    const fixture = await talking();
    for (let index = 1; index <= count; index += 1)
      await fixture.happen(index % 2 ? ADA : VISITOR, { kind: 'message', text: `Line ${index}` });
    return fixture;
  };

  it('shows its end, and more at the press of a button', async () => {
    const fixture = await long(130);
    expect(fixture.ui.queryByText('Line 49')).toBeNull();
    fixture.ui.getByText('Line 50');
    fixture.ui.getByText('Line 130');
    expect(fixture.ui.queryByText('Hello!')).toBeNull();
    await press(fixture, 'Show earlier');
    fixture.ui.getByText('Line 1');
    fixture.ui.getByText('Hello!');
    expect(fixture.ui.queryByRole('button', { name: 'Show earlier' })).toBeNull();
  });

  it('begins at its end again when it is opened again', async () => {
    const fixture = await long(130);
    await press(fixture, 'Show earlier');
    fixture.messenger.setOpen(false);
    fixture.messenger.setOpen(true);
    await settled();
    expect(fixture.ui.queryByText('Line 1')).toBeNull();
    fixture.ui.getByRole('button', { name: 'Show earlier' });
  });

  it('counts what comes while its reader is further up, and leads back', async () => {
    const fixture = await long(60);
    const log = fixture.ui.getByRole('log');
    const place = { scrollHeight: 2_000, clientHeight: 500 };
    for (const [name, value] of Object.entries(place)) Object.defineProperty(log, name, { value });
    log.scrollTop = 300;
    fireEvent.scroll(log);
    await settled();
    fixture.ui.getByRole('button', { name: 'Newest messages' });
    await fixture.happen(ADA, { kind: 'message', text: 'One' });
    await fixture.happen(ADA, { kind: 'message', text: 'Two' });
    await press(fixture, /^Newest messages\s*2$/);
    expect(log.scrollTop).toBeGreaterThanOrEqual(2_000);
    expect(fixture.ui.queryByRole('button', { name: /^Newest messages/ })).toBeNull();
  });
});

describe('search', () => {
  const find = async (fixture: Fixture, query: string) => {
    await press(fixture, 'All conversations');
    const search = fixture.ui.getByRole('searchbox', { name: 'Search' });
    fireEvent.focus(search);
    fireEvent.input(search, { target: { value: query } });
    return vi.waitFor(() => fixture.ui.getByRole('list', { name: 'Search' }));
  };

  it('finds words in any case, marks them, and leads to the message', async () => {
    const fixture = await talking();
    await fixture.happen(ADA, { kind: 'message', text: 'We ship to İzmir in (2) days.' });
    const results = await find(fixture, 'IN (2)');
    expect(results.querySelector('mark')?.textContent).toBe('in (2)');
    fireEvent.click(within(results).getByRole('button'));
    await settled();
    expect((fixture.host.shadow.activeElement as HTMLElement).textContent).toContain('We ship to İzmir');
  });

  it('says when there is nothing', async () => {
    const fixture = await talking();
    const results = await find(fixture, 'elephant');
    expect(within(results).queryAllByRole('listitem')).toEqual([]);
    fixture.ui.getByText('Nothing found');
  });

  it('shows a message that was not drawn', async () => {
    const fixture = await talking();
    for (let index = 1; index <= 120; index += 1)
      await fixture.happen(ADA, { kind: 'message', text: `Line ${index}` });
    fireEvent.click(
      within(await find(fixture, 'Line 7'))
        .getAllByRole('button')
        .at(-1) as HTMLElement,
    );
    await settled();
    expect(fixture.host.shadow.activeElement?.querySelector('.bubble')?.textContent).toBe('Line 7');
  });
});

describe('the list of conversations', () => {
  it('shows the newest twenty, and older ones when asked', async () => {
    const ids = Array.from({ length: 47 }, (_, index) => `abcdefghjk-${`${index}`.padStart(26, '0')}`);
    const [conversation, ...earlier] = ids;
    const visitor = { visitor: 'v'.repeat(26), token: 't'.repeat(32), conversation, earlier };
    localStorage.setItem(`porchlight:${SITE}`, JSON.stringify(visitor));
    const fixture = createFixture();
    fixture.messenger.setOpen(true);
    await settled();
    await fixture.messenger.ask('showHome', []);
    await settled();
    const rows = () =>
      within(fixture.ui.getByRole('list', { name: 'All conversations' })).queryAllByRole('listitem');
    expect(rows()).toHaveLength(20);
    await press(fixture, 'Show earlier');
    expect(rows()).toHaveLength(40);
    await press(fixture, 'Show earlier');
    expect(rows()).toHaveLength(47);
    expect(fixture.ui.queryByRole('button', { name: 'Show earlier' })).toBeNull();
  });
});

describe('sound', () => {
  it('is switched off and on, and that is remembered until the visitor is forgotten', async () => {
    const fixture = await talking();
    await press(fixture, 'All conversations');
    const isOn = () => fixture.ui.getByRole('switch', { name: 'Sound' }).getAttribute('aria-checked');
    expect(isOn()).toBe('true');
    fireEvent.click(fixture.ui.getByRole('switch', { name: 'Sound' }));
    await settled();
    expect(isOn()).toBe('false');
    expect(localStorage.getItem('porchlight:quiet')).toBe('1');
    fixture.messenger.shutdown();
    expect(localStorage.getItem('porchlight:quiet')).toBeNull();
  });
});
