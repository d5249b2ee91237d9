import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT, CONTEXT, conversationId, createFakeBackend, ME, makeRow } from './console-backend.ts';
import { lastingOutbox, openConsole } from './console-screen.tsx';

afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const ID = conversationId('1');
const OTHER = conversationId('2');
const ben = { role: 'agent' as const, id: 'a000000002', name: 'Ben' };
const ana = { role: 'agent' as const, id: AGENT, name: 'Ana' };

function makeBackend() {
  const backend = createFakeBackend();
  backend.put(makeRow('1', { visitorName: 'Kim' }), makeRow('2', { visitorName: 'Lee' }));
  backend.append(ID, { kind: 'message', text: 'Do you ship to Norway?' } as never);
  return backend;
}

async function openKim(backend = makeBackend(), outbox = lastingOutbox()) {
  const drawn = openConsole({ backend, outbox, path: `/console/c/${ID}` });
  const log = await screen.findByRole('log');
  const reply = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
  return { ...drawn, log, reply };
}

const type = (field: HTMLTextAreaElement, value: string) => fireEvent.input(field, { target: { value } });
const enter = (field: HTMLTextAreaElement, init: KeyboardEventInit = {}) =>
  fireEvent.keyDown(field, { key: 'Enter', ...init });
const sentTexts = (backend: ReturnType<typeof makeBackend>) =>
  backend.commands.flatMap((command) => (command.kind === 'message' ? command.text : []));

describe('the composer', () => {
  test('Enter sends once and empties the field; the reply becomes Sent', async () => {
    const { backend, log, reply } = await openKim();
    type(reply, 'Yes, on Fridays.');
    enter(reply);
    expect(reply.value).toBe('');
    expect(await within(log).findByText('Sent')).toBeDefined();
    expect(within(log).getByText('Yes, on Fridays.')).toBeDefined();
    expect(sentTexts(backend)).toEqual(['Yes, on Fridays.']);
  });

  test('Shift+Enter and an input method’s Enter do not send', async () => {
    const { backend, reply } = await openKim();
    type(reply, 'にほん');
    enter(reply, { shiftKey: true });
    enter(reply, { isComposing: true });
    enter(reply, { keyCode: 229 } as KeyboardEventInit);
    await Promise.resolve();
    expect(sentTexts(backend)).toEqual([]);
    expect(reply.value).toBe('にほん');
  });

  test('blank text is not sent', async () => {
    const { backend, log, reply } = await openKim();
    type(reply, '  \n ');
    enter(reply);
    expect(within(log).queryByText('Sending')).toBeNull();
    expect(sentTexts(backend)).toEqual([]);
  });

  test('a reply that is too long stays in the field and says so', async () => {
    const { backend, reply } = await openKim();
    const long = 'é'.repeat(8193);
    type(reply, long);
    enter(reply);
    expect(await screen.findByText(/longer than 16 KB/)).toBeDefined();
    expect(reply.value).toBe(long);
    expect(sentTexts(backend)).toEqual([]);
  });

  test('a draft stays with its conversation', async () => {
    const { reply, router } = await openKim();
    type(reply, 'Half a thou');
    router.go(OTHER);
    await waitFor(() => expect(screen.getByRole('region', { name: 'Conversation with Lee' })).toBeDefined());
    const other = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' });
    expect(other.value).toBe('');
    router.go(ID);
    await waitFor(() =>
      expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' }).value).toBe('Half a thou'),
    );
  });

  test('a draft is not shown to a colleague who signs in here', async () => {
    const { reply, close } = await openKim();
    type(reply, 'Half a thou');
    close();
    const backend = createFakeBackend();
    const memberships = ME.memberships.map((membership) => ({ ...membership, agent: ben.id, name: 'Ben' }));
    backend.answers.set('GET /api/me', { status: 200, body: { ...ME, memberships } });
    expect((await openKim(backend)).reply.value).toBe('');
  });

  test('typing is told to the visitor', async () => {
    const { backend, reply } = await openKim();
    type(reply, 'Y');
    await waitFor(() => expect(backend.frames).toContainEqual({ t: 'typing', on: true }));
  });
});

