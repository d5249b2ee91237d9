/** What comes after the first message: formatting, changing, rating, being reached, and further conversations. */
import { fireEvent, within } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatted } from '../../widget/later/formatted.tsx';
import { ADA, type Fixture, openMessenger, SITE, settled, store } from './widget-fixture.ts';

const KEY = `porchlight:${SITE}`;
const stored = () => JSON.parse(localStorage.getItem(KEY) ?? '{}');
const field = ({ ui }: Fixture) => ui.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const press = async (fixture: Fixture, name: string) => {
  fireEvent.click(fixture.ui.getByRole('button', { name }));
  await settled();
};

async function say(fixture: Fixture, text: string) {
  fireEvent.input(field(fixture), { target: { value: text } });
  fireEvent.keyDown(field(fixture), { key: 'Enter' });
  await settled();
  await settled();
  const [command] = fixture.commands().slice(-1);
  if (!command) throw new Error('nothing was sent');
  await store(fixture, command);
  return command;
}

/** A visitor who has said something, with what comes later there. */
async function talking(): Promise<Fixture> {
  const fixture = await openMessenger();
  await say(fixture, 'Hello');
  await vi.waitFor(() => fixture.ui.getByRole('button', { name: 'All conversations' }));
  return fixture;
}

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

describe('what the visitor can do with a message', () => {
  it('is change it', async () => {
    const fixture = await talking();
    await press(fixture, 'Not now');
    await press(fixture, 'Edit');
    fireEvent.input(fixture.ui.getByRole('textbox', { name: 'Edit' }), { target: { value: 'Hello there' } });
    await press(fixture, 'Save');
    await vi.waitFor(() =>
      expect(fixture.commands().at(-1)).toMatchObject({ kind: 'edit', target: 1, text: 'Hello there' }),
    );
    expect(fixture.ui.queryByRole('textbox', { name: 'Edit' })).toBeNull();
  });

  it('is leave it as it was, by Escape, which does not close the messenger', async () => {
    const fixture = await talking();
    await press(fixture, 'Edit');
    fireEvent.keyDown(fixture.ui.getByRole('textbox', { name: 'Edit' }), { key: 'Escape' });
    await settled();
    expect(fixture.ui.queryByRole('textbox', { name: 'Edit' })).toBeNull();
    expect(fixture.host.close).not.toHaveBeenCalled();
    expect(fixture.commands().filter(({ kind }) => kind === 'edit')).toEqual([]);
  });

  it('is delete it', async () => {
    const fixture = await talking();
    await press(fixture, 'Delete');
    await vi.waitFor(() => expect(fixture.commands().at(-1)).toMatchObject({ kind: 'redact', target: 1 }));
  });

  it('is see that it was read', async () => {
    const fixture = await talking();
    fixture.ui.getByText('Sent');
    await fixture.happen(ADA, { kind: 'read', upTo: 1 });
    fixture.ui.getByText('Seen');
  });
});

describe('the question where to reach the visitor', () => {
  it('comes after the first message, and never again once it is answered', async () => {
    const fixture = await talking();
    const name = fixture.ui.getByRole('textbox', { name: 'Name' });
    fireEvent.input(name, { target: { value: 'Ada' } });
    fireEvent.input(fixture.ui.getByRole('textbox', { name: 'Email' }), {
      target: { value: 'a@example.org' },
    });
    await press(fixture, 'Save');
    const sent = fixture.commands().at(-1);
    expect(sent).toMatchObject({ kind: 'contact', name: 'Ada', email: 'a@example.org' });
    await store(fixture, sent as { cid: string });
    expect(fixture.ui.queryByRole('textbox', { name: 'Email' })).toBeNull();
  });

  it('says what is wrong, and keeps what was typed', async () => {
    const fixture = await talking();
    const email = fixture.ui.getByRole<HTMLInputElement>('textbox', { name: 'Email' });
    fireEvent.input(email, { target: { value: 'a@' } });
    await press(fixture, 'Save');
    expect(fixture.ui.getAllByRole('alert').map((it) => it.textContent)).toContain(
      'This is not an email address yet.',
    );
    expect(email.value).toBe('a@');
    expect(fixture.commands().filter(({ kind }) => kind === 'contact')).toEqual([]);
  });

  it('can be passed over', async () => {
    const fixture = await talking();
    await press(fixture, 'Not now');
    expect(fixture.ui.queryByRole('textbox', { name: 'Email' })).toBeNull();
  });
});

