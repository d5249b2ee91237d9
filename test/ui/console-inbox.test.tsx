import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InboxRow } from '../../protocol/inbox.ts';
import { AGENT, conversationId, createFakeBackend, makeRow, SITE, WORKSPACE } from './console-backend.ts';
import { ORIGIN, openConsole } from './console-screen.tsx';

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const ana = { id: AGENT, name: 'Ana' };
const ben = { id: 'a000000002', name: 'Ben' };

async function consoleWith(...rows: InboxRow[]) {
  const backend = createFakeBackend();
  backend.put(...rows);
  const drawn = openConsole({ backend });
  await screen.findByRole('list', { name: 'Conversations' });
  return drawn;
}

const rowNames = () =>
  within(screen.getByRole('list', { name: 'Conversations' }))
    .getAllByRole('listitem')
    .map((row) => row.querySelector('bdi')?.textContent);

const isSearch = ({ pathname }: URL) => pathname.endsWith('/search');

const choose = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('the conversation list', () => {
  test('shows the newest activity first and moves a row up when somebody writes', async () => {
    const { backend } = await consoleWith(
      makeRow('1', { visitorName: 'Old', activeAt: 1000 }),
      makeRow('2', { visitorName: 'New', activeAt: 2000 }),
    );
    expect(rowNames()).toEqual(['New', 'Old']);
    backend.put(makeRow('1', { visitorName: 'Old', activeAt: 3000, preview: 'Still there?' }));
    await waitFor(() => expect(rowNames()).toEqual(['Old', 'New']));
    expect(screen.getByText('Still there?')).toBeDefined();
  });

  test('names who a conversation belongs to, and who waits how long', async () => {
    await consoleWith(
      makeRow('1', { visitorName: 'Kim', assignee: ben }),
      makeRow('2', { visitorName: 'Lee', waitingSince: Date.now() - 4 * 60_000 }),
      makeRow('3', { visitorName: 'Ida', waitingSince: Date.now(), activeAt: Date.now() }),
    );
    const [kim, lee, ida] = ['Kim', 'Lee', 'Ida'].map(
      (name) => screen.getByText(name).closest('a') as HTMLElement,
    );
    expect(kim?.textContent).toContain('Assigned to Ben');
    expect(lee?.textContent).toContain('Unassigned');
    expect(lee?.textContent).toContain('Waiting 4 min');
    expect(kim?.textContent).not.toContain('Waiting');
    expect(ida?.textContent, 'in the first minute nothing is counted').toMatch(/Waiting$/);
  });

  test('calls a visitor without a name by a short number', async () => {
    await consoleWith(makeRow('1', { visitor: `${'v'.repeat(22)}7kq2` }), makeRow('ab12', { visitor: null }));
    expect(screen.getByText('Visitor 7KQ2')).toBeDefined();
    expect(screen.getByText('Visitor AB12')).toBeDefined();
  });

  test('counts unread messages in the row and unread people in the title', async () => {
    const { backend } = await consoleWith(
      makeRow('1', { unread: 3 }),
      makeRow('2', { unread: 1 }),
      makeRow('3'),
    );
    expect(screen.getByText('3 unread messages')).toBeDefined();
    expect(screen.getByText('1 unread message')).toBeDefined();
    await waitFor(() => expect(document.title).toBe('(2) Porchlight'));
    backend.put(makeRow('1'), makeRow('2'));
    await waitFor(() => expect(document.title).toBe('Porchlight'));
  });

  test('shows what visitors write as text, never as markup', async () => {
    await consoleWith(makeRow('1', { preview: '<img src=x onerror=alert(1)>' }));
    expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeDefined();
    expect(document.querySelector('img')).toBeNull();
  });
});

