/** The settings of the team's desk: what is added, changed and removed, by one agent and by two, and what fails. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskMember } from '../../protocol/desk.ts';
import {
  AGENT,
  createFakeBackend,
  type FakeBackend,
  ME,
  makeRow,
  problem,
  WORKSPACE,
} from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

const BEN = 'a000000002';
const BUG = { id: 'l000000001', name: 'Bug', color: 'red' } as const;
const PRAISE = { id: 'l000000002', name: 'Praise', color: 'green' } as const;
const REPAIRS = { id: 't000000001', name: 'Repairs', members: [BEN] };
const HOURS = { id: 'r000000001', shortcut: 'hours', title: 'Opening hours', text: 'From ten till four.' };
const HELLO = {
  id: 'r000000002',
  shortcut: 'hi',
  title: 'Greeting',
  text: 'Hi {{visitor.firstName|there}}!',
};
const URGENT = {
  id: 's000000001',
  owner: AGENT,
  name: 'Burning',
  filter: { state: 'open', priority: 'urgent' },
  sort: 'waiting',
} as const;
const MEMBERS: DeskMember[] = [
  { agent: AGENT, name: 'Ana', role: 'owner', availability: 'available', limit: null },
  { agent: BEN, name: 'Ben', role: 'agent', availability: 'away', limit: 5 },
];

let backend: FakeBackend;
let opened: ReturnType<typeof openConsole>;

beforeEach(() => {
  backend = createFakeBackend();
  backend.putDesk({
    members: MEMBERS,
    labels: [BUG, PRAISE],
    teams: [REPAIRS],
    replies: [HOURS, HELLO],
    views: [URGENT],
    assignment: { mode: 'manual', limit: null },
  });
});

afterEach(() => {
  opened.close();
  cleanup();
});

const open = async (section: string, list: string) => {
  opened = openConsole({ backend, path: `/console/settings/${section}` });
  return screen.findByRole('list', { name: list });
};
const path = (rest: string) => `/api/workspaces/${WORKSPACE}/${rest}`;
const answer = (method: string, rest: string, body: object) =>
  backend.answers.set(`${method} ${path(rest)}`, { status: 200, body });
const refuse = (method: string, rest: string, code: Parameters<typeof problem>[0]) =>
  backend.answers.set(`${method} ${path(rest)}`, problem(code));
const asked = (method: string) =>
  backend.requests
    .filter((request) => request.method === method && !request.url.endsWith('/ticket'))
    .map(({ url, body }) => ({ path: new URL(url).pathname.split(`${WORKSPACE}/`)[1], body }));
const press = (name: string, within_: HTMLElement = document.body) =>
  fireEvent.click(within(within_).getByRole('button', { name }));
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const form = (name: string) => screen.findByRole('form', { name });
const gone = (name: string) => waitFor(() => expect(screen.queryByRole('form', { name })).toBeNull());
const names = (list: HTMLElement) =>
  within(list)
    .getAllByRole('listitem')
    .map((item) => item.querySelector('.desk-item-name bdi')?.textContent);

describe('labels', () => {
  it('say how many open conversations have them, and follow what colleagues do', async () => {
    backend.put(makeRow('1', { labels: [BUG.id] }), makeRow('2', { labels: [BUG.id], status: 'resolved' }));
    const list = await open('labels', 'Labels');
    await waitFor(() => expect(list.textContent).toContain('1 open'));
    backend.putDesk({ labels: [{ ...BUG, name: 'Fault' }, PRAISE] });
    await waitFor(() => expect(names(list)).toEqual(['Fault', 'Praise']));
  });

  it('are renamed and coloured anew; shown at once, and then as the server tells', async () => {
    const list = await open('labels', 'Labels');
    answer('PATCH', `labels/${BUG.id}`, { ...BUG, name: 'Fault', color: 'blue' });
    press('Edit Bug');
    const editing = await form('Edit Bug');
    type(within(editing).getByRole('textbox', { name: 'Name' }), ' Fault ');
    fireEvent.click(within(editing).getByRole('radio', { name: 'Blue' }));
    fireEvent.submit(editing);
    await waitFor(() => expect(names(list)).toEqual(['Fault', 'Praise']));
    expect(asked('PATCH')).toEqual([{ path: `labels/${BUG.id}`, body: { name: 'Fault', color: 'blue' } }]);
    expect(list.querySelector('.swatch-blue')).not.toBeNull();
    // The focus is where it was before the form came.
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Edit'));
    screen.getByText('Saved');
    backend.putDesk({ labels: [{ ...BUG, name: 'Defect' }, PRAISE] });
    await waitFor(() => expect(names(list)).toEqual(['Defect', 'Praise']));
  });

  it('are added in a colour that is free', async () => {
    const list = await open('labels', 'Labels');
    answer('POST', 'labels', { id: 'l000000003', name: 'Refund', color: 'orange' });
    press('Add a label');
    const adding = await form('Add a label');
    const name = within(adding).getByRole('textbox', { name: 'Name' });
    await waitFor(() => expect(document.activeElement).toBe(name));
    type(name, 'Refund');
    fireEvent.submit(adding);
    await waitFor(() => expect(names(list)).toEqual(['Bug', 'Praise', 'Refund']));
    expect(asked('POST')).toEqual([{ path: 'labels', body: { name: 'Refund', color: 'orange' } }]);
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Add a label'));
  });

  it('go only when that is meant, and say what goes with them', async () => {
    backend.put(makeRow('1', { labels: [BUG.id] }));
    const list = await open('labels', 'Labels');
    await waitFor(() => expect(list.textContent).toContain('1 open'));
    press('Remove Bug');
    const dialog = await screen.findByRole('dialog', { name: 'Remove “Bug”?' });
    within(dialog).getByText(/^1 open conversation has this label\./);
    refuse('DELETE', `labels/${BUG.id}`, 'overloaded');
    press('Remove', dialog);
    await within(dialog).findByText("It couldn't be removed. Check your connection and try again.");
    expect(names(list)).toEqual(['Bug', 'Praise']);
    answer('DELETE', `labels/${BUG.id}`, { id: BUG.id });
    press('Remove', dialog);
    await waitFor(() => expect(names(list)).toEqual(['Praise']));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement?.id).toBe('settings-title');
  });

  it('are an agent’s to add, and not to change', async () => {
    const [membership] = ME.memberships;
    const body = { ...ME, memberships: [{ ...membership, role: 'agent' }] };
    backend.answers.set('GET /api/me', { status: 200, body });
    backend.putDesk({ members: MEMBERS.map((each) => ({ ...each, role: 'agent' })) });
    const list = await open('labels', 'Labels');
    expect(within(list).queryByRole('button')).toBeNull();
    screen.getByRole('button', { name: 'Add a label' });
  });
});

describe('what is typed', () => {
  it.each([
    [
      'overloaded',
      "It couldn't be saved. Check your connection and try again; what you typed is still here.",
    ],
    ['too_large', 'This is too long. Shorten it and save again.'],
    ['not_found', 'It is not there any more, or not yours to change. What you typed is still here.'],
    ['quota_exceeded', 'There are 500 already. Remove one that nobody needs.'],
    ['bad_frame', 'The server did not accept this. Check what you changed last.'],
  ] as const)('stays when it can’t be saved (%s), also over another section', async (code, words) => {
    await open('labels', 'Labels');
    refuse('PATCH', `labels/${BUG.id}`, code);
    press('Edit Bug');
    type(within(await form('Edit Bug')).getByRole('textbox', { name: 'Name' }), 'Fault');
    fireEvent.submit(await form('Edit Fault'));
    await within(await form('Edit Fault')).findByText(words);
    fireEvent.click(screen.getByRole('link', { name: 'You' }));
    await screen.findByRole('heading', { name: 'Notifications' });
    fireEvent.click(screen.getByRole('link', { name: 'Labels not saved' }));
    const again = await form('Edit Fault');
    expect(within(again).getByRole('textbox', { name: 'Name' })).toHaveProperty('value', 'Fault');
    answer('PATCH', `labels/${BUG.id}`, { ...BUG, name: 'Fault' });
    fireEvent.submit(again);
    await gone('Edit Fault');
  });

  it('is not overwritten by a colleague; the fields beside it follow', async () => {
    await open('labels', 'Labels');
    press('Edit Bug');
    type(within(await form('Edit Bug')).getByRole('textbox', { name: 'Name' }), 'Fault');
    backend.putDesk({ labels: [{ ...BUG, name: 'Defect', color: 'purple' }, PRAISE] });
    const editing = await form('Edit Fault');
    await waitFor(() =>
      expect(within(editing).getByRole('radio', { name: 'Purple' })).toHaveProperty('checked', true),
    );
    answer('PATCH', `labels/${BUG.id}`, { ...BUG, name: 'Fault', color: 'purple' });
    fireEvent.submit(editing);
    await gone('Edit Fault');
    expect(asked('PATCH').map(({ body }) => body)).toEqual([{ name: 'Fault', color: 'purple' }]);
  });

  it('can be added again when a colleague removed the thing meanwhile', async () => {
    await open('labels', 'Labels');
    press('Edit Bug');
    type(within(await form('Edit Bug')).getByRole('textbox', { name: 'Name' }), 'Fault');
    backend.putDesk({ labels: [PRAISE] });
    const editing = await form('Edit Fault');
    await within(editing).findByText(/^A colleague removed this/);
    answer('POST', 'labels', { id: 'l000000009', name: 'Fault', color: 'red' });
    fireEvent.submit(editing);
    await gone('Edit Fault');
    expect(asked('POST')).toEqual([{ path: 'labels', body: { name: 'Fault', color: 'red' } }]);
  });

  it('while the last change is on its way is kept, and not saved with it', async () => {
    await open('labels', 'Labels');
    answer('POST', 'labels', { id: 'l000000003', name: 'Ref', color: 'orange' });
    press('Add a label');
    const name = within(await form('Add a label')).getByRole('textbox', { name: 'Name' });
    type(name, 'Ref');
    fireEvent.submit(await form('Add a label'));
    type(name, 'Refund');
    const editing = await form('Edit Refund');
    expect(asked('POST').map(({ body }) => body)).toEqual([{ name: 'Ref', color: 'orange' }]);
    expect(within(editing).getByRole('textbox', { name: 'Name' })).toHaveProperty('value', 'Refund');
  });

  it('is asked about when the settings are left, and saved', async () => {
    await open('labels', 'Labels');
    press('Edit Bug');
    type(within(await form('Edit Bug')).getByRole('textbox', { name: 'Name' }), 'Fault');
    fireEvent.click(screen.getByRole('link', { name: 'People' }));
    fireEvent.click(screen.getByRole('link', { name: 'Back to conversations' }));
    press('Save', await screen.findByRole('dialog', { name: 'Save your changes?' }));
    // It can't be: the form that says why is shown.
    await screen.findByText(/^It is not there any more, or not yours to change/);
    expect(location.pathname).toBe('/console/settings/labels');
    answer('PATCH', `labels/${BUG.id}`, { ...BUG, name: 'Fault' });
    fireEvent.click(screen.getByRole('link', { name: 'Back to conversations' }));
    press('Save', await screen.findByRole('dialog', { name: 'Save your changes?' }));
    await waitFor(() => expect(location.pathname).toBe('/console'));
  });

  it('that is only spaces is not sent', async () => {
    await open('labels', 'Labels');
    press('Edit Bug');
    type(within(await form('Edit Bug')).getByRole('textbox', { name: 'Name' }), '  ');
    fireEvent.submit(document.querySelector('.desk-form') as HTMLElement);
    await screen.findByText('Something is still empty. Fill it in, then save.');
    expect(asked('PATCH')).toEqual([]);
  });
});

it('a team has the members that are ticked', async () => {
  const list = await open('teams', 'Teams');
  expect(list.textContent).toContain('Ben · 0 open');
  answer('PATCH', `teams/${REPAIRS.id}`, { ...REPAIRS, members: [AGENT] });
  press('Edit Repairs');
  const editing = await form('Edit Repairs');
  fireEvent.click(within(editing).getByRole('checkbox', { name: 'Ana' }));
  fireEvent.click(within(editing).getByRole('checkbox', { name: 'Ben' }));
  fireEvent.submit(editing);
  await waitFor(() => expect(list.textContent).toContain('Ana · 0 open'));
  expect(asked('PATCH').map(({ body }) => body)).toEqual([{ name: 'Repairs', members: [AGENT] }]);
});

describe('saved replies', () => {
  it('are found by their words', async () => {
    const list = await open('replies', 'Saved replies');
    const search = screen.getByRole('searchbox', { name: 'Find a saved reply' });
    type(search, 'till four');
    await waitFor(() => expect(names(list)).toEqual(['Opening hours']));
    screen.getByText('1 saved reply');
    type(search, 'elephant');
    await screen.findByText('No saved reply has these words.');
  });

  it('are shown as two visitors would get them, and take variables where one is writing', async () => {
    const list = await open('replies', 'Saved replies');
    press('Edit Greeting');
    const editing = await form('Edit Greeting');
    const shown = () => [...editing.querySelectorAll('figure p')].map(({ textContent }) => textContent);
    expect(shown()).toEqual(['Hi Robin!', 'Hi there!']);
    const text: HTMLTextAreaElement = within(editing).getByRole('textbox', { name: 'Text' });
    text.setSelectionRange(2, 2);
    press('Email', editing);
    await waitFor(() =>
      expect(shown()).toEqual(['Hirobin@example.com Robin!', 'Hi{{visitor.email}} there!']),
    );
    expect(editing.querySelector('mark')?.textContent).toBe('{{visitor.email}}');
    within(editing).getByText('What is marked has to be filled in before it can be sent.');
    expect(document.activeElement).toBe(text);
    const shortcut = within(editing).getByRole('textbox', { name: 'Shortcut' });
    type(shortcut, '/good day');
    expect(shortcut).toHaveProperty('value', 'good-day');
    type(shortcut, 'hours');
    await within(editing).findByText('“Opening hours” has this shortcut, too. Both are offered.');
    type(shortcut, 'hey');
    const to = {
      shortcut: 'hey',
      title: 'Greeting',
      text: 'Hi{{visitor.email}} {{visitor.firstName|there}}!',
    };
    answer('PATCH', `replies/${HELLO.id}`, { id: HELLO.id, ...to });
    fireEvent.submit(editing);
    await waitFor(() => expect(list.textContent).toContain('/hey'));
    expect(asked('PATCH').map(({ body }) => body)).toEqual([to]);
  });
});

describe('saved views', () => {
  it('say what they ask for, are renamed and shared', async () => {
    const list = await open('views', 'Saved views');
    expect(list.textContent).toContain('Only you see it · Open · Urgent · Longest wait first');
    answer('PATCH', `views/${URGENT.id}`, { ...URGENT, owner: null, name: 'On fire' });
    press('Edit Burning');
    const editing = await form('Edit Burning');
    type(within(editing).getByRole('textbox', { name: 'Name' }), 'On fire');
    fireEvent.click(within(editing).getByRole('checkbox', { name: 'Everybody sees it' }));
    fireEvent.submit(editing);
    await gone('Edit On fire');
    expect(list.textContent).toContain('Everybody sees it · Open');
    const { filter, sort } = URGENT;
    expect(asked('PATCH').map(({ body }) => body)).toEqual([
      { name: 'On fire', filter, sort, isShared: true },
    ]);
    press('Remove On fire');
    const dialog = await screen.findByRole('dialog', { name: 'Remove “On fire”?' });
    within(dialog).getByText(/^Everybody loses it\./);
    answer('DELETE', `views/${URGENT.id}`, { id: URGENT.id });
    press('Remove', dialog);
    await screen.findByText('No saved views yet.');
  });
});

describe('handing out', () => {
  it('takes a rule and a limit for everybody', async () => {
    await open('assignment', 'Agents');
    const rule = await form('New conversations go');
    expect(within(rule).queryByRole('button')).toBeNull();
    fireEvent.click(within(rule).getByRole('radio', { name: 'to the next in turn' }));
    const limit = within(rule).getByRole('spinbutton', { name: 'Limit for each agent' });
    type(limit, '2000');
    fireEvent.submit(rule);
    await within(rule).findByText('A limit is a whole number from 1 to 1000. Leave it empty for none.');
    expect(asked('PATCH')).toEqual([]);
    answer('PATCH', 'assignment', { mode: 'round-robin', limit: 12 });
    type(limit, '12');
    fireEvent.submit(rule);
    await within(rule).findByText('Saved');
    expect(asked('PATCH')).toEqual([{ path: 'assignment', body: { mode: 'round-robin', limit: 12 } }]);
    expect(within(rule).queryByRole('button')).toBeNull();
  });

  it('changes of an agent only what was touched', async () => {
    await open('assignment', 'Agents');
    const ben = await form('Ben');
    fireEvent.change(within(ben).getByRole('combobox', { name: 'Availability' }), {
      target: { value: 'available' },
    });
    backend.putDesk({ members: MEMBERS.map((each) => (each.agent === BEN ? { ...each, limit: 9 } : each)) });
    await waitFor(() => expect(within(ben).getByRole('spinbutton')).toHaveProperty('value', '9'));
    answer('PATCH', `agents/${BEN}`, { agent: BEN, availability: 'available', limit: 9 });
    fireEvent.submit(ben);
    await within(ben).findByText('Saved');
    expect(asked('PATCH')).toEqual([{ path: `agents/${BEN}`, body: { availability: 'available' } }]);
  });
});

it('whether replies are held back is chosen under You, too', async () => {
  localStorage.clear();
  const row = makeRow('1', { visitorName: 'Kim' });
  backend.put(row);
  opened = openConsole({ backend, path: '/console/settings/you' });
  const name = /^Hold each reply for 5 seconds/;
  fireEvent.click(await screen.findByRole('checkbox', { name }));
  opened.router.go(row.conversation);
  fireEvent.click(await screen.findByLabelText('How to send'));
  expect(await screen.findByRole('checkbox', { name })).toHaveProperty('checked', true);
});