describe('who the page says that this is', () => {
  const ADA_SAID = { name: 'Ada', email: 'ada@example.org' };
  const identify = (fixture: Fixture, said: unknown) => fixture.messenger.ask('identify', [said]);

  it('is told once to a conversation, however often the page says it, and nobody is asked', async () => {
    const fixture = await openMessenger();
    await identify(fixture, ADA_SAID);
    await settled();
    expect(fixture.identities).toEqual([]);
    await say(fixture, 'Hello');
    await vi.waitFor(() => expect(fixture.identities).toEqual([ADA_SAID]));
    expect(fixture.requests.at(-1)).toContain(`/api/conversations/${stored().conversation}/identity`);
    await identify(fixture, { ...ADA_SAID });
    await say(fixture, 'Hello again');
    expect(fixture.identities).toHaveLength(1);
    expect(fixture.ui.queryByRole('textbox', { name: 'Email' })).toBeNull();
    expect(fixture.commands().filter(({ kind }) => kind === 'contact')).toEqual([]);
    await press(fixture, 'All conversations');
    await press(fixture, 'Send us a message');
    await say(fixture, 'Another thing');
    await vi.waitFor(() => expect(fixture.identities).toHaveLength(2));
  });

  it('goes with its proof, by either spelling; numbers are ids, and what is no text is nothing', async () => {
    const fixture = await talking();
    const given = { user_id: 17, user_hash: 'ab12', phone: '+43 1 2', name: { first: 'A' }, extra: 'no' };
    await identify(fixture, given);
    const told = { userId: '17', userHash: 'ab12', phone: '+43 1 2' };
    await vi.waitFor(() => expect(fixture.identities).toEqual([told]));
    await identify(fixture, { userId: '17', userHash: 'cd34' });
    await vi.waitFor(() => expect(fixture.identities.at(-1)).toEqual({ userId: '17', userHash: 'cd34' }));
  });

  it('that is refused is said in the page’s console, once; the visitor sees nothing', async () => {
    const fixture = await talking();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    fixture.refuseIdentity('forbidden');
    await identify(fixture, { userId: '17', userHash: 'wrong' });
    await vi.waitFor(() => expect(warn.mock.calls.flat().join(' ')).toMatch(/\(forbidden\).*Not this one/));
    await say(fixture, 'More');
    await fixture.pass(60_000);
    expect(fixture.identities).toHaveLength(1);
    expect(fixture.host.shadow.textContent).not.toMatch(/forbidden|Not this one/);
    warn.mockRestore();
  });

  it('that could not be told now is told later', async () => {
    const fixture = await talking();
    fixture.refuseIdentity('rate_limited', 4_000);
    await identify(fixture, ADA_SAID);
    await vi.waitFor(() => expect(fixture.identities).toHaveLength(1));
    fixture.refuseIdentity(null);
    await settled();
    await fixture.pass(3_900);
    expect(fixture.identities).toHaveLength(1);
    await fixture.pass(200);
    expect(fixture.identities).toEqual([ADA_SAID, ADA_SAID]);
  });

  it('is nobody when it is empty, and not whoever comes next', async () => {
    const fixture = await talking();
    for (const nobody of [{ name: undefined, email: '' }, null, 'Ada', undefined]) {
      await identify(fixture, nobody);
      await settled();
    }
    expect(fixture.identities).toEqual([]);
    fixture.ui.getByRole('textbox', { name: 'Email' });
    await identify(fixture, ADA_SAID);
    await vi.waitFor(() => expect(fixture.identities).toHaveLength(1));
    localStorage.clear();
    await fixture.storageChanged(true);
    await say(fixture, 'Somebody else');
    await settled();
    expect(fixture.identities).toHaveLength(1);
  });
});