describe('light formatting', () => {
  const MARKED =
    'Try **this** at https://shop.example/a_b_c:\n- `npm i`\n- _slowly_\n```\n<b>*as it is*</b>\n```\nDone';
  const html = (bubble: Element | null | undefined) =>
    bubble?.innerHTML.replace(/ (target|rel)="[^"]*"/g, '');
  const DRAWN =
    'Try <strong>this</strong> at <a href="https://shop.example/a_b_c">https://shop.example/a_b_c</a>:' +
    '<ul><li><code>npm i</code></li><li><em>slowly</em></li></ul><pre>&lt;b&gt;*as it is*&lt;/b&gt;</pre>Done';

  test('is drawn in what the visitor wrote and in the reply that was just sent', async () => {
    const backend = makeBackend();
    backend.append(ID, { kind: 'message', text: MARKED } as never);
    const { log, reply } = await openKim(backend);
    await waitFor(() => expect(html([...log.querySelectorAll('.bubble')].at(-1))).toBe(DRAWN));
    backend.swallow();
    type(reply, 'It is **bold**');
    enter(reply);
    const bold = await within(log).findByText('bold', { selector: 'strong' });
    expect(bold.closest('.message')?.textContent).toContain('Sending');
  });

  test('is drawn in a note, with its mentions', async () => {
    const backend = makeBackend();
    const member = { role: 'agent' as const, availability: 'available' as const, limit: null };
    backend.putDesk({ members: [{ agent: ben.id, name: 'Ben', ...member }] });
    backend.append(ID, {
      kind: 'note',
      text: '**Look, @Ben** at _this_',
      mentions: [ben.id],
      author: ana,
    } as never);
    const { log } = await openKim(backend);
    await waitFor(() =>
      expect(html(log.querySelector('.message-note .bubble'))).toBe(
        '<strong>Look, <mark class="mention" data-me="false">@Ben</mark></strong> at <em>this</em>',
      ),
    );
  });
});

describe('answer buttons', () => {
  const open = async () => {
    const drawn = await openKim();
    const button = screen.getByRole('button', { name: 'Answer buttons' });
    fireEvent.click(button);
    await screen.findByRole('textbox', { name: 'Add an answer' });
    const field = () => screen.queryByRole<HTMLInputElement>('textbox', { name: 'Add an answer' });
    const add = (text: string) => {
      const input = field();
      if (!input) throw new Error('no more can be added');
      fireEvent.input(input, { target: { value: text } });
      fireEvent.keyDown(input, { key: 'Enter' });
    };
    return { ...drawn, button, field, add };
  };

  test('are typed at once, and no letter is a key of the console', async () => {
    const { field } = await open();
    await waitFor(() => expect(document.activeElement).toBe(field()));
  });

  test('go with the reply, once, and are shown below it', async () => {
    const { backend, log, reply, add } = await open();
    add('Norway');
    add(' Sweden ');
    add('Norway');
    add('   ');
    add('é'.repeat(41));
    add('Oops');
    fireEvent.click(screen.getByRole('button', { name: 'Remove Oops' }));
    expect(sentTexts(backend)).toEqual([]);
    type(reply, 'Where to?');
    enter(reply);
    const chips = await within(log).findByRole('list', { name: 'Answer buttons' });
    expect(
      within(chips)
        .getAllByRole('listitem')
        .map((it) => it.textContent),
    ).toEqual(['Norway', 'Sweden']);
    type(reply, 'Take your time.');
    enter(reply);
    await waitFor(() => expect(sentTexts(backend)).toHaveLength(2));
    const sent = backend.commands.filter(({ kind }) => kind === 'message');
    expect(sent).toMatchObject([
      { text: 'Where to?', quickReplies: ['Norway', 'Sweden'] },
      { text: 'Take your time.' },
    ]);
    expect(sent[1]).not.toHaveProperty('quickReplies');
  });

  test('are six at most, and are dropped by the same button', async () => {
    const { backend, reply, button, field, add } = await open();
    for (const text of ['1', '2', '3', '4', '5', '6']) add(text);
    expect(field()).toBeNull();
    fireEvent.click(button);
    type(reply, 'Never mind.');
    enter(reply);
    await waitFor(() => expect(sentTexts(backend)).toEqual(['Never mind.']));
    expect(backend.commands.at(-1)).not.toHaveProperty('quickReplies');
  });
});

