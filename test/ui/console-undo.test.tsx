/** A reply that is held back for a moment can be taken back, and is never lost. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHeld } from '../../console/model/held-replies.ts';
import { HOLD_MS } from '../../console/model/holding.ts';
import {
  AGENT,
  conversationId,
  createFakeBackend,
  type FakeBackend,
  makeRow,
  WORKSPACE,
} from './console-backend.ts';
import { lastingOutbox, openConsole } from './console-screen.tsx';

const ID = conversationId('1');
const OTHER = conversationId('2');

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

/** Time as far as holding is concerned: passes when a test says so. */
function stopClock({ environment: { clock } }: FakeBackend) {
  const { after } = clock;
  const waiting = new Set<() => void>();
  clock.after = (ms, run) => {
    if (ms !== HOLD_MS) return after(ms, run);
    waiting.add(run);
    return () => void waiting.delete(run);
  };
  return () => {
    for (const run of waiting) {
      waiting.delete(run);
      run();
    }
  };
}

function makeBackend() {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim' }), makeRow('2', { visitorName: 'Lee' }));
  backend.append(ID, { kind: 'message', text: 'Do you ship to Norway?' } as never);
  return backend;
}

async function openKim(backend = makeBackend(), outbox = lastingOutbox()) {
  const pass = stopClock(backend);
  const drawn = openConsole({ backend, outbox, path: `/console/c/${ID}` });
  const log = await screen.findByRole('log');
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
  return { ...drawn, log, field, pass };
}

const holdReplies = () =>
  fireEvent.click(screen.getByRole('checkbox', { name: /^Hold each reply/, hidden: true }));
const say = (field: HTMLTextAreaElement, text: string) => {
  fireEvent.input(field, { target: { value: text } });
  fireEvent.keyDown(field, { key: 'Enter' });
};
const sent = (backend: FakeBackend) =>
  backend.commands.flatMap((command) => (command.kind === 'message' ? command.text : []));

test('off until it is chosen, and chosen for good', async () => {
  const first = await openKim();
  say(first.field, 'At once');
  await waitFor(() => expect(sent(first.backend)).toEqual(['At once']));
  holdReplies();
  first.close();
  const { backend, field } = await openKim();
  say(field, 'Later');
  // Taken back, or it would go out with the next test's page.
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(sent(backend)).toEqual([]);
});

test('a reply leaves when its moment has passed', async () => {
  const { backend, field, log, pass } = await openKim();
  holdReplies();
  say(field, 'On Fridays');
  await screen.findByRole('button', { name: 'Undo' });
  expect(field.value).toBe('');
  expect(within(log).queryByText('On Fridays')).toBeNull();
  pass();
  expect(await within(log).findByText('On Fridays')).toBeDefined();
  await waitFor(() => expect(sent(backend)).toEqual(['On Fridays']));
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  await waitFor(() => expect(readHeld(AGENT)).toEqual([]));
});

test.each([
  ['the button', () => fireEvent.click(screen.getByRole('button', { name: 'Undo' }))],
  ['Ctrl+Z', (field: HTMLElement) => fireEvent.keyDown(field, { key: 'z', ctrlKey: true })],
])('%s takes it back, before what was written since', async (_, undo) => {
  const { backend, field, pass } = await openKim();
  holdReplies();
  say(field, 'On Fridayz');
  await screen.findByRole('button', { name: 'Undo' });
  undo(field);
  await waitFor(() => expect(field.value).toBe('On Fridayz'));
  expect(document.activeElement).toBe(field);
  expect(readHeld(AGENT)).toEqual([]);
  pass();
  say(field, 'On Fridays');
  await screen.findByRole('button', { name: 'Undo' });
  pass();
  await waitFor(() => expect(sent(backend)).toEqual(['On Fridays']));
});

test('Ctrl+Z belongs to the field while something is in it', async () => {
  const { field } = await openKim();
  holdReplies();
  say(field, 'On Fridays');
  await screen.findByRole('button', { name: 'Undo' });
  fireEvent.input(field, { target: { value: 'And' } });
  fireEvent.keyDown(field, { key: 'z', ctrlKey: true });
  expect(field.value).toBe('And');
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(field.value).toBe('On Fridays\n\nAnd'));
});

