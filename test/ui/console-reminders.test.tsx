/** [DSK-8] What an agent wants to be reminded of, as they see it. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InboxRow } from '../../protocol/inbox.ts';
import {
  conversationId,
  createFakeBackend,
  type FakeBackend,
  makeRow,
  WORKSPACE,
} from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

const [KIM, LEE] = [conversationId('1'), conversationId('2')];
const AHEAD = Date.now() + 1_800_000;

afterEach(cleanup);
beforeEach(() => localStorage.clear());

function makeBackend(reminder?: InboxRow['reminder']) {
  const backend = createFakeBackend();
  const called = reminder && { reminder };
  backend.put(
    makeRow('1', { visitorName: 'Kim', preview: 'It flickers', status: 'resolved', ...called }),
    makeRow('2', { visitorName: 'Lee', preview: 'Thank you' }),
  );
  backend.answers.set(`POST /api/workspaces/${WORKSPACE}/actions`, { status: 200, body: { results: [] } });
  return backend;
}

const asked = ({ requests }: FakeBackend) =>
  requests.flatMap(({ url, body }) =>
    url.endsWith('/actions')
      ? [body as { conversations: string[]; action: { do: string; at: number | null } }]
      : [],
  );
const rowOf = (name: string) => screen.findByRole('link', { name: new RegExp(name) });

test('is asked for by a key, for the conversation that is open', async () => {
  const backend = makeBackend();
  openConsole({ backend, path: `/console/c/${LEE}` });
  await screen.findByRole('log');
  fireEvent.keyDown(document.body, { key: 'h' });
  const palette = await screen.findByRole('combobox', { name: 'Remind me…' });
  expect(screen.queryByText('No reminder')).toBeNull();
  const before = Date.now();
  fireEvent.input(palette, { target: { value: '2 d' } });
  fireEvent.keyDown(palette, { key: 'Enter' });
  await waitFor(() =>
    expect(asked(backend)).toMatchObject([{ conversations: [LEE], action: { do: 'remind' } }]),
  );
  expect(asked(backend)[0]?.action.at).toBeGreaterThanOrEqual(before + 2 * 86_400_000);
});

test('stands in the row, and can be taken off by the same key', async () => {
  const backend = makeBackend();
  openConsole({ backend, path: `/console/c/${LEE}` });
  await screen.findByRole('log');
  backend.put(makeRow('2', { visitorName: 'Lee', reminder: { at: AHEAD, isDue: false } }));
  await within(await rowOf('Lee')).findByText('Reminder in 30 min');
  fireEvent.keyDown(document.body, { key: 'h' });
  fireEvent.input(await screen.findByRole('combobox', { name: 'Remind me…' }), { target: { value: 'no' } });
  fireEvent.click(await screen.findByText('No reminder'));
  await waitFor(() =>
    expect(asked(backend)).toMatchObject([{ conversations: [LEE], action: { do: 'remind', at: null } }]),
  );
});

test('when it is due, it is among the mentions and counted there, whatever became of the conversation', async () => {
  openConsole({ backend: makeBackend({ at: 1, isDue: true }) });
  expect(await screen.findByText('@1')).toBeDefined();
  expect(screen.queryByText('It flickers')).toBeNull();
  fireEvent.keyDown(document.body, { key: 'f' });
  fireEvent.click(await screen.findByRole('option', { name: /^Mentions/ }));
  expect(await within(await rowOf('Kim')).findByText('Reminder')).toBeDefined();
  expect(screen.queryByText('Thank you')).toBeNull();
});

test('has done its work once the conversation is opened, and not if it comes due while it is', async () => {
  const backend = makeBackend({ at: 1, isDue: true });
  const { router } = openConsole({ backend, path: `/console/c/${KIM}` });
  await waitFor(() =>
    expect(asked(backend)).toMatchObject([{ conversations: [KIM], action: { do: 'remind', at: null } }]),
  );
  router.go(LEE);
  await screen.findByRole('region', { name: 'Conversation with Lee' });
  backend.put(makeRow('2', { visitorName: 'Lee', reminder: { at: 1, isDue: true } }));
  await within(await rowOf('Lee')).findByText('Reminder');
  expect(asked(backend)).toHaveLength(1);
});
