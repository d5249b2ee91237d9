/** Replies that are sent at a time, as an agent sees and says it. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TeamCommand } from '../../protocol/team-event.ts';
import { AGENT, conversationId, createFakeBackend, type FakeBackend, makeRow } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

const ID = conversationId('1');
const TOMORROW = Date.now() + 86_400_000;

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

function makeBackend() {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim' }));
  backend.append(ID, { kind: 'message', text: 'When will it come?' } as never);
  return backend;
}

async function openKim(backend = makeBackend()) {
  openConsole({ backend, path: `/console/c/${ID}` });
  const log = await screen.findByRole('log');
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
  return { backend, log, field };
}

const say = (field: HTMLElement, text: string) => fireEvent.input(field, { target: { value: text } });
const ask = (field: HTMLElement) => fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true, altKey: true });
const palette = () => screen.findByRole('combobox', { name: 'Send at a time' });
const said = ({ commands }: FakeBackend) =>
  (commands as unknown as TeamCommand[]).filter(({ kind }) => kind !== 'read');

/** A reply that a colleague, or this agent, has scheduled as event `seq`. */
const schedule = (backend: FakeBackend, by = { id: AGENT, name: 'Ana' }, dueAt = TOMORROW) =>
  backend.append(ID, {
    kind: 'schedule',
    text: 'Has it come?',
    quickReplies: ['Yes', 'No'],
    dueAt,
    author: { role: 'agent', ...by },
  } as never).seq;

test('is chosen by keyboard, stands at the end of the log, and leaves the field', async () => {
  const { backend, log, field } = await openKim();
  say(field, 'Has it come?');
  ask(field);
  const choice = await palette();
  const before = Date.now();
  fireEvent.input(choice, { target: { value: '2 h' } });
  fireEvent.keyDown(choice, { key: 'Enter' });
  await within(log).findByText(/^Scheduled for .*, by you$/);
  const [command] = said(backend);
  expect(command).toMatchObject({ kind: 'schedule', text: 'Has it come?' });
  const { dueAt } = command as Extract<TeamCommand, { kind: 'schedule' }>;
  expect(dueAt).toBeGreaterThanOrEqual(before + 7_200_000);
  expect(dueAt).toBeLessThanOrEqual(Date.now() + 7_200_000);
  expect(field.value).toBe('');
  expect(screen.queryByRole('combobox', { name: 'Send at a time' })).toBeNull();
});

test('there is nothing to schedule while nothing is written, or in a note', async () => {
  const { field } = await openKim();
  ask(field);
  fireEvent.keyDown(field, { key: 'Escape' });
  fireEvent.click(screen.getByRole('tab', { name: 'Note' }));
  const note = screen.getByRole('textbox', { name: 'Note' });
  say(note, 'For us');
  ask(note);
  expect(screen.queryByRole('combobox', { name: 'Send at a time' })).toBeNull();
});

test('what is asked before it leaves is asked, and then it still leaves at its time', async () => {
  const { backend, field } = await openKim();
  say(field, 'We send it on Friday.');
  const ben = { role: 'agent', id: 'a000000002', name: 'Ben' };
  backend.append(ID, { kind: 'message', text: 'On Friday.', author: ben } as never);
  ask(field);
  fireEvent.keyDown(await palette(), { key: 'Enter' });
  fireEvent.click(await screen.findByRole('button', { name: 'Send anyway' }));
  await waitFor(() => expect(said(backend)).toMatchObject([{ kind: 'schedule' }]));
});

test('any date can be chosen, but none that has passed', async () => {
  const { backend, field } = await openKim();
  say(field, 'Has it come?');
  ask(field);
  fireEvent.input(await palette(), { target: { value: 'date' } });
  fireEvent.keyDown(await palette(), { key: 'Enter' });
  const date = await screen.findByLabelText('Date and time');
  expect(document.activeElement).toBe(date);
  const form = date.closest('form') as HTMLFormElement;
  fireEvent.input(date, { target: { value: '2001-01-01T09:00' } });
  fireEvent.submit(form);
  await screen.findByText(/has passed/);
  fireEvent.input(date, { target: { value: '2050-02-03T04:05' } });
  fireEvent.submit(form);
  const dueAt = new Date('2050-02-03T04:05').getTime();
  await waitFor(() => expect(said(backend)).toMatchObject([{ kind: 'schedule', dueAt }]));
});

