/** The person's panel: what is known, what the team writes, who else they are, and whether they may write. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HttpRequest } from '../../client/environment.ts';
import type { Person } from '../../protocol/person.ts';
import {
  AGENT,
  CONTEXT,
  conversationId,
  createFakeBackend,
  makeRow,
  problem,
  WORKSPACE,
} from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const ID = conversationId('1');
const KIM = 'v'.repeat(26);
const LEE = 'w'.repeat(26);
const PATH = `/api/workspaces/${WORKSPACE}/people/${KIM}`;

const makePerson = (fields: Partial<Person> = {}): Person => ({
  visitor: KIM,
  name: 'Kim',
  nameBy: 'visitor',
  email: 'kim@shop.example',
  emailBy: 'visitor',
  saidPhone: null,
  since: Date.now() - 600_000,
  aliases: [],
  userIds: [],
  isVip: false,
  phone: '',
  note: '',
  keyDates: [],
  attributes: [],
  block: null,
  merged: [],
  alike: [],
  conversations: [makeRow('1', { visitorName: 'Kim' })],
  ...fields,
});

function makeBackend(fields: Partial<Person> = {}) {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim' }));
  backend.append(ID, { kind: 'contact', name: 'Kim', email: 'kim@shop.example' } as never);
  backend.append(ID, { kind: 'message', text: 'Do you ship to Norway?' } as never);
  const known = makePerson(fields);
  const tell = (method: string, path: string, fields: Partial<Person> = {}) =>
    backend.answers.set(`${method} ${path}`, { status: 200, body: { ...known, ...fields } });
  tell('GET', PATH);
  return { ...backend, tell };
}

async function openKim(backend = makeBackend()) {
  const drawn = openConsole({ backend, path: `/console/c/${ID}` });
  await screen.findByRole('log');
  const panel = await screen.findByRole('region', { name: 'Visitor' });
  await within(panel).findByRole('textbox', { name: 'Notes about this person' });
  return { ...drawn, backend, panel: within(panel), region: panel };
}
const sent = (backend: { requests: HttpRequest[] }, method: string, path: string) =>
  backend.requests
    .filter((request) => request.method === method && request.url.endsWith(path))
    .map(({ body }) => body);
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const fact = (panel: { getByText(text: string): HTMLElement }, name: string) =>
  panel.getByText(name).nextElementSibling?.textContent;

describe('what is known', () => {
  test('is who they say they are, where they are and what brought them', async () => {
    const { backend, panel } = await openKim();
    const visited = (page: string, title: string, at: number) => ({ page, title, at });
    const campaign = 'https://shop.example/?utm_source=news&utm_campaign=Winter&utm_medium=mail';
    backend.say(ID, {
      t: 'trail',
      pages: [
        visited(campaign, 'Home', 1),
        visited('javascript:alert(1)', 'Odd', 2),
        visited(CONTEXT.page, '', 3),
      ],
    });
    const trail = await panel.findByText('Pages of this visit');
    expect(fact(panel, 'Email')).toBe('kim@shop.exampleSaid by the visitor, not verified');
    expect(panel.getAllByText('Said by the visitor, not verified')).toHaveLength(2);
    expect(fact(panel, 'Location')).toBe('Berlin · by time zoneGermany · by language');
    expect(fact(panel, 'Campaign')).toBe('Winter · news · mail');
    const pages = within(trail.parentElement as HTMLElement).getAllByRole('listitem');
    expect(pages.map((page) => page.querySelector('bdi')?.textContent)).toEqual([
      'shop.example/lamps/harbour',
      'Odd',
      'Home',
    ]);
    // Only what is a page of the web leads anywhere.
    expect(pages.map((page) => page.querySelector('a')?.getAttribute('href'))).toEqual([
      CONTEXT.page,
      undefined,
      campaign,
    ]);
  });

  test('says whose word each of it is, here and in the list', async () => {
    const backend = makeBackend({
      name: 'Kim',
      nameBy: 'verified',
      email: 'kim@proven.example',
      emailBy: 'verified',
      saidPhone: { text: '+47 1 2', by: 'page' },
      userIds: ['1024'],
    });
    const proven = makeRow('1', { visitorName: 'Kim', nameBy: 'verified' });
    backend.put(proven, makeRow('2', { visitorName: 'Lee', nameBy: 'page' }), makeRow('3'));
    const { panel } = await openKim(backend);
    // What they typed into this conversation does not stand in the place of what is proven.
    await panel.findByText('kim@proven.example');
    expect(fact(panel, 'Email')).toBe('kim@proven.exampleVerified');
    expect(fact(panel, 'Email in this conversation')).toBe(
      'kim@shop.exampleSaid by the visitor, not verified',
    );
    expect(panel.getAllByText('+47 1 2')[0]?.parentElement?.textContent).toBe(
      '+47 1 2Said by the page, not verified',
    );
    expect(fact(panel, 'User id')).toBe('1024Verified');
    const row = (short: string) =>
      document.querySelector(`[data-conversation="${conversationId(short)}"] .row-name`)?.textContent;
    expect([row('1'), row('2'), row('3')]).toEqual([
      'KimVerified',
      'LeeSaid by the page, not verified',
      expect.not.stringMatching(/Verified|Said/),
    ]);
  });

  test('an address from another conversation of theirs does not give way to the one from here', async () => {
    const backend = makeBackend({ merged: [LEE], email: 'lee@shop.example', emailBy: 'page' });
    const { panel } = await openKim(backend);
    await panel.findByText('lee@shop.example');
    expect(fact(panel, 'Email')).toBe('lee@shop.exampleSaid by the page, not verified');
    const here = () => fact(panel, 'Email in this conversation');
    expect(here()).toBe('kim@shop.exampleSaid by the visitor, not verified');
    const proven = { kind: 'contact', name: '', email: 'kim@proven.example', by: 'verified' };
    backend.append(ID, proven as never);
    await waitFor(() => expect(here()).toBe('kim@proven.exampleVerified'));
    backend.append(ID, { kind: 'contact', name: 'Kim', email: 'kim@else.example' } as never);
    backend.append(ID, { kind: 'contact', name: 'Kim', email: 'LEE@shop.example', by: 'verified' } as never);
    await waitFor(() => expect(panel.queryByText('Email in this conversation')).toBeNull());
  });

  test('a long visit is shown whole on demand', async () => {
    const { backend, panel } = await openKim();
    const pages = Array.from({ length: 8 }, (_, at) => ({
      page: `https://shop.example/${at}`,
      title: `P${at}`,
      at,
    }));
    backend.say(ID, { t: 'trail', pages });
    fireEvent.click(await panel.findByRole('button', { name: 'Show all 8 pages' }));
    await panel.findByText('P0');
    expect(panel.getAllByText(/^P\d$/)).toHaveLength(8);
  });

  test('the labels of the conversation are chips', async () => {
    const { backend, panel } = await openKim();
    const label = { id: 'l000000001', name: 'Refund', color: 'red' as const };
    backend.putDesk({ labels: [label] });
    backend.append(ID, { kind: 'labels', add: [label.id], remove: [] } as never);
    const chips = await panel.findByRole('list', { name: 'Labels' });
    expect(within(chips).getByText('Refund')).toBeDefined();
  });

  test('what cannot be loaded is said, and can be tried again', async () => {
    const backend = makeBackend();
    backend.answers.set(`GET ${PATH}`, problem('overloaded'));
    openConsole({ backend, path: `/console/c/${ID}` });
    const alert = await screen.findByText(/couldn’t be loaded/);
    backend.tell('GET', PATH);
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await screen.findByRole('textbox', { name: 'Notes about this person' });
    expect(screen.queryByText(/couldn’t be loaded/)).toBeNull();
  });

  test('the key i leads there', async () => {
    const { region } = await openKim();
    region.getClientRects = () => [{}] as never;
    fireEvent.keyDown(document.body, { key: 'i' });
    expect(document.activeElement).toBe(region);
  });
});

describe('the owner’s own data', () => {
  const path = `${PATH}/lookup`;

  test('is shown as text, and leads to web pages only', async () => {
    const backend = makeBackend();
    const fields = [
      { name: 'Order', value: '<b>1024</b>', link: 'https://shop.example/orders/1024' },
      { name: 'Odd', value: 'Click', link: 'javascript:alert(1)' },
    ];
    backend.answers.set(`GET ${path}`, { status: 200, body: { cards: [{ title: 'Orders', fields }] } });
    const { panel } = await openKim(backend);
    const order = await panel.findByRole('link', { name: /<b>1024<\/b>/ });
    expect(order.getAttribute('href')).toBe('https://shop.example/orders/1024');
    expect(panel.getByText('Click').closest('a')).toBeNull();
  });

  test('that does not come is said, and asked for again', async () => {
    const backend = makeBackend();
    backend.answers.set(`GET ${path}`, problem('overloaded'));
    const { panel } = await openKim(backend);
    const alert = await panel.findByText(/did not answer as agreed/);
    backend.answers.set(`GET ${path}`, { status: 200, body: { cards: null } });
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(panel.queryByText(/did not answer as agreed/)).toBeNull());
  });
});

describe('what the team writes', () => {
  test('a note is saved by itself', async () => {
    const backend = makeBackend();
    const { panel } = await openKim(backend);
    backend.tell('PATCH', PATH, { note: 'Likes brass' });
    const field = panel.getByRole<HTMLTextAreaElement>('textbox', { name: 'Notes about this person' });
    type(field, 'Likes');
    type(field, 'Likes brass');
    await panel.findByText('Saved', {}, { timeout: 3000 });
    expect(sent(backend, 'PATCH', PATH)).toEqual([{ note: 'Likes brass' }]);
    expect(field.value).toBe('Likes brass');
  });

  test('what could not be saved stays, also behind another conversation, and can be tried again', async () => {
    const backend = makeBackend();
    backend.put(makeRow('2', { visitorName: 'Lee', visitor: LEE }));
    backend.append(conversationId('2'), { kind: 'message', text: 'Hi' } as never);
    const { router } = await openKim(backend);
    const field = () =>
      screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Notes about this person' });
    backend.answers.set(`PATCH ${PATH}`, problem('overloaded'));
    type(await field(), 'Likes brass');
    fireEvent.blur(await field());
    await screen.findByText(/What you wrote is kept here/);
    router.go(conversationId('2'));
    await screen.findByRole('region', { name: 'Conversation with Lee' });
    router.go(ID);
    await screen.findByRole('region', { name: 'Conversation with Kim' });
    expect((await field()).value).toBe('Likes brass');
    backend.tell('PATCH', PATH, { note: 'Likes brass' });
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Saved');
    expect(sent(backend, 'PATCH', PATH).at(-1)).toEqual({ note: 'Likes brass' });
  });

  test('leaving the conversation saves what was typed', async () => {
    const backend = makeBackend();
    const { panel, router } = await openKim(backend);
    backend.tell('PATCH', PATH, { phone: '+43 1 234' });
    type(panel.getByRole('textbox', { name: 'Phone' }), '+43 1 234');
    router.go(null);
    await waitFor(() => expect(sent(backend, 'PATCH', PATH)).toEqual([{ phone: '+43 1 234' }]));
  });

  test('key dates are added, changed and removed', async () => {
    const backend = makeBackend();
    const { panel } = await openKim(backend);
    const save = async (keyDates: Person['keyDates'], act: () => void) => {
      backend.tell('PATCH', PATH, { keyDates });
      const before = sent(backend, 'PATCH', PATH).length;
      act();
      await waitFor(() => expect(sent(backend, 'PATCH', PATH)).toHaveLength(before + 1));
      expect(sent(backend, 'PATCH', PATH).at(-1)).toEqual({ keyDates });
    };
    const dates = within(panel.getByRole('region', { name: 'Key dates' }));
    fireEvent.click(dates.getByRole('button', { name: 'Add to “Key dates”' }));
    fireEvent.click(dates.getByRole('button', { name: 'Save' }));
    expect(await dates.findByText('Fill in both fields.')).toBeDefined();
    expect(sent(backend, 'PATCH', PATH)).toEqual([]);
    fireEvent.input(dates.getByLabelText('Occasion'), { target: { value: 'Birthday' } });
    fireEvent.input(dates.getByLabelText('Date'), { target: { value: '1990-02-03' } });
    await save([{ name: 'Birthday', date: '1990-02-03' }], () =>
      fireEvent.click(dates.getByRole('button', { name: 'Save' })),
    );
    await dates.findByText(/Feb 3, 1990|3 Feb 1990/);
    fireEvent.click(dates.getByRole('button', { name: 'Change Birthday' }));
    fireEvent.input(dates.getByLabelText('Date'), { target: { value: '1990-02-04' } });
    await save([{ name: 'Birthday', date: '1990-02-04' }], () =>
      fireEvent.click(dates.getByRole('button', { name: 'Save' })),
    );
    await save([], () => fireEvent.click(dates.getByRole('button', { name: 'Remove Birthday' })));
  });

  test('the VIP mark is set, and says when it was not', async () => {
    const backend = makeBackend();
    const { panel } = await openKim(backend);
    const mark = panel.getByRole('button', { name: 'VIP' });
    fireEvent.click(mark);
    expect(await panel.findByText(/That was not done|The server refused/)).toBeDefined();
    expect(mark.getAttribute('aria-pressed')).toBe('false');
    backend.tell('PATCH', PATH, { isVip: true });
    fireEvent.click(mark);
    await waitFor(() => expect(mark.getAttribute('aria-pressed')).toBe('true'));
    expect(sent(backend, 'PATCH', PATH).at(-1)).toEqual({ isVip: true });
    expect(panel.queryByText(/was not done/)).toBeNull();
  });
});

describe('other conversations', () => {
  test('are listed with their state, and one is opened', async () => {
    const earlier = makeRow('3', { preview: 'Is it brass?', status: 'resolved', visitorName: 'Kim' });
    const { panel, router } = await openKim(makeBackend({ conversations: [makeRow('1'), earlier] }));
    const list = within(panel.getByRole('region', { name: 'Other conversations' }));
    const [link, ...more] = list.getAllByRole('link');
    expect(more).toEqual([]);
    expect(link?.textContent).toContain('Is it brass?');
    expect(link?.textContent).toContain('Resolved');
    fireEvent.click(link as HTMLElement);
    expect(router.route.get().conversation).toBe(conversationId('3'));
  });
});

describe('the same person', () => {
  const lee = { visitor: LEE, name: 'Kim Lee', email: 'kim@shop.example', conversation: conversationId('9') };
  const merge = `${PATH}/merge`;

  test('who said the same is offered, merged, and taken apart again', async () => {
    const backend = makeBackend({ alike: [lee] });
    const { panel } = await openKim(backend);
    const row = makeRow('9', { visitor: LEE, visitorName: 'Kim Lee' });
    backend.tell('POST', merge, { merged: [LEE], alike: [], conversations: [makeRow('1'), row] });
    const press = (name: string) => {
      const button = panel.getByRole('button', { name });
      button.focus();
      fireEvent.click(button);
    };
    const focused = () => document.activeElement?.textContent;
    press('Merge with Kim Lee');
    await panel.findByText('Merged with Kim Lee');
    expect(panel.getByText('Also this person')).toBeDefined();
    await waitFor(() => expect(focused()).toBe('Undo'));
    backend.tell('POST', merge, { alike: [lee] });
    press('Undo');
    await waitFor(() => expect(panel.queryByText('Also this person')).toBeNull());
    await waitFor(() => expect(focused()).toBe('Merge with somebody else…'));
    expect(panel.queryByText('Merged with Kim Lee')).toBeNull();
    expect(sent(backend, 'POST', merge)).toEqual([
      { visitor: LEE, isSame: true },
      { visitor: LEE, isSame: false },
    ]);
  });

  test('anybody else is found by search', async () => {
    const backend = makeBackend();
    const { panel } = await openKim(backend);
    const rows = [
      makeRow('1', { visitorName: 'Kim' }),
      makeRow('9', { visitor: LEE, visitorName: 'Kimberly' }),
      makeRow('8', { visitor: null, visitorName: 'Kimball' }),
    ];
    backend.answers.set(`GET /api/workspaces/${WORKSPACE}/search`, {
      status: 200,
      body: { hits: [], rows, next: null },
    });
    backend.tell('POST', merge, { merged: [LEE] });
    fireEvent.click(panel.getByRole('button', { name: 'Merge with somebody else…' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Merge with somebody else…' }));
    type(dialog.getByRole('combobox'), 'kim');
    const options = await dialog.findAllByRole('option');
    // Not with themselves, nor with nobody knows whom.
    expect(options.map((option) => option.querySelector('bdi')?.textContent)).toEqual(['Kimberly']);
    fireEvent.keyDown(dialog.getByRole('combobox'), { key: 'Enter' });
    await panel.findByText('Merged with Kimberly');
    expect(sent(backend, 'POST', merge)).toEqual([{ visitor: LEE, isSame: true }]);
  });

  test('whoever was merged is called what they said by themselves; number and colour are the person’s', async () => {
    const MIA = `${'m'.repeat(22)}1234`;
    const backend = makeBackend({
      merged: [LEE, MIA],
      aliases: [
        { visitor: KIM, name: 'Kim', email: null },
        { visitor: LEE, name: null, email: 'lee@shop.example' },
        { visitor: MIA, name: null, email: null },
      ],
      since: Date.UTC(2020, 0, 2, 12),
    });
    const nameless = { visitorName: null, person: `${'p'.repeat(22)}abcd` };
    backend.put(makeRow('1', nameless), makeRow('2', { ...nameless, visitor: LEE }));
    const { panel, region } = await openKim(backend);
    expect(panel.getByRole('button', { name: 'Undo merge: lee@shop.example' })).toBeDefined();
    expect(panel.getByRole('button', { name: 'Undo merge: Visitor 1234' })).toBeDefined();
    expect(fact(panel, 'First wrote')).toContain('Jan 2, 2020');
    const tintOf = (element: Element | null | undefined) => /tint-\d/.exec(element?.className ?? '')?.[0];
    const row = (short: string) => document.querySelector(`[data-conversation="${conversationId(short)}"]`);
    const faces = [
      region.querySelector('.avatar'),
      row('1')?.querySelector('.avatar'),
      row('2')?.querySelector('.avatar'),
      document.querySelector('.message .avatar'),
      document.querySelector('.conversation-head .avatar'),
    ];
    expect(new Set(faces.map(tintOf)).size).toBe(1);
    expect(tintOf(faces[0])).toBeDefined();
    for (const short of ['1', '2']) expect(row(short)?.textContent).toContain('Visitor ABCD');
    expect(panel.getByRole('heading', { name: 'Visitor ABCD' })).toBeDefined();
  });

  test('a refusal says what to do', async () => {
    const backend = makeBackend({ alike: [lee] });
    const { panel } = await openKim(backend);
    backend.answers.set(`POST ${merge}`, problem('forbidden'));
    fireEvent.click(panel.getByRole('button', { name: 'Merge with Kim Lee' }));
    await panel.findByText(/Take those apart first/);
  });

  test('whoever was merged into somebody leaves by themselves', async () => {
    const primary = {
      visitor: LEE,
      merged: [KIM],
      conversations: [makeRow('1'), makeRow('9', { visitor: LEE })],
    };
    const backend = makeBackend(primary);
    const { panel } = await openKim(backend);
    backend.tell('POST', merge, { visitor: KIM, merged: [], conversations: [makeRow('1')] });
    fireEvent.click(panel.getByRole('button', { name: /^Undo merge/ }));
    await waitFor(() => expect(sent(backend, 'POST', merge)).toEqual([{ visitor: KIM, isSame: false }]));
  });
});

describe('blocking', () => {
  const path = `${PATH}/block`;
  const block = {
    reason: 'Insults',
    at: Date.now(),
    by: { id: AGENT, name: 'Ana' },
    conversation: ID,
  };

  test('asks for a reason, keeps it when it fails, and shows who is blocked', async () => {
    const backend = makeBackend();
    const { panel } = await openKim(backend);
    fireEvent.click(panel.getByRole('button', { name: 'Block…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Block Kim?' }));
    const reason = dialog.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reason, for the team' });
    fireEvent.click(dialog.getByRole('button', { name: 'Block' }));
    await dialog.findByText(/Write why/);
    expect(sent(backend, 'POST', path)).toEqual([]);
    backend.answers.set(`POST ${path}`, problem('overloaded'));
    reason.value = 'Insults';
    fireEvent.click(dialog.getByRole('button', { name: 'Block' }));
    await dialog.findByText(/try again/);
    expect(reason.value).toBe('Insults');
    backend.tell('POST', path, { block });
    backend.tell('GET', PATH, { block });
    fireEvent.click(dialog.getByRole('button', { name: 'Block' }));
    await panel.findByText('Insults');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(sent(backend, 'POST', path).at(-1)).toEqual({ reason: 'Insults', conversation: ID });
    backend.append(ID, { kind: 'block', isBlocked: true, reason: 'Insults' } as never);
    const conversation = within(screen.getByRole('region', { name: 'Conversation with Kim' }));
    expect(await conversation.findByText('Blocked')).toBeDefined();

    backend.tell('POST', path);
    backend.tell('GET', PATH);
    fireEvent.click(panel.getByRole('button', { name: 'Unblock' }));
    await panel.findByRole('button', { name: 'Block…' });
    expect(sent(backend, 'POST', path).at(-1)).toEqual({ reason: null });
    backend.append(ID, { kind: 'block', isBlocked: false, reason: '' } as never);
    await waitFor(() => expect(conversation.queryByText('Blocked')).toBeNull());
  });

  test('what was said can be kept as a file', async () => {
    const { panel } = await openKim();
    const files: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
      files.push(file as Blob);
      return 'blob:file';
    });
    const names: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    fireEvent.click(panel.getByRole('button', { name: 'Download transcript' }));
    vi.restoreAllMocks();
    expect(names).toEqual([`${ID}.txt`]);
    const text = await files[0]?.text();
    expect(text).toContain('Conversation with Kim\r\nAddress, as they said: kim@shop.example');
    expect(text).toMatch(
      /\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\] Kim, Visitor:\r\n {4}Do you ship to Norway\?\r\n/,
    );
  });
});
