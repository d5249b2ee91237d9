/** What an agent writes: replies and notes, with what is offered and asked meanwhile. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, conversationId, createFakeBackend, makeRow } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const ID = conversationId('1');
const OTHER = conversationId('2');
const ben = { role: 'agent' as const, id: 'a000000002', name: 'Ben' };
const member = (agent: string, name: string) => ({
  agent,
  name,
  role: 'agent' as const,
  availability: 'available' as const,
  limit: null,
});
const replies = [
  { id: 'r000000001', shortcut: 'hi', title: 'Greeting', text: 'Hello {{visitor.firstName|there}}!' },
  { id: 'r000000002', shortcut: 'mail', title: 'By mail', text: 'We write to {{visitor.email}} today.' },
  { id: 'r000000003', shortcut: 'shop', title: 'Which shop', text: '{{agent.name}} of {{site.name}}' },
];

async function openKim(visitorName: string | null = 'Kim Lund') {
  const backend = createFakeBackend();
  backend.putDesk({
    members: [member(AGENT, 'Ana'), member(ben.id, 'Ben'), member('a000000003', 'Cy')],
    replies,
  });
  backend.put(makeRow('1', { visitorName }), makeRow('2', { visitorName: 'Lee' }));
  backend.append(ID, { kind: 'message', text: 'Do you ship to Norway?' } as never);
  const drawn = openConsole({ backend, path: `/console/c/${ID}` });
  const log = await screen.findByRole('log');
  await screen.findByText('Do you ship to Norway?', { selector: '.bubble' });
  return { ...drawn, log };
}

const field = (name = 'Reply') => screen.getByRole<HTMLTextAreaElement>('textbox', { name });
const type = (value: string, name?: string) => {
  const it = field(name);
  it.focus();
  it.value = value;
  it.setSelectionRange(value.length, value.length);
  fireEvent.input(it);
};
const press = (key: string, name?: string) => fireEvent.keyDown(field(name), { key });
const toNote = async () => {
  fireEvent.click(screen.getByRole('tab', { name: 'Note' }));
  await screen.findByRole('textbox', { name: 'Note' });
};
type Backend = ReturnType<typeof createFakeBackend>;
const said = ({ commands }: Backend) => commands.filter(({ kind }) => kind !== 'read') as unknown[];
/** Those of our lists, not of the browser's own fields. */
const options = () =>
  screen
    .queryAllByRole('option')
    .filter(({ tagName }) => tagName !== 'OPTION')
    .map(({ textContent }) => textContent);
const active = (name?: string) =>
  document.getElementById(field(name).getAttribute('aria-activedescendant') ?? '')?.textContent;

describe('a note', () => {
  test('goes to the team and not to the visitor, who does not hear that it is written', async () => {
    const { backend, log } = await openKim();
    await toNote();
    type('Careful with this one.', 'Note');
    press('Enter', 'Note');
    await waitFor(() =>
      expect(said(backend)).toEqual([
        expect.objectContaining({ kind: 'note', text: 'Careful with this one.', mentions: [] }),
      ]),
    );
    expect(await within(log).findByText('Careful with this one.')).toBeDefined();
    expect(field('Note').value).toBe('');
    expect(backend.frames).not.toContainEqual(expect.objectContaining({ t: 'typing', on: true }));
  });

  test('and a reply have a draft each, kept with their conversation', async () => {
    const { router } = await openKim();
    type('Half a reply');
    await toNote();
    expect(field('Note').value).toBe('');
    type('Half a note', 'Note');
    router.go(OTHER);
    await screen.findByRole('region', { name: 'Conversation with Lee' });
    expect(field().value).toBe('');
    router.go(ID);
    await screen.findByRole('region', { name: 'Conversation with Kim Lund' });
    expect(field().value).toBe('Half a reply');
    await toNote();
    expect(field('Note').value).toBe('Half a note');
  });

  test('is begun with n, a reply with r, and each has the focus then', async () => {
    await openKim();
    field().blur();
    fireEvent.keyDown(document.body, { key: 'n' });
    await waitFor(() => expect(document.activeElement).toBe(field('Note')));
    field('Note').blur();
    fireEvent.keyDown(document.body, { key: 'r' });
    await waitFor(() => expect(document.activeElement).toBe(field('Reply')));
  });

  test('the arrows choose between the two and stay on the choice', async () => {
    await openKim();
    const tab = screen.getByRole('tab', { name: 'Reply' });
    tab.focus();
    fireEvent.keyDown(tab, { key: 'ArrowRight' });
    await screen.findByRole('textbox', { name: 'Note' });
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Note', selected: true }));
  });

  test('that does not leave says so, and can be sent again', async () => {
    const { backend, log } = await openKim();
    backend.swallow();
    await toNote();
    type('Mind the step', 'Note');
    press('Enter', 'Note');
    expect(await within(log).findByText('Sending')).toBeDefined();
    await waitFor(() => expect(said(backend)).toHaveLength(1));
    const [{ cid }] = said(backend) as [{ cid: string }];
    const refusal = { outcome: 'refused', cid, code: 'forbidden', message: '', retryable: false };
    backend.say(ID, { t: 'ack', results: [refusal] });
    fireEvent.click(await within(log).findByText('Not sent. Retry'));
    await waitFor(() => expect(said(backend)).toHaveLength(2));
  });
});