test('taken back, by a colleague, too, its words are in the field before what was written since', async () => {
  const { backend, field, log } = await openKim();
  const target = schedule(backend, { id: 'a000000002', name: 'Ben' });
  await within(log).findByText(/, by Ben$/);
  say(field, 'And');
  fireEvent.click(screen.getByRole('button', { name: 'Take back' }));
  await waitFor(() => expect(field.value).toBe('Has it come?\n\nAnd'));
  await screen.findByText('Yes');
  await waitFor(() => expect(said(backend)).toMatchObject([{ kind: 'unschedule', target }]));
  await waitFor(() => expect(screen.queryByText(/^Scheduled for/)).toBeNull());
});

test('sent now, it stands there no longer, also before the server says so', async () => {
  const { backend } = await openKim();
  backend.swallow();
  const target = schedule(backend);
  fireEvent.click(await screen.findByRole('button', { name: 'Send now' }));
  await waitFor(() => expect(screen.queryByText(/^Scheduled for/)).toBeNull());
  await waitFor(() => expect(said(backend)).toMatchObject([{ kind: 'release', target }]));
});

test('once the visitor has written, the agent is asked; kept, it is scheduled anew', async () => {
  const { backend } = await openKim();
  const target = schedule(backend);
  await screen.findByText(/^Scheduled for/);
  expect(screen.queryByRole('button', { name: 'Send as planned' })).toBeNull();
  backend.append(ID, { kind: 'message', text: 'It has!' } as never);
  await screen.findByText(/^Kim has written since/);
  fireEvent.click(screen.getByRole('button', { name: 'Send as planned' }));
  await waitFor(() =>
    expect(said(backend)).toMatchObject([
      {
        kind: 'schedule',
        text: 'Has it come?',
        quickReplies: ['Yes', 'No'],
        dueAt: TOMORROW,
        replaces: target,
      },
    ]),
  );
  await waitFor(() => expect(screen.queryByText(/^Kim has written since/)).toBeNull());
});

test('scheduled without a connection, it asks about what the visitor wrote meanwhile', async () => {
  const { backend, log, field } = await openKim();
  const { commands } = backend as unknown as { commands: TeamCommand[] };
  await waitFor(() => expect(commands.map(({ kind }) => kind)).toContain('read'));
  backend.goDown();
  say(field, 'Has it come?');
  ask(field);
  fireEvent.keyDown(await palette(), { key: 'Enter' });
  await within(log).findByText(/^Scheduled for/);
  backend.append(ID, { kind: 'message', text: 'It has!' } as never);
  backend.comeBack();
  await screen.findAllByText(/^Kim has written since/, undefined, { timeout: 3_000 });
  // Kim's first message, and that it was read.
  expect(said(backend)[0]).toMatchObject({ kind: 'schedule', since: 2 });
});

test('kept after a colleague has sent it, it is said that this came to nothing, and no second one waits', async () => {
  const { backend } = await openKim();
  backend.swallow();
  schedule(backend);
  backend.append(ID, { kind: 'message', text: 'It has!' } as never);
  fireEvent.click(await screen.findByRole('button', { name: 'Send as planned' }));
  await waitFor(() => expect(said(backend)).toHaveLength(1));
  const { cid } = backend.commands.find(({ kind }) => kind !== 'read') as { cid: string };
  const refusal = { outcome: 'refused', cid, code: 'not_found', message: 'Sent already.', retryable: false };
  backend.say(ID, { t: 'ack', results: [refusal] });
  await screen.findByText(/^That change wasn/);
  // As it was before: what became of the first one, the log says.
  expect(screen.getAllByText(/^Scheduled for/)).toHaveLength(1);
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('what could not be sent in its time because the visitor wrote can not be kept', async () => {
  const { backend } = await openKim();
  schedule(backend, undefined, 1);
  backend.append(ID, { kind: 'message', text: 'It has!' } as never);
  await screen.findByText(/^Kim has written since/);
  expect(screen.queryByRole('button', { name: 'Send as planned' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Send now' })).toBeDefined();
});