test('the next reply sends the one before it', async () => {
  const { backend, field, pass } = await openKim();
  holdReplies();
  say(field, 'One');
  await screen.findByRole('button', { name: 'Undo' });
  say(field, 'Two');
  await waitFor(() => expect(sent(backend)).toEqual(['One']));
  pass();
  await waitFor(() => expect(sent(backend)).toEqual(['One', 'Two']));
});

test('resolving sends it first', async () => {
  const { backend, field } = await openKim();
  holdReplies();
  say(field, 'Done!');
  await screen.findByRole('button', { name: 'Undo' });
  fireEvent.click(screen.getByRole('button', { name: 'Resolve' }));
  await waitFor(() =>
    expect(backend.commands.flatMap(({ kind }) => (kind === 'read' ? [] : kind))).toEqual([
      'message',
      'status',
    ]),
  );
});

test('going to another conversation sends it', async () => {
  const { backend, field, router } = await openKim();
  holdReplies();
  say(field, 'On Fridays');
  await screen.findByRole('button', { name: 'Undo' });
  router.go(OTHER);
  await waitFor(() => expect(sent(backend)).toEqual(['On Fridays']));
  await waitFor(() => expect(backend.live()).toEqual([OTHER]));
});

test('so does leaving the page', async () => {
  const { backend, field } = await openKim();
  holdReplies();
  say(field, 'On Fridays');
  await screen.findByRole('button', { name: 'Undo' });
  dispatchEvent(new Event('pagehide'));
  await waitFor(() => expect(sent(backend)).toEqual(['On Fridays']));
});

test('what a page could not put into its outbox any more, the next one sends, once', async () => {
  const backend = makeBackend();
  const outbox = { ...lastingOutbox(), put: () => new Promise<void>(() => {}) };
  const first = await openKim(backend, outbox);
  holdReplies();
  say(first.field, 'On Fridays');
  await screen.findByRole('button', { name: 'Undo' });
  dispatchEvent(new Event('pagehide'));
  first.close();
  expect(sent(backend)).toEqual([]);
  expect(readHeld(AGENT)).toHaveLength(1);
  const [{ cid } = { cid: '' }] = readHeld(AGENT);
  // The list is opened, not the conversation.
  openConsole({ backend });
  await waitFor(() => expect(sent(backend)).toEqual(['On Fridays']));
  expect(backend.commands.find(({ kind }) => kind === 'message')?.cid).toBe(cid);
  await waitFor(() => expect(readHeld(AGENT)).toEqual([]));
  await waitFor(() => expect(backend.live()).toEqual([]));
});

test('a reply that is too long is refused at once', async () => {
  const { field } = await openKim();
  holdReplies();
  say(field, 'é'.repeat(8193));
  expect(await screen.findByText(/longer than 16 KB/)).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
});

test('what the visitor can choose from comes back with it', async () => {
  const { field, backend, pass } = await openKim();
  holdReplies();
  fireEvent.click(screen.getByRole('button', { name: 'Answer buttons' }));
  const choice = await screen.findByRole('textbox', { name: 'Add an answer' });
  fireEvent.input(choice, { target: { value: 'Yes' } });
  fireEvent.keyDown(choice, { key: 'Enter' });
  await screen.findByText('Yes');
  say(field, 'Shall I?');
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await screen.findByText('Yes');
  fireEvent.keyDown(field, { key: 'Enter' });
  await screen.findByRole('button', { name: 'Undo' });
  pass();
  await waitFor(() =>
    expect(backend.commands.at(-1)).toMatchObject({ text: 'Shall I?', quickReplies: ['Yes'] }),
  );
});

test('what is done to the conversation comes after the reply that is held', async () => {
  const { backend, field } = await openKim();
  const heard: string[] = [];
  backend.answers.set(`POST /api/workspaces/${WORKSPACE}/actions`, { status: 200, body: { results: [] } });
  const { request } = backend.environment;
  backend.environment.request = (asked) => {
    if (asked.url.endsWith('/actions')) heard.push(`action after ${sent(backend).length} replies`);
    return request(asked);
  };
  holdReplies();
  say(field, 'First this');
  await screen.findByRole('button', { name: 'Undo' });
  fireEvent.keyDown(document.body, { key: 'p' });
  const palette = await screen.findByRole('combobox', { name: 'Priority…' });
  fireEvent.keyDown(palette, { key: 'Enter' });
  await waitFor(() => expect(heard).toEqual(['action after 1 replies']));
});