describe('@', () => {
  test.each(['Enter', 'Tab'])('offers colleagues; %s takes one, and the note calls them', async (key) => {
    const { backend } = await openKim();
    await toNote();
    type('Ask @', 'Note');
    await waitFor(() => expect(options()).toEqual(['BBen', 'CCy']));
    expect(active('Note')).toBe('BBen');
    press('ArrowDown', 'Note');
    await waitFor(() => expect(active('Note')).toBe('CCy'));
    press('ArrowDown', 'Note');
    await waitFor(() => expect(active('Note')).toBe('BBen'));
    press(key, 'Note');
    await waitFor(() => expect(field('Note').value).toBe('Ask @Ben '));
    expect(options()).toEqual([]);
    press('Enter', 'Note');
    await waitFor(() =>
      expect(said(backend)).toEqual([
        expect.objectContaining({ kind: 'note', text: 'Ask @Ben', mentions: [ben.id] }),
      ]),
    );
  });

  test('Escape closes the list and nothing else; another word opens it again', async () => {
    const { router } = await openKim();
    await toNote();
    type('Ask @b', 'Note');
    await waitFor(() => expect(options()).toEqual(['BBen']));
    press('Escape', 'Note');
    await waitFor(() => expect(options()).toEqual([]));
    expect(router.route.get().conversation).toBe(ID);
    expect(document.activeElement).toBe(field('Note'));
    type('Ask @b and ', 'Note');
    type('Ask @b and @c', 'Note');
    await waitFor(() => expect(options()).toEqual(['CCy']));
  });

  test('says so while there is nobody else, and leads to where colleagues are invited', async () => {
    const { backend, router } = await openKim();
    backend.putDesk({ members: [member(AGENT, 'Ana')] });
    await toNote();
    type('Ask @b', 'Note');
    await screen.findByText(/^Nobody else is in this team yet\./);
    expect(options()).toEqual([]);
    press('Escape', 'Note');
    await waitFor(() => expect(screen.queryByText(/^Nobody else/)).toBeNull());
    expect(field('Note').value).toBe('Ask @b');
    type('Ask ', 'Note');
    type('Ask @', 'Note');
    fireEvent.click(await screen.findByRole('link', { name: 'Invite colleagues' }));
    await waitFor(() => expect(router.route.get().settings).toBe('people'));
  });

  test('means nothing in a reply', async () => {
    await openKim();
    type('Ask @b');
    await Promise.resolve();
    expect(options()).toEqual([]);
  });
});