describe('after it was resolved', () => {
  const resolved = async () => {
    const fixture = await talking();
    await fixture.happen(ADA, { kind: 'status', status: 'resolved' });
    return fixture;
  };

  it('the visitor says how it was, with a comment', async () => {
    const fixture = await resolved();
    fireEvent.click(fixture.ui.getByRole('radio', { name: 'Good' }));
    await settled();
    const form = fixture.ui.getByRole('group', { name: 'How did we do?' }).closest('form') as HTMLElement;
    fireEvent.input(within(form).getByRole('textbox'), { target: { value: 'Quick!' } });
    fireEvent.click(within(form).getByRole('button', { name: 'Send' }));
    await settled();
    const sent = fixture.commands().at(-1);
    expect(sent).toMatchObject({ kind: 'rating', score: 3, comment: 'Quick!' });
    await store(fixture, sent as { cid: string });
    fixture.ui.getByText('Thank you!');
  });

  it('a new conversation can be begun, which has an id of its own and the same visitor', async () => {
    const fixture = await resolved();
    const before = stored();
    await press(fixture, 'Send us a message');
    expect(fixture.ui.queryByText('Hello')).toBeNull();
    fireEvent.input(field(fixture), { target: { value: 'Something else' } });
    fireEvent.keyDown(field(fixture), { key: 'Enter' });
    await settled();
    const after = stored();
    expect(after.visitor).toBe(before.visitor);
    expect(after.conversation).not.toBe(before.conversation);
    expect(after.earlier).toEqual([before.conversation]);
    expect(fixture.requests.at(-1)).toContain('/conversations');
  });
});

describe('the list of conversations', () => {
  it('shows each with its last words, and leads there and back', async () => {
    const fixture = await talking();
    await press(fixture, 'All conversations');
    const list = fixture.ui.getByRole('list', { name: 'All conversations' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    fireEvent.click(within(list).getByText('Hello'));
    await settled();
    expect(field(fixture)).toBeTruthy();
    fixture.ui.getByText('Hello');
  });

  it('keeps a draft for each', async () => {
    const fixture = await talking();
    fireEvent.input(field(fixture), { target: { value: 'half a thought' } });
    await press(fixture, 'All conversations');
    await press(fixture, 'Send us a message');
    expect(field(fixture).value).toBe('');
    fireEvent.input(field(fixture), { target: { value: 'another' } });
    await press(fixture, 'All conversations').catch(() => {});
    await fixture.messenger.ask('showConversation', [stored().conversation]);
    await settled();
    expect(field(fixture).value).toBe('half a thought');
  });

  it('does not count as reading', async () => {
    const fixture = await talking();
    await press(fixture, 'All conversations');
    await fixture.happen(ADA, { kind: 'message', text: 'Good morning' });
    expect(fixture.host.unreadChanged).toHaveBeenLastCalledWith(1);
    await fixture.pass(1_000);
    expect(fixture.commands().filter(({ kind }) => kind === 'read')).toEqual([]);
  });
});

describe('formatting', () => {
  const html = (text: string) => {
    const made = formatted(text);
    return made && JSON.stringify(flat(made));
  };
  /** Elements as `[name, …children]`, texts as they are; what only groups is left out. */
  const flat = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.flatMap((it) => [flat(it)].flat());
    if (typeof node !== 'object' || node === null) return node;
    const { type, props } = node as { type: unknown; props: { children?: unknown; text?: string } };
    if (typeof type === 'function' && type.name !== 'Fragment')
      return type.name === 'MessageText' ? props.text : flat((type as (props: object) => unknown)(props));
    const inner = [flat([props.children].flat(Number.POSITIVE_INFINITY))].flat();
    return typeof type === 'string' ? [[type, ...inner]] : inner;
  };

  it.each([
    ['*bold*', '[["strong","bold"]]'],
    ['**bold** too', '[["strong","bold"]," too"]'],
    ['_italic_', '[["em","italic"]]'],
    ['`code *is* code`', '[["code","code *is* code"]]'],
    ['- one\n- two', '[["ul",["li","one"],["li","two"]]]'],
    ['1. one\n2) two', '[["ol",["li","one"],["li","two"]]]'],
    ['```\na *b*\n```', '["",["pre","a *b*"],""]'],
  ])('%s', (text, expected) => {
    expect(html(text)?.replaceAll('"",', '').replaceAll(',""', '')).toBe(
      expected.replaceAll('"",', '').replaceAll(',""', ''),
    );
  });

  it.each([
    'plain',
    '2 * 3 * 4',
    'file_name_1',
    'a_b_c',
    '*open',
    '`open',
    '<b>no</b>',
    'https://a.example/_b_/*c*',
  ])('%s has none', (text) => {
    const made = html(text);
    expect(made === null || made === JSON.stringify([text])).toBe(true);
  });

  it('takes no time for what is made to take long', () => {
    const nasty = [
      '*'.repeat(16_000),
      '_a'.repeat(8_000),
      '`'.repeat(16_000),
      '- '.repeat(8_000),
      '*a '.repeat(5_000),
    ];
    for (const text of nasty) expect(() => formatted(text)).not.toThrow();
  });
});