describe('the tabs', () => {
  const rows = [
    makeRow('1', { visitorName: 'Mine', assignee: ana, activeAt: 4000 }),
    makeRow('2', { visitorName: 'Bens', assignee: ben, activeAt: 3000 }),
    makeRow('3', { visitorName: 'Nobodys', activeAt: 2000 }),
    makeRow('4', { visitorName: 'Solved', status: 'resolved', activeAt: 1000 }),
  ];

  test('begin with everything that is open', async () => {
    await consoleWith(...rows);
    expect(rowNames()).toEqual(['Mine', 'Bens', 'Nobodys']);
    expect(screen.getByRole('button', { name: /^Open/ }).getAttribute('aria-pressed')).toBe('true');
  });

  test.each([
    [/^Mine/, ['Mine']],
    [/^Unassigned/, ['Nobodys']],
    [/^Done/, ['Solved']],
  ])('%s lists its own', async (tab, names) => {
    await consoleWith(...rows);
    choose(tab);
    await waitFor(() => expect(rowNames()).toEqual(names));
  });

  test('count what they hold', async () => {
    await consoleWith(...rows);
    expect(screen.getByRole('button', { name: 'Open 3' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Unassigned 1' })).toBeDefined();
  });

  test('an empty one says what it would hold', async () => {
    await consoleWith(makeRow('3'));
    choose(/^Mine/);
    expect(await screen.findByText('Nothing assigned to you')).toBeDefined();
  });

  test('keep the conversation that is open when it is resolved, until another tab is chosen', async () => {
    const { backend } = await consoleWith(...rows);
    fireEvent.click(screen.getByText('Nobodys'));
    await screen.findByRole('textbox', { name: 'Reply' });
    backend.put(makeRow('3', { visitorName: 'Nobodys', activeAt: 2000, status: 'resolved' }));
    await screen.findByText('Resolved');
    expect(rowNames()).toContain('Nobodys');
    choose(/^Mine/);
    await waitFor(() => expect(rowNames()).toEqual(['Mine']));
    choose(/^Open/);
    await waitFor(() => expect(rowNames()).toEqual(['Mine', 'Bens']));
  });
});

describe('a view beyond the tabs', () => {
  const NAME = 'Refunds of the northern shops';
  const filter = { state: 'open', priority: 'high' } as const;
  const refunds = { id: 'v000000001', owner: null, name: NAME, filter, sort: 'newest' } as const;

  async function chooseByKey(name: string) {
    fireEvent.keyDown(document.body, { key: 'f' });
    const views = within(await screen.findByRole('listbox', { name: 'Views and filters…' }));
    fireEvent.click(await views.findByRole('option', { name: new RegExp(`^${name}`) }));
  }
  /** Nothing has a place where nothing is laid out. */
  const layOut = () =>
    vi.spyOn(HTMLElement.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList);
  afterEach(() => vi.restoreAllMocks());

  test('is a tab of its own, and what opens the others keeps its name and its count', async () => {
    const { backend } = await consoleWith(makeRow('1', { priority: 'high', mention: 'new' }), makeRow('2'));
    backend.putDesk({ views: [refunds] });
    const more = () => screen.getByRole('button', { name: 'More views @1' });
    const words = more().textContent;
    await chooseByKey(NAME);
    const own = await screen.findByRole('button', { name: `${NAME} 1` });
    expect(own.getAttribute('aria-pressed')).toBe('true');
    expect(more().textContent).toBe(words);
    choose(/^Open/);
    await waitFor(() => expect(screen.queryByRole('button', { name: `${NAME} 1` })).toBeNull());
  });

  test('chosen by its key, has the focus in its list, also where that is empty', async () => {
    layOut();
    const { backend } = await consoleWith(makeRow('1', { priority: 'high' }), makeRow('2'));
    backend.putDesk({ views: [refunds] });
    await chooseByKey(NAME);
    const focused = () => document.activeElement as HTMLElement;
    await waitFor(() => expect(focused().closest('li')?.dataset.conversation).toBe(conversationId('1')));
    await chooseByKey('Follow-up');
    await waitFor(() => expect(focused().firstElementChild?.textContent).toBe('Nothing is snoozed'));
  });

  const members = [ana, ben].map(({ id, name }) => ({
    agent: id,
    name,
    role: 'agent' as const,
    availability: 'available' as const,
    limit: null,
  }));
  const lamps = { id: 'l000000001', name: 'Lamps', color: 'red' } as const;

  test('can be what is a colleague’s, together with other conditions and in any state', async () => {
    const { backend } = await consoleWith(
      makeRow('1', { visitorName: 'Bens lamp', assignee: ben, labels: [lamps.id], activeAt: 4000 }),
      makeRow('2', { visitorName: 'Bens', assignee: ben, activeAt: 3000 }),
      makeRow('3', { visitorName: 'Mine', assignee: ana, labels: [lamps.id], activeAt: 2000 }),
      makeRow('4', { visitorName: 'Bens solved', assignee: ben, status: 'resolved', activeAt: 900 }),
      makeRow('5', { visitorName: 'My solved', assignee: ana, status: 'resolved', activeAt: 800 }),
    );
    backend.putDesk({ members, labels: [lamps] });
    await chooseByKey('Assigned to Ben');
    await waitFor(() => expect(rowNames()).toEqual(['Bens lamp', 'Bens']));
    expect(
      screen.getByRole('button', { name: /^Open/ }).getAttribute('aria-pressed'),
      'it is more than Open',
    ).toBe('false');
    await chooseByKey('Lamps');
    await waitFor(() => expect(rowNames()).toEqual(['Bens lamp']));
    fireEvent.click(screen.getByRole('button', { name: 'Remove the filter “Assigned to Ben”' }));
    await waitFor(() => expect(rowNames()).toEqual(['Bens lamp', 'Mine']));

    choose(/^Done/);
    await chooseByKey('Assigned to you');
    await waitFor(() => expect(rowNames()).toEqual(['My solved']));
    fireEvent.click(screen.getByRole('button', { name: 'Remove the filter “Assigned to you”' }));
    await waitFor(() => expect(rowNames()).toEqual(['Bens solved', 'My solved']));
  });

  test('is saved by an entry of its own, and under the name that is asked for', async () => {
    const { backend } = await consoleWith(makeRow('1', { assignee: ben }));
    backend.putDesk({ members });
    const path = `/api/workspaces/${WORKSPACE}/views`;
    backend.answers.set(`POST ${path}`, { status: 200, body: { id: 'v000000002' } });
    await chooseByKey('Assigned to Ben');
    await chooseByKey('Save this view…');
    const name = await screen.findByRole('combobox', { name: 'Save this view…' });
    expect(screen.getByText('Open · Assigned to Ben · Newest first')).toBeDefined();
    fireEvent.keyDown(name, { key: 'Enter' });
    fireEvent.input(name, { target: { value: 'What Ben has' } });
    fireEvent.keyDown(name, { key: 'Enter' });
    const asked = () => backend.requests.filter(({ url }) => new URL(url).pathname === path);
    await waitFor(() => expect(asked()).toHaveLength(1));
    expect(asked()[0]?.body).toEqual({
      name: 'What Ben has',
      filter: { state: 'open', assignee: ben.id },
      sort: 'newest',
      isShared: false,
    });
  });

  test('is not made of words that only were typed: those are looked for', async () => {
    const { backend } = await consoleWith(makeRow('1'));
    fireEvent.keyDown(document.body, { key: 'f' });
    const views = await screen.findByRole('combobox', { name: 'Views and filters…' });
    fireEvent.input(views, { target: { value: 'harbour' } });
    fireEvent.keyDown(views, { key: 'Enter' });
    const field = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Go to anything' });
    expect(field.value).toBe('harbour');
    const searches = () => backend.requests.map(({ url }) => new URL(url)).filter(isSearch);
    await waitFor(() => expect(searches().map((url) => url.searchParams.get('q'))).toEqual(['harbour']));
    expect(backend.requests.filter(({ url }) => url.endsWith('/views'))).toEqual([]);
  });

  test('when nothing is marked any more, the focus is in the list', async () => {
    layOut();
    await consoleWith(makeRow('1', { visitorName: 'First' }));
    fireEvent.click(await screen.findByLabelText('Select First'));
    const unmark = await screen.findByRole('button', { name: 'Clear the selection' });
    unmark.focus();
    fireEvent.click(unmark);
    await waitFor(() => expect(document.activeElement?.className).toContain('row'));
  });
});

test('before anybody has written, the tag to paste is shown with this workspace and this host', async () => {
  openConsole();
  const tag = await screen.findByLabelText<HTMLTextAreaElement>('Script tag');
  expect(tag.value).toBe(`<script async src="${ORIGIN}/porch.js" data-site="${SITE}"></script>`);
  expect(screen.getByRole('button', { name: 'Copy' })).toBeDefined();
});

describe('the keyboard', () => {
  const people = [
    makeRow('1', { visitorName: 'First', activeAt: 3000 }),
    makeRow('2', { visitorName: 'Second', activeAt: 2000 }),
  ];
  const press = (key: string, target: Element = document.activeElement ?? document.body) =>
    fireEvent.keyDown(target, { key });
  const focusedName = () => document.activeElement?.querySelector('bdi')?.textContent;

  test('j and k, and the arrows, move through the list; Tab enters it once', async () => {
    await consoleWith(...people);
    press('j', document.body);
    expect(focusedName()).toBe('First');
    press('j');
    expect(focusedName()).toBe('Second');
    press('ArrowUp');
    expect(focusedName()).toBe('First');
    press('k');
    expect(focusedName()).toBe('First');
    const stops = screen.getAllByRole('link').filter((row) => row.tabIndex === 0);
    expect(stops).toHaveLength(1);
  });

  test('opening moves to Reply, Escape returns to the list, r goes back', async () => {
    await consoleWith(...people);
    fireEvent.click(screen.getByText('Second'));
    const reply = await screen.findByRole('textbox', { name: 'Reply' });
    await waitFor(() => expect(document.activeElement).toBe(reply));
    // happy-dom lays nothing out.
    const list = screen.getByRole('list', { name: 'Conversations' });
    list.getClientRects = () => [new DOMRect()] as unknown as DOMRectList;
    press('Escape');
    expect(focusedName()).toBe('Second');
    press('r');
    expect(document.activeElement).toBe(reply);
  });

  test('a assigns and e resolves, but not while typing', async () => {
    const { backend } = await consoleWith(...people);
    fireEvent.click(screen.getByText('First'));
    const reply = await screen.findByRole('textbox', { name: 'Reply' });
    await screen.findByRole('log');
    press('e', reply);
    press('a', reply);
    expect(backend.commands).toEqual([]);
    press('a', document.body);
    await waitFor(() => expect(backend.commands.at(-1)).toMatchObject({ kind: 'assignment', assignee: ana }));
    press('e', document.body);
    await waitFor(() =>
      expect(backend.commands.at(-1)).toMatchObject({ kind: 'status', status: 'resolved' }),
    );
    await screen.findByRole('button', { name: 'Reopen' });
    press('e', document.body);
    await waitFor(() => expect(backend.commands.at(-1)).toMatchObject({ kind: 'status', status: 'open' }));
  });

  test('shortcuts leave the browser its own', async () => {
    const { backend } = await consoleWith(...people);
    fireEvent.click(screen.getByText('First'));
    await screen.findByRole('log');
    fireEvent.keyDown(document.body, { key: 'a', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'e', metaKey: true });
    await Promise.resolve();
    expect(backend.commands).toEqual([]);
  });
});

test('a row says that the agent has begun to write, before what was written, and no longer than that is so', async () => {
  const { backend } = await consoleWith(makeRow('1', { preview: 'Two, please.', hasDraft: true }));
  expect(screen.getByText('Draft').parentElement?.textContent).toBe('Draft Two, please.');
  backend.put(makeRow('1', { preview: 'Two, please.' }));
  await waitFor(() => expect(screen.queryByText('Draft')).toBeNull());
});

test('a row says what was written, without the marks of its formatting', async () => {
  await consoleWith(makeRow('1', { preview: 'Is **this** the `IP65` _one_? 2 * 3' }));
  await screen.findByText('Is this the IP65 one? 2 * 3');
});

test('what is marked can be given a priority by button, from the same choices as by key', async () => {
  const { backend } = await consoleWith(
    makeRow('1', { visitorName: 'First' }),
    makeRow('2', { visitorName: 'Second' }),
  );
  const path = `POST /api/workspaces/${WORKSPACE}/actions`;
  backend.answers.set(path, { status: 200, body: { results: [] } });
  for (const name of ['First', 'Second']) fireEvent.click(await screen.findByLabelText(`Select ${name}`));
  const bar = await screen.findByRole('toolbar', { name: '2 selected' });
  fireEvent.click(within(bar).getByRole('button', { name: 'Priority…' }));
  const choices = await screen.findByRole('listbox', { name: 'Priority…' });
  fireEvent.click(within(choices).getByRole('option', { name: 'Urgent' }));
  const asked = () =>
    backend.requests.find(({ method, url }) => method === 'POST' && path.endsWith(new URL(url).pathname));
  await waitFor(() =>
    expect(asked()?.body).toMatchObject({
      conversations: [conversationId('1'), conversationId('2')],
      action: { do: 'priority', priority: 'urgent' },
    }),
  );
});

describe('a key is about', () => {
  const path = `POST /api/workspaces/${WORKSPACE}/actions`;
  const asked = (backend: ReturnType<typeof createFakeBackend>) =>
    backend.requests
      .filter(({ method, url }) => method === 'POST' && path.endsWith(new URL(url).pathname))
      .map(({ body }) => body);
  const two = async () => {
    const { backend } = await consoleWith(
      makeRow('1', { visitorName: 'First', activeAt: 2 }),
      makeRow('2', { visitorName: 'Second', activeAt: 1 }),
    );
    backend.answers.set(path, { status: 200, body: { results: [] } });
    return backend;
  };
  const focusOn = (name: string) => screen.getByText(name).closest('a')?.focus();

  test('the row that has the focus, though another conversation is open', async () => {
    const backend = await two();
    fireEvent.click(screen.getByText('First'));
    await screen.findByRole('log');
    focusOn('Second');
    fireEvent.keyDown(document.activeElement as Element, { key: 'e' });
    await waitFor(() => expect(asked(backend)).toHaveLength(1));
    fireEvent.keyDown(document.activeElement as Element, { key: 'a' });
    await waitFor(() => expect(asked(backend)).toHaveLength(2));
    expect(asked(backend)).toMatchObject([
      { conversations: [conversationId('2')], action: { do: 'status', status: 'resolved' } },
      { conversations: [conversationId('2')], action: { do: 'assign', assignee: AGENT } },
    ]);
  });

  test('all that are marked', async () => {
    const backend = await two();
    for (const name of ['First', 'Second']) fireEvent.click(await screen.findByLabelText(`Select ${name}`));
    fireEvent.keyDown(document.body, { key: 'e' });
    await waitFor(() =>
      expect(asked(backend)).toMatchObject([
        {
          conversations: [conversationId('1'), conversationId('2')],
          action: { do: 'status', status: 'resolved' },
        },
      ]),
    );
  });

  test('and what failed is said until it has been read', async () => {
    const backend = await two();
    backend.answers.set(path, { status: 503, body: {} });
    focusOn('First');
    fireEvent.keyDown(document.activeElement as Element, { key: 'e' });
    const note = (await screen.findByText(/That could not be done/)).closest('p');
    fireEvent.click(within(note as HTMLElement).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(note?.isConnected).toBe(false));
  });
});

test('only what is snoozed can be woken up', async () => {
  const { backend } = await consoleWith(makeRow('1', { visitorName: 'First' }));
  fireEvent.click(screen.getByText('First'));
  await screen.findByRole('log');
  fireEvent.keyDown(document.body, { key: 's' });
  const choices = within(await screen.findByRole('listbox', { name: 'Snooze…' }));
  expect(choices.queryByRole('option', { name: /^End the snooze now/ })).toBeNull();
  backend.put(makeRow('1', { visitorName: 'First', snoozedUntil: 0 }));
  await choices.findByRole('option', { name: /^End the snooze now/ });
});

test('the address names the conversation that is open', async () => {
  await consoleWith(makeRow('1', { visitorName: 'First' }));
  fireEvent.click(screen.getByText('First'));
  await screen.findByRole('log');
  expect(location.pathname).toBe(`/console/c/${conversationId('1')}`);
});
