/** [CNV-20] A reply that resolves the conversation with it, once it is stored. */
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AGENT, conversationId, createFakeBackend, type FakeBackend, makeRow } from './console-backend.ts';
import { lastingOutbox, openConsole } from './console-screen.tsx';

const ID = conversationId('1');

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

function makeBackend() {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim' }));
  backend.append(ID, { kind: 'message', text: 'Do you ship to Norway?' } as never);
  return backend;
}

async function openKim(backend = makeBackend(), outbox = lastingOutbox()) {
  const drawn = openConsole({ backend, outbox, path: `/console/c/${ID}` });
  await screen.findByRole('log');
  return { ...drawn, field: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' }) };
}

const write = (field: HTMLElement, text: string) => fireEvent.input(field, { target: { value: text } });
const sendLast = (field: HTMLElement) =>
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true, shiftKey: true });
/** What came to the server, in order, without what was read. */
const said = ({ commands }: FakeBackend) =>
  commands.flatMap((command) =>
    command.kind === 'message' ? command.text : command.kind === 'status' ? command.status : [],
  );
const cidOf = ({ commands }: FakeBackend) => commands.find(({ kind }) => kind === 'message')?.cid ?? '';
/** What the server did not say at first. */
function store(backend: FakeBackend, meanwhile = () => {}) {
  const author = { role: 'agent' as const, id: AGENT, name: 'Ana' };
  const cid = cidOf(backend);
  const { seq } = backend.append(ID, { kind: 'message', cid, text: 'On Fridays.', author } as never);
  meanwhile();
  backend.say(ID, { t: 'ack', results: [{ outcome: 'stored', cid, seq }] });
}
/** The server has the reply, and what it says of it is under way. */
const arrived = (backend: FakeBackend) => waitFor(() => expect(said(backend)).toEqual(['On Fridays.']));
/** Whatever would follow, a note does: what is asked for is sent in order. */
async function nothingFollows(backend: FakeBackend) {
  fireEvent.click(screen.getByRole('tab', { name: 'Note' }));
  const note = await screen.findByRole('textbox', { name: 'Note' });
  write(note, 'Later');
  fireEvent.keyDown(note, { key: 'Enter' });
  await waitFor(() => expect(backend.commands.map(({ kind }) => `${kind}`)).toContain('note'));
  expect(said(backend)).toEqual(['On Fridays.']);
}

test('is sent by a key, and only what is stored is followed by the end', async () => {
  const { backend, field } = await openKim();
  write(field, 'On Fridays.');
  sendLast(field);
  await waitFor(() => expect(said(backend)).toEqual(['On Fridays.', 'resolved']));
  const stored = backend.logs.get(ID)?.filter(({ kind }) => kind !== 'read') ?? [];
  expect(stored.map(({ kind }) => kind)).toEqual(['message', 'message', 'status']);
  expect(await screen.findByRole('button', { name: 'Reopen' })).toBeDefined();
});

test('is sent from the menu beside Send, where a time is chosen, too', async () => {
  const { backend, field } = await openKim();
  const entry = () => screen.getByRole('button', { name: 'Send and resolve', hidden: true });
  expect(entry().getAttribute('aria-disabled'), 'nothing is written').toBe('true');
  fireEvent.click(entry());
  write(field, 'On Fridays.');
  expect(entry().getAttribute('aria-disabled')).toBe('false');
  fireEvent.click(entry());
  await waitFor(() => expect(said(backend)).toEqual(['On Fridays.', 'resolved']));
});

/** Sent with the end of the conversation; the server has it and has not answered. */
async function sendUnanswered(): Promise<FakeBackend> {
  const backend = makeBackend();
  backend.swallow();
  const { field } = await openKim(backend);
  write(field, 'On Fridays.');
  sendLast(field);
  await arrived(backend);
  return backend;
}

test('leaves the conversation open when it is refused, also when it is sent again', async () => {
  const backend = await sendUnanswered();
  const cid = cidOf(backend);
  const refusal = { outcome: 'refused', cid, code: 'blocked', message: '', retryable: false };
  backend.say(ID, { t: 'ack', results: [refusal] });
  await screen.findByText('Not sent. Retry');
  store(backend);
  await waitFor(() => expect(screen.queryByText('Not sent. Retry')).toBeNull());
  await nothingFollows(backend);
});

test('leaves it open when the visitor has written what its author had not seen', async () => {
  const backend = await sendUnanswered();
  backend.append(ID, { kind: 'message', text: 'And to Iceland?' } as never);
  store(backend);
  await screen.findByText(/^Not resolved: there is a message/);
  await nothingFollows(backend);
});

test('leaves it open when the visitor writes after the reply, and the console is not told before it resolves', async () => {
  const backend = await sendUnanswered();
  store(backend, () => {
    backend.swallowNoMore();
    const log = backend.logs.get(ID) ?? [];
    const author = { role: 'visitor' as const, id: 'v'.repeat(26), name: null };
    log.push({ seq: log.length + 1, ts: 1, author, kind: 'message', text: 'And to Iceland?' });
  });
  await screen.findByText(/^Not resolved: there is a message/);
  expect(said(backend)).toEqual(['On Fridays.', 'resolved']);
  expect(backend.logs.get(ID)?.filter(({ kind }) => kind === 'status')).toEqual([]);
  expect(screen.getByRole('button', { name: 'Resolve' })).toBeDefined();
});

test('can be taken back while it is held, and then resolves nothing', async () => {
  const { backend, field } = await openKim();
  fireEvent.click(screen.getByRole('checkbox', { name: /^Hold each reply/, hidden: true }));
  write(field, 'On Fridays.');
  sendLast(field);
  await screen.findByText('Sending and resolving…');
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(field.value).toBe('On Fridays.');
  expect(said(backend)).toEqual([]);
  fireEvent.keyDown(field, { key: 'Enter' });
  fireEvent.click(screen.getByRole('button', { name: 'Assign to me' }));
  await arrived(backend);
  await nothingFollows(backend);
});

test('held or not yet stored when the page goes, resolves on the next page', async () => {
  const outbox = lastingOutbox();
  const first = makeBackend();
  first.swallow();
  const { field, close } = await openKim(first, outbox);
  write(field, 'On Fridays.');
  sendLast(field);
  await arrived(first);
  close();
  const { backend } = await openKim(makeBackend(), outbox);
  // Sent again, the server would know it by its cid: the one here does not.
  const isStatus = ({ kind }: { kind: string }) => kind === 'status';
  await waitFor(() => expect(backend.commands.filter(isStatus)).toMatchObject([{ status: 'resolved' }]));
  expect(said(backend)[0]).toBe('On Fridays.');
});
