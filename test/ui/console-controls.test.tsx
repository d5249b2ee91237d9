/** What can be done by key can be done by a button that is seen. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Availability } from '../../protocol/desk.ts';
import { AGENT, conversationId, createFakeBackend, makeRow, WORKSPACE } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const KIM = conversationId('1');
const ACTIONS = `/api/workspaces/${WORKSPACE}/actions`;
const AVAILABILITY = `/api/workspaces/${WORKSPACE}/availability`;

const ana = (availability: Availability) => ({
  agent: AGENT,
  name: 'Ana',
  role: 'owner' as const,
  availability,
  limit: null,
});

async function openKim(status: 'open' | 'resolved' = 'open') {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim', status }));
  backend.append(KIM, { kind: 'message', text: 'It flickers' } as never);
  backend.putDesk({ members: [ana('available')] });
  backend.answers.set(`POST ${ACTIONS}`, { status: 200, body: { results: [] } });
  const drawn = openConsole({ backend, path: `/console/c/${KIM}` });
  await screen.findByText('It flickers', { selector: '[role=log] *' });
  return drawn;
}

const asked = ({ requests }: ReturnType<typeof createFakeBackend>, path: string) =>
  requests.filter(({ url }) => new URL(url).pathname === path).map(({ body }) => body);

test('the header of a conversation has a button for a reminder', async () => {
  const { backend } = await openKim();
  const button = screen.getByRole('button', { name: 'Remind me…' });
  expect(button.getAttribute('aria-keyshortcuts')).toBe('h');
  fireEvent.click(button);
  fireEvent.click(await screen.findByRole('option', { name: /^In an hour/ }));
  await waitFor(() =>
    expect(asked(backend, ACTIONS)).toMatchObject([{ conversations: [KIM], action: { do: 'remind' } }]),
  );
});

describe('the menu of a conversation, where its header is narrow', () => {
  const items = () =>
    within(screen.getByRole('menu', { name: 'More actions' }))
      .getAllByRole('menuitem')
      .map(({ textContent }) => textContent);
  const openMenu = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'More actions' }));
    await screen.findByRole('menu', { name: 'More actions' });
  };

  test('is short, and of this conversation', async () => {
    await openKim();
    await openMenu();
    expect(items()).toEqual([
      'Resolve',
      'Assign to me',
      'Assign to…',
      'Snooze…',
      'Remind me…',
      'Labels…',
      'Priority…',
      'Write a note to the team',
      'Merge, block, transcript…',
      'Everything that can be done',
    ]);
  });

  test('goes by the arrow keys, around both ends', async () => {
    await openKim();
    await openMenu();
    const menu = screen.getByRole('menu', { name: 'More actions' });
    const all = within(menu).getAllByRole('menuitem');
    all[0]?.focus();
    fireEvent.keyDown(menu, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(all.at(-1));
    fireEvent.keyDown(menu, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(all[0]);
  });

  test('leads to the same choices as the keys, and resolves', async () => {
    const { backend } = await openKim();
    await openMenu();
    fireEvent.click(screen.getByRole('menuitem', { name: 'Priority…' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Urgent' }));
    await waitFor(() =>
      expect(asked(backend, ACTIONS)).toMatchObject([{ action: { do: 'priority', priority: 'urgent' } }]),
    );
    await openMenu();
    fireEvent.click(screen.getByRole('menuitem', { name: 'Resolve' }));
    await waitFor(() =>
      expect(backend.commands.at(-1)).toMatchObject({ kind: 'status', status: 'resolved' }),
    );
  });

  test('of a resolved one reopens it', async () => {
    await openKim('resolved');
    await openMenu();
    expect(items()[0]).toBe('Reopen');
  });
});

test('one’s availability is seen at one’s face, and changed beside one’s name', async () => {
  const { backend } = await openKim();
  backend.answers.set(`PATCH ${AVAILABILITY}`, { status: 200, body: {} });
  fireEvent.click(await screen.findByRole('button', { name: 'Account: Ana, Available' }));
  const choice = await screen.findByLabelText<HTMLSelectElement>('Your availability');
  fireEvent.change(choice, { target: { value: 'dnd' } });
  await waitFor(() => expect(asked(backend, AVAILABILITY)).toEqual([{ availability: 'dnd' }]));
  backend.putDesk({ members: [ana('dnd')] });
  expect(await screen.findByRole('button', { name: 'Account: Ana, Do not disturb' })).toBeDefined();
  expect(
    await screen.findByText('Nothing new comes to you and nothing calls you; yours stay yours'),
  ).toBeDefined();

  backend.answers.delete(`PATCH ${AVAILABILITY}`);
  fireEvent.change(choice, { target: { value: 'available' } });
  expect(
    await within(screen.getByRole('dialog', { name: 'Account' })).findByText(/couldn't be saved/),
  ).toBeDefined();
});