describe('delivery', () => {
  test('shows Sending until the server has stored the reply', async () => {
    const backend = makeBackend();
    backend.swallow();
    const { log, reply } = await openKim(backend);
    type(reply, 'Yes');
    enter(reply);
    expect(await within(log).findByText('Sending')).toBeDefined();
    expect(within(log).queryByText('Sent')).toBeNull();
  });

  test('a refused reply can be retried, and is then sent once', async () => {
    const backend = makeBackend();
    backend.swallow();
    const { log, reply } = await openKim(backend);
    type(reply, 'Yes');
    enter(reply);
    await waitFor(() => expect(backend.commands.some(({ kind }) => kind === 'message')).toBe(true));
    const { cid } = backend.commands.find(({ kind }) => kind === 'message') ?? { cid: '' };
    const refusal = { outcome: 'refused', cid, code: 'blocked', message: '', retryable: false };
    backend.say(ID, { t: 'ack', results: [refusal] });
    const before = sentTexts(backend).length;
    fireEvent.click(await within(log).findByText('Not sent. Retry'));
    await waitFor(() => expect(sentTexts(backend).length).toBe(before + 1));
    expect(backend.commands.at(-1)?.cid).toBe(cid);
  });

  test('a reply still unsent when another conversation is opened goes out all the same', async () => {
    const { backend, reply, router } = await openKim();
    backend.goDown();
    type(reply, 'On my way');
    enter(reply);
    router.go(OTHER);
    await screen.findByText('Not sent yet');
    backend.comeBack();
    await waitFor(() => expect(sentTexts(backend)).toEqual(['On my way']), { timeout: 3000 });
    await waitFor(() => expect(backend.live()).toEqual([OTHER]), { timeout: 3000 });
  });

  test('and so does one that a reload left behind', async () => {
    const backend = makeBackend();
    const first = await openKim(backend);
    backend.goDown();
    type(first.reply, 'Left behind');
    enter(first.reply);
    await within(first.log).findByText('Left behind');
    first.close();
    backend.comeBack();
    openConsole({ backend, outbox: first.outbox });
    await waitFor(() => expect(sentTexts(backend)).toEqual(['Left behind']));
    await waitFor(() => expect(backend.live()).toEqual([]));
  });

  test('nobody resolves, without a connection, what the visitor wrote meanwhile', async () => {
    const { backend, log } = await openKim();
    backend.goDown();
    await screen.findByText("Can't connect. Retrying…");
    fireEvent.click(screen.getByRole('button', { name: 'Resolve' }));
    backend.append(ID, { kind: 'message', text: 'One more thing' } as never);
    backend.comeBack();
    await within(log).findByText('One more thing', {}, { timeout: 3000 });
    await screen.findByText(/^Not resolved: there is a message/);
    expect(backend.commands.filter(({ kind }) => kind === 'status')).toMatchObject([{ since: 1 }]);
    expect(backend.logs.get(ID)?.filter(({ kind }) => kind === 'status')).toEqual([]);
    // Once it has been read, it can be.
    fireEvent.click(screen.getByRole('button', { name: 'Resolve' }));
    await waitFor(() =>
      expect(backend.commands.at(-1)).toMatchObject({ kind: 'status', status: 'resolved' }),
    );
  });

  test('a lost connection is said, and said no more once it is back', async () => {
    const { backend } = await openKim();
    backend.goDown();
    expect(await screen.findByText("Can't connect. Retrying…")).toBeDefined();
    backend.comeBack();
    await waitFor(() => expect(screen.queryByText("Can't connect. Retrying…")).toBeNull(), { timeout: 3000 });
  });
});