describe('a saved reply', () => {
  test('is put into a note, too, by a slash and by the button, and calls nobody', async () => {
    const { backend } = await openKim();
    await toNote();
    type('For later: /h', 'Note');
    await waitFor(() => expect(options()).toEqual(['/hiGreetingHello Kim!', '/shopWhich shopAna of Shop']));
    expect(screen.getByRole('listbox', { name: 'Saved replies' })).toBeDefined();
    press('Enter', 'Note');
    await waitFor(() => expect(field('Note').value).toBe('For later: Hello Kim!'));
    fireEvent.click(screen.getByRole('button', { name: 'Saved replies' }));
    await waitFor(() => expect(options().length).toBeGreaterThan(0));
    press('Escape', 'Note');
    await waitFor(() => expect(field('Note').value).toBe('For later: Hello Kim! '));
    press('Enter', 'Note');
    await waitFor(() =>
      expect(said(backend)).toEqual([
        expect.objectContaining({ kind: 'note', text: 'For later: Hello Kim!', mentions: [] }),
      ]),
    );
  });

  test('is found by its shortcut, put in filled, and sent as it stands', async () => {
    const { backend } = await openKim();
    type('Good. /h');
    await waitFor(() => expect(options()).toEqual(['/hiGreetingHello Kim!', '/shopWhich shopAna of Shop']));
    press('Enter');
    await waitFor(() => expect(field().value).toBe('Good. Hello Kim!'));
    expect(said(backend)).toEqual([]);
    press('Enter');
    await waitFor(() =>
      expect(said(backend)).toEqual([expect.objectContaining({ kind: 'message', text: 'Good. Hello Kim!' })]),
    );
  });

  test('says what it has for somebody without a name', async () => {
    await openKim(null);
    type('/hi');
    await waitFor(() => expect(options()[0]).toBe('/hiGreetingHello there!'));
  });

  test('with a blank is not sent until it is filled in', async () => {
    const { backend } = await openKim();
    type('/mail');
    await waitFor(() => expect(options()).toHaveLength(1));
    press('Enter');
    await waitFor(() => expect(field().value).toBe('We write to {{visitor.email}} today.'));
    expect(field().value.slice(field().selectionStart, field().selectionEnd)).toBe('{{visitor.email}}');
    expect(await screen.findByText('Still to fill in: {{visitor.email}}')).toBeDefined();
    press('Enter');
    const alert = await screen.findByText('Not sent: fill in or remove {{visitor.email}} first.');
    expect(alert.closest('[role=alert]')).not.toBeNull();
    expect(said(backend)).toEqual([]);
    type('We write to you today.');
    await waitFor(() => expect(screen.queryByText(/fill in/)).toBeNull());
    press('Enter');
    await waitFor(() => expect(said(backend)).toHaveLength(1));
  });

  test('knows the email address once the visitor has said it', async () => {
    const { backend } = await openKim();
    backend.append(ID, { kind: 'contact', name: 'Kim Lund', email: 'kim@example.org' } as never);
    type('/mail');
    await waitFor(() => expect(options()).toEqual(['/mailBy mailWe write to kim@example.org today.']));
  });

  test.each(['and/', 'a / h', '1/2', 'https:/'])('is not offered for %j', async (text) => {
    await openKim();
    type(text);
    await Promise.resolve();
    expect(options()).toEqual([]);
  });
});

describe('formatting by key', () => {
  const at = () => field().value.slice(field().selectionStart, field().selectionEnd);
  const pressWith = (key: string) => fireEvent.keyDown(field(), { key, ctrlKey: true });

  test('sets marks around what is chosen, takes them away again, and is sent with them', async () => {
    const { backend } = await openKim();
    type('Not before noon');
    field().setSelectionRange(4, 10);
    pressWith('b');
    expect(field().value).toBe('Not **before** noon');
    expect(at()).toBe('before');
    pressWith('b');
    expect(field().value).toBe('Not before noon');
    expect(at()).toBe('before');
    pressWith('i');
    expect(field().value).toBe('Not _before_ noon');
    press('Enter');
    await waitFor(() =>
      expect(said(backend)).toEqual([expect.objectContaining({ text: 'Not _before_ noon' })]),
    );
  });

  test('with nothing chosen, what is typed next comes between them', async () => {
    await openKim();
    type('Now ');
    pressWith('b');
    expect(field().value).toBe('Now ****');
    expect(field().selectionStart).toBe(6);
  });
});

describe('the button of saved replies', () => {
  const button = () => screen.getByRole('button', { name: 'Saved replies' });
  const ALL = [
    '/hiGreetingHello Kim!',
    '/mailBy mailWe write to {{visitor.email}} today.',
    '/shopWhich shopAna of Shop',
  ];

  test('offers the same list as a slash, and puts in what is chosen', async () => {
    await openKim();
    type('Good.');
    fireEvent.click(button());
    await waitFor(() => expect(options()).toEqual(ALL));
    expect(field().value).toBe('Good. /');
    expect(document.activeElement).toBe(field());
    press('Enter');
    await waitFor(() => expect(field().value).toBe('Good. Hello Kim!'));
    expect(button().getAttribute('aria-keyshortcuts')).toBe('/');
    expect(field().placeholder).toContain('Type / for saved replies');
  });

  test.each(['Escape', 'the button again'])('%s closes the list and leaves nothing behind', async (how) => {
    await openKim();
    type('Good. ');
    for (const _ of [1, 2]) {
      fireEvent.click(button());
      await waitFor(() => expect(options()).toEqual(ALL));
      if (how === 'Escape') press('Escape');
      else fireEvent.click(button());
      await waitFor(() => expect(options()).toEqual([]));
      expect(field().value).toBe('Good. ');
    }
  });

  test('a slash that was typed stays when the list is closed', async () => {
    await openKim();
    type('Good. /');
    await waitFor(() => expect(options()).toEqual(ALL));
    press('Escape');
    await waitFor(() => expect(options()).toEqual([]));
    expect(field().value).toBe('Good. /');
  });

  test('/ does the same from outside the field, from a note, too', async () => {
    await openKim();
    await toNote();
    field('Note').blur();
    fireEvent.keyDown(document.body, { key: '/' });
    await waitFor(() => expect(options()).toEqual(ALL));
    expect(document.activeElement, 'it is put where one writes').toBe(field('Note'));
    fireEvent.keyDown(field('Note'), { key: 'Escape' });
    field('Note').blur();
    fireEvent.keyDown(document.body, { key: '?' });
    const map = await screen.findByRole('dialog', { name: 'Keyboard map' });
    const entry = within(map).getAllByText('Insert a saved reply')[0]?.closest('div');
    expect(entry?.textContent).toBe('/Insert a saved reply');
  });

  test('says so while there are none, and leads to where they are made', async () => {
    const { backend, router } = await openKim();
    backend.putDesk({ replies: [] });
    fireEvent.click(button());
    fireEvent.click(await screen.findByRole('link', { name: 'Add a saved reply' }));
    await waitFor(() => expect(router.route.get().settings).toBe('replies'));
    router.go(ID);
    await screen.findByRole('region', { name: 'Conversation with Kim Lund' });
    expect(field().value).toBe('');
    type('see /');
    await screen.findByText(/^No saved replies yet/);
    // A path.
    type('see /etc');
    await waitFor(() => expect(screen.queryByText(/^No saved replies yet/)).toBeNull());
  });
});

