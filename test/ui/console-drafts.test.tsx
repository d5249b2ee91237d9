/** [CNV-19] What an agent has begun to write, as they find it again. */
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AGENT, conversationId, createFakeBackend, type FakeBackend, makeRow } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

const ID = conversationId('1');
const OTHER = conversationId('2');

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

function makeBackend() {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim' }), makeRow('2', { visitorName: 'Lee' }));
  backend.append(ID, { kind: 'message', text: 'When will it come?' } as never);
  return backend;
}

async function openKim(backend = makeBackend()) {
  const drawn = openConsole({ backend, path: `/console/c/${ID}` });
  await screen.findByRole('log');
  return { ...drawn, field: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' }) };
}

const type = (field: HTMLElement, text: string) => fireEvent.input(field, { target: { value: text } });
const told = ({ frames }: FakeBackend) => frames.flatMap((frame) => (frame.t === 'draft' ? [frame] : []));
let rev = 0;
beforeEach(() => {
  rev = 0;
});
/** As another device of this agent has changed it. */
const keep = (backend: FakeBackend, ...drafts: object[]) => {
  rev += 1;
  backend.say(ID, { t: 'drafts', drafts: drafts.map((draft) => ({ rev, writer: 'phone', ...draft })) });
};

test('what another device wrote is in the field, and what it sent is not any more', async () => {
  const { backend, field } = await openKim();
  keep(backend, { mode: 'reply', text: 'From my phone', since: 1 });
  await waitFor(() => expect(field.value).toBe('From my phone'));
  keep(backend);
  await waitFor(() => expect(field.value).toBe(''));
  expect(told(backend)).toEqual([]);
});

test('a note that was begun elsewhere is where the agent finds it', async () => {
  const { backend } = await openKim();
  keep(backend, { mode: 'note', text: 'Ask Ben', since: null });
  const note = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Note' });
  expect(note.value).toBe('Ask Ben');
});

test('what is typed here stays, is told when the agent turns to something else, and gone once it is sent', async () => {
  const { backend, field, router } = await openKim();
  type(field, 'On Friday');
  keep(backend, { mode: 'reply', text: 'From my phone', since: 1 });
  expect(field.value).toBe('On Friday');
  router.go(OTHER);
  await waitFor(() => expect(told(backend).at(-1)).toMatchObject({ mode: 'reply', text: 'On Friday' }));
  router.go(ID);
  await screen.findByRole('region', { name: 'Conversation with Kim' });
  const again = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
  expect(again.value).toBe('On Friday');
  fireEvent.keyDown(again, { key: 'Enter' });
  // Said without a connection, it is said again when the server tells what it keeps.
  await waitFor(() => expect(told(backend).at(-1)).toMatchObject({ mode: 'reply', text: '' }));
});

test('a page that was closed without a connection has it when it comes back, and tells it then', async () => {
  const backend = makeBackend();
  const first = await openKim(backend);
  backend.goDown();
  type(first.field, 'Written in a tunnel');
  first.close();
  backend.comeBack();
  backend.keepQuiet();
  const { field } = await openKim(backend);
  expect(field.value).toBe('Written in a tunnel');
  keep(backend, { mode: 'reply', text: 'Older, from my phone', since: 1 });
  await waitFor(() => expect(told(backend).at(-1)).toMatchObject({ text: 'Written in a tunnel' }));
  expect(field.value).toBe('Written in a tunnel');
});

test('sent and left at once, it is listened for until the server has said that nothing is left', async () => {
  const { backend, field, router } = await openKim();
  backend.keepQuiet();
  type(field, 'On Friday');
  fireEvent.keyDown(field, { key: 'Enter' });
  router.go(OTHER);
  await waitFor(() => expect(told(backend).at(-1)).toMatchObject({ mode: 'reply', text: '' }));
  await waitFor(() => expect(backend.commands.map(({ kind }) => kind)).toContain('message'));
  await screen.findByRole('region', { name: 'Conversation with Lee' });
  await waitFor(() => expect(backend.live()).toContain(OTHER));
  expect(backend.live()).toContain(ID);
  keep(backend, { mode: 'reply', text: '', since: null });
  await waitFor(() => expect(backend.live()).toEqual([OTHER]));
  expect(localStorage.getItem(`porchlight:draft:${AGENT}/${ID}/reply`)).toBeNull();
});

const KEY = `porchlight:draft:${AGENT}/${ID}/reply`;

test('whoever signs out leaves nothing behind that the server keeps', async () => {
  const { backend, field, session } = await openKim();
  await waitFor(() => expect(backend.live()).toEqual([ID]));
  type(field, 'On Friday');
  expect(localStorage.getItem(KEY)).not.toBeNull();
  await session.signOut();
  expect(told(backend).at(-1)).toMatchObject({ text: 'On Friday' });
  expect(localStorage.getItem(KEY)).toBeNull();
});

test('but what only this browser has, and what somebody else began in it', async () => {
  const { backend, field, session } = await openKim();
  backend.keepQuiet();
  localStorage.setItem(
    KEY.replace(AGENT, 'a000000002'),
    JSON.stringify({ text: 'Mine', since: 1, isKept: true }),
  );
  type(field, 'On Friday');
  await session.signOut();
  expect(localStorage.getItem(KEY)).toContain('On Friday');
  expect(localStorage.getItem(KEY.replace(AGENT, 'a000000002'))).toContain('Mine');
});

test('what an earlier build kept for the tab is found again, once, and told', async () => {
  sessionStorage.setItem(KEY, JSON.stringify({ text: 'Begun last week', since: 1 }));
  const { backend, field } = await openKim();
  expect(field.value).toBe('Begun last week');
  expect(sessionStorage.getItem(KEY)).toBeNull();
  await waitFor(() => expect(told(backend).at(-1)).toMatchObject({ text: 'Begun last week' }));
});