describe('the log', () => {
  test('names who wrote, and follows what arrives', async () => {
    const { backend, log } = await openKim();
    backend.append(ID, { kind: 'message', text: 'We do.', author: ben } as never);
    expect(await within(log).findByText('We do.')).toBeDefined();
    expect(within(log).getByText('Ben')).toBeDefined();
    expect(within(log).getByText('Kim')).toBeDefined();
  });

  test.each([
    [{ kind: 'assignment', assignee: { id: AGENT, name: 'Ana' }, author: ana }, 'Assigned to you'],
    [{ kind: 'assignment', assignee: { id: ben.id, name: 'Ben' }, author: ben }, 'Assigned to Ben'],
    [{ kind: 'assignment', assignee: { id: AGENT, name: 'Ana' }, author: ben }, 'Ben assigned this to you'],
    [{ kind: 'assignment', assignee: null, author: ben }, 'Ben put this back to unassigned'],
    [{ kind: 'status', status: 'resolved', author: ben }, 'Resolved by Ben'],
    [{ kind: 'status', status: 'resolved', author: ana }, 'Resolved by you'],
    [{ kind: 'status', status: 'open' }, 'Reopened by Kim'],
  ])('says in words what happened: %o', async (event, words) => {
    const { backend, log } = await openKim();
    backend.append(ID, event as never);
    const notice = await waitFor(
      () => log.querySelector('.notice') ?? Promise.reject(new Error('no notice')),
    );
    expect(notice.textContent).toContain(words);
  });

  test('shows that the visitor types, until their message comes', async () => {
    const { backend } = await openKim();
    const author = { role: 'visitor', id: 'v'.repeat(26), name: null };
    backend.say(ID, { t: 'typing', author, on: true });
    expect(await screen.findByText('Kim is typing')).toBeDefined();
    backend.append(ID, { kind: 'message', text: 'Hello?' } as never);
    await waitFor(() => expect(screen.queryByText('Kim is typing')).toBeNull());
  });

  test('web addresses are links that tell nothing of us; all else is text', async () => {
    const backend = makeBackend();
    backend.append(ID, {
      kind: 'message',
      text: 'See https://a.example/b. <b>javascript:alert(1)</b>',
    } as never);
    const { log } = await openKim(backend);
    const links = within(log).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://a.example/b']);
    expect(links[0]?.getAttribute('target')).toBe('_blank');
    expect(links[0]?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(links[0]?.parentElement?.textContent).toBe('See https://a.example/b. <b>javascript:alert(1)</b>');
  });

  test('a deleted message keeps its place without its words', async () => {
    const { backend, log } = await openKim();
    backend.append(ID, { kind: 'redact', target: 1 } as never);
    expect(await within(log).findByText('This message was deleted.')).toBeDefined();
    expect(within(log).queryByText('Do you ship to Norway?')).toBeNull();
  });

  test('a long one is drawn in parts', async () => {
    const backend = makeBackend();
    for (let n = 0; n < 180; n += 1) backend.append(ID, { kind: 'message', text: `line ${n}` } as never);
    const { log } = await openKim(backend);
    expect(within(log).queryByText('line 3')).toBeNull();
    expect(within(log).getByText('line 179')).toBeDefined();
    fireEvent.click(within(log).getByRole('button', { name: 'Show earlier messages' }));
    expect(await within(log).findByText('line 3')).toBeDefined();
  });

  test('what is on screen is marked read', async () => {
    const { backend } = await openKim();
    await waitFor(() =>
      expect(backend.commands).toContainEqual(expect.objectContaining({ kind: 'read', upTo: 1 })),
    );
  });
});

describe('assigning and resolving', () => {
  test('Assign to me shows at once and goes away', async () => {
    const { backend } = await openKim();
    fireEvent.click(screen.getByRole('button', { name: 'Assign to me' }));
    expect(await screen.findByText('Assigned to you', { selector: 'header *' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Assign to me' })).toBeNull();
    await waitFor(() => expect(backend.commands.at(-1)).toMatchObject({ kind: 'assignment' }));
  });

  test('Resolve turns into Reopen', async () => {
    await openKim();
    fireEvent.click(screen.getByRole('button', { name: 'Resolve' }));
    expect(await screen.findByRole('button', { name: 'Reopen' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Resolve' })).toBeNull();
  });

  test('a refused change is taken back and reported', async () => {
    const backend = makeBackend();
    backend.swallow();
    await openKim(backend);
    fireEvent.click(screen.getByRole('button', { name: 'Resolve' }));
    await waitFor(() => expect(backend.commands.some(({ kind }) => kind === 'status')).toBe(true));
    const { cid } = backend.commands.find(({ kind }) => kind === 'status') ?? { cid: '' };
    const refusal = { outcome: 'refused', cid, code: 'forbidden', message: '', retryable: false };
    backend.say(ID, { t: 'ack', results: [refusal] });
    expect(await screen.findByText(/That change wasn't accepted/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Resolve' })).toBeDefined();
  });
});

describe('the visitor panel', () => {
  test('says where the visitor is, whence, and with what', async () => {
    await openKim();
    const panel = await screen.findByRole('region', { name: 'Visitor' });
    expect(panel.textContent).toContain('Harbour lamp');
    expect(panel.textContent).toContain('German (Germany)');
    expect(panel.textContent).toContain('Firefox 140');
    expect(panel.textContent).toContain('Linux');
    const link = within(panel).getByRole<HTMLAnchorElement>('link', { name: /Harbour lamp/ });
    expect(link.href).toBe(CONTEXT.page);
    expect(link.rel).toBe('noopener noreferrer nofollow');
  });

  test('makes no link of an address that is not a web page', async () => {
    const { backend } = await openKim();
    const context = { ...CONTEXT, page: 'javascript:alert(1)', referrer: 'data:text/html,x' };
    backend.say(ID, { t: 'page', context });
    const panel = await screen.findByRole('region', { name: 'Visitor' });
    await within(panel).findByText('javascript:alert(1)');
    expect(within(panel).queryAllByRole('link')).toEqual([]);
  });

  test('a time zone that nobody knows is no reason to fail', async () => {
    const { backend } = await openKim();
    backend.say(ID, { t: 'page', context: { ...CONTEXT, timeZone: 'Moon/Crater', locale: '!!' } });
    expect(await screen.findByText(/Moon\/Crater/)).toBeDefined();
  });
});

test('only the open conversation keeps a connection', async () => {
  const { backend, router } = await openKim();
  await waitFor(() => expect(backend.commands).toHaveLength(1));
  router.go(OTHER);
  await waitFor(() => expect(backend.live()).toEqual([OTHER]));
  router.go(null);
  await waitFor(() => expect(backend.live()).toEqual([]));
});

test('coming back to a conversation shows its messages at once', async () => {
  const { router } = await openKim();
  router.go(OTHER);
  await screen.findByRole('region', { name: 'Conversation with Lee' });
  router.go(ID);
  await screen.findByRole('region', { name: 'Conversation with Kim' });
  expect(within(screen.getByRole('log')).getByText('Do you ship to Norway?')).toBeDefined();
});

describe('who else is here', () => {
  const present = (...agents: { id: string; name: string }[]) => ({ t: 'present', agents });
  const { role: _, ...benHere } = ben;

  test('is said, without oneself, until they leave', async () => {
    const { backend } = await openKim();
    backend.say(ID, present({ id: AGENT, name: 'Ana' }, benHere));
    expect(await screen.findByText('Ben is looking at this')).toBeDefined();
    backend.say(ID, present({ id: AGENT, name: 'Ana' }, benHere, { id: 'a000000003', name: 'Cy' }));
    expect(await screen.findByText('Ben and Cy are looking at this')).toBeDefined();
    backend.say(ID, present({ id: AGENT, name: 'Ana' }));
    await waitFor(() => expect(screen.queryByText(/looking at this/)).toBeNull());
  });

  test('a colleague who types is not said twice; the visitor is named beside them', async () => {
    const { backend } = await openKim();
    backend.say(ID, present({ id: AGENT, name: 'Ana' }, benHere));
    backend.say(ID, { t: 'typing', author: ben, on: true });
    expect(await screen.findByText('Ben is typing')).toBeDefined();
    expect(screen.queryByText('Ben is looking at this')).toBeNull();
    backend.say(ID, { t: 'typing', author: { role: 'visitor', id: 'v'.repeat(26), name: null }, on: true });
    expect(await screen.findByText('Ben and Kim are typing')).toBeDefined();
  });
});