describe('when a colleague answers meanwhile', () => {
  const answer = (backend: Backend, text: string) =>
    backend.append(ID, { kind: 'message', text, author: ben } as never);
  const question = 'Ben answered meanwhile. Send yours, too?';

  test('it asks first, and the focus stays', async () => {
    const { backend, log } = await openKim();
    type('Yes, we do');
    answer(backend, 'We do.');
    await within(log).findByText('We do.');
    press('Enter');
    expect(await screen.findByText(question)).toBeDefined();
    expect(document.activeElement).toBe(field());
    expect(said(backend)).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(said(backend)).toHaveLength(1));
    expect(screen.queryByText(question)).toBeNull();
    expect(field().value).toBe('');
  });

  test('who keeps editing is asked again only about another answer', async () => {
    const { backend, log } = await openKim();
    type('Yes, we do');
    answer(backend, 'We do.');
    await within(log).findByText('We do.');
    press('Enter');
    fireEvent.click(await screen.findByRole('button', { name: 'Keep editing' }));
    await waitFor(() => expect(screen.queryByText(question)).toBeNull());
    expect(document.activeElement).toBe(field());
    answer(backend, 'On Fridays.');
    await within(log).findByText('On Fridays.');
    press('Enter');
    expect(await screen.findByText(question)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Keep editing' }));
    await waitFor(() => expect(screen.queryByText(question)).toBeNull());
    press('Enter');
    await waitFor(() => expect(said(backend)).toHaveLength(1));
  });

  test('an answer from before it was begun is no reason to ask; nor is what the visitor wrote', async () => {
    const { backend, log } = await openKim();
    answer(backend, 'We do.');
    await within(log).findByText('We do.');
    type('Yes, we do');
    backend.append(ID, { kind: 'message', text: 'Hello?' } as never);
    await within(log).findByText('Hello?');
    press('Enter');
    await waitFor(() => expect(said(backend)).toHaveLength(1));
  });

  test('a note never asks', async () => {
    const { backend, log } = await openKim();
    await toNote();
    type('Look', 'Note');
    answer(backend, 'We do.');
    await within(log).findByText('We do.');
    press('Enter', 'Note');
    await waitFor(() => expect(said(backend)).toHaveLength(1));
  });
});

describe('emoji', () => {
  const open = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Emoji' }));
    return screen.findByRole('dialog', { name: 'Emoji' });
  };

  test('is found by its name and put in at the caret', async () => {
    await openKim();
    type('All  good');
    field().setSelectionRange(4, 4);
    const picker = await open();
    const search = within(picker).getByRole<HTMLInputElement>('searchbox', { name: 'Find an emoji' });
    expect(document.activeElement).toBe(search);
    fireEvent.input(search, { target: { value: 'thumbs up' } });
    await waitFor(() => expect(within(picker).getAllByRole('button')).toHaveLength(1));
    fireEvent.keyDown(search, { key: 'Enter' });
    await waitFor(() => expect(field().value).toBe('All 👍 good'));
    expect(document.activeElement).toBe(field());
    expect(screen.queryByRole('dialog', { name: 'Emoji' })).toBeNull();
    expect(within(await open()).getAllByRole('button')[0]?.textContent).toBe('👍');
  });

  test('the arrows move, Escape closes it alone', async () => {
    const { router } = await openKim();
    const picker = await open();
    const cells = within(picker).getAllByRole('button');
    fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(cells[0]);
    fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowRight' });
    fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(cells[9]);
    fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Emoji' })).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Emoji' }));
    expect(router.route.get().conversation).toBe(ID);
  });
});
