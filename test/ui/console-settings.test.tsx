/** The settings: what is changed, saved, not saved, and left. */
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../protocol/api.ts';
import en from '../../widget/locales/en.ts';
import { createFakeBackend, type FakeBackend, ME, problem, SITE, WORKSPACE } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

const SITES = `/api/workspaces/${WORKSPACE}/sites`;
const stored = { site: SITE, name: 'Shop', origins: [], look: {} };

let backend: FakeBackend;
let opened: ReturnType<typeof openConsole>;

beforeEach(() => {
  backend = createFakeBackend();
  backend.answers.set(`GET ${SITES}`, { status: 200, body: { sites: [stored] } });
  backend.answers.set('GET /words/languages.json', { status: 200, body: ['de', 'en', 'zh', 'zh-hant'] });
  backend.answers.set('GET /words/en.json', { status: 200, body: en });
});

afterEach(() => {
  opened.close();
  cleanup();
});

const open = (path = '/console/settings/messenger') => {
  opened = openConsole({ backend, path });
};
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const bar = () => screen.getByRole('contentinfo');
const save = () => fireEvent.click(within(bar()).getByRole('button', { name: 'Save' }));
const answerSaving = (body: object) => backend.answers.set(`PATCH ${SITES}/${SITE}`, { status: 200, body });
/** Sections that say of themselves that something in them is not saved. */
const unsavedLinks = () =>
  screen
    .queryAllByRole('link', { name: / not saved$/ })
    .map(({ textContent }) => textContent?.replace(' not saved', ''));
const saved = () => backend.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

describe('the messenger’s settings', () => {
  it('are unsaved, then saved as a whole', async () => {
    open();
    const look = { color: '#7a1f5c', texts: { en: { greeting: 'Good evening!' } } };
    answerSaving({ ...stored, look });
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '7A1F5C');
    type(await screen.findByRole('textbox', { name: 'Greeting' }), 'Good evening!');
    within(bar()).getByText('Unsaved changes');
    save();
    await within(bar()).findByText('Saved. Visitors see it within a minute.');
    expect(saved()).toEqual([{ look }]);
    expect(within(bar()).queryByRole('button')).toBeNull();
  });

  it('are as stored again once they are discarded, or undone by hand', async () => {
    open();
    const code = await screen.findByRole('textbox', { name: 'Colour code' });
    type(code, '#112233');
    fireEvent.click(within(bar()).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(code).toHaveProperty('value', '#1d2433'));
    expect(bar().textContent).toBe('');
    type(code, '#112233');
    type(code, '#1d2433');
    expect(bar().textContent).toBe('');
  });

  it.each([
    ['too_large', 'These settings are too long. Shorten your texts and save again.'],
    ['bad_frame', 'The server did not accept these settings. Check what you changed last.'],
    ['not_found', 'You may not change this site any more. Ask its owner.'],
    ['overloaded', "It couldn't be saved. Check your connection and try again."],
  ] as const)('that fail to be saved (%s) stay, and say what to do', async (code, words) => {
    open();
    backend.answers.set(`PATCH ${SITES}/${SITE}`, problem(code));
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    save();
    await within(bar()).findByText(words);
    answerSaving({ ...stored, look: { color: '#112233' } });
    save();
    await within(bar()).findByText('Saved. Visitors see it within a minute.');
  });

  it('find a text by its words, and say when something is missing in it', async () => {
    open();
    fireEvent.click(await screen.findByText('All other texts'));
    type(screen.getByRole('searchbox', { name: 'Find a text' }), 'joined the');
    const field = screen.getByRole('textbox', { name: en.joined });
    expect(screen.queryByRole('textbox', { name: en.send })).toBeNull();
    type(field, 'Somebody is here');
    screen.getByText('Without {name} this text says less.');
    type(field, '{name} is here');
    expect(screen.queryByText('Without {name} this text says less.')).toBeNull();
  });

  it('take a colour of three digits once it is all there, and none that is no colour', async () => {
    open();
    const code = await screen.findByRole('textbox', { name: 'Colour code' });
    type(code, '#7a1');
    expect(bar().textContent).toBe('');
    fireEvent.blur(code);
    await waitFor(() => expect(code).toHaveProperty('value', '#77aa11'));
    within(bar()).getByText('Unsaved changes');
    type(code, 'blue');
    expect(code.getAttribute('aria-invalid')).toBe('true');
    fireEvent.blur(code);
    await waitFor(() => expect(code).toHaveProperty('value', '#77aa11'));
  });

  it('say which colour stands on the colour, and when the launcher is hard to see', async () => {
    open();
    const code = await screen.findByRole('textbox', { name: 'Colour code' });
    type(code, '#fffbe0');
    await screen.findByText(/^Black text on it has a contrast of 20\.\d : 1\./);
    screen.getByText('On a white page the launcher will be hard to see.');
  });
});

describe('leaving with unsaved changes', () => {
  const change = async () => {
    open();
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    fireEvent.click(screen.getByRole('link', { name: 'Back to conversations' }));
    return screen.findByRole('dialog', { name: 'Save your changes?' });
  };

  it('asks, and stays when that is wanted', async () => {
    const dialog = await change();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Keep editing' }));
    expect(location.pathname).toBe('/console/settings/messenger');
    within(bar()).getByText('Unsaved changes');
  });

  it('saves first', async () => {
    answerSaving({ ...stored, look: { color: '#112233' } });
    const dialog = await change();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(location.pathname).toBe('/console'));
    expect(saved()).toHaveLength(1);
  });

  it('gives them up', async () => {
    const dialog = await change();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(location.pathname).toBe('/console'));
    expect(saved()).toEqual([]);
  });

  it('stays when saving fails', async () => {
    backend.answers.set(`PATCH ${SITES}/${SITE}`, problem('overloaded'));
    const dialog = await change();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await within(bar()).findByText("It couldn't be saved. Check your connection and try again.");
    expect(location.pathname).toBe('/console/settings/messenger');
  });

  it('asks before the tab is closed, and about nothing once all is saved', async () => {
    open();
    const code = await screen.findByRole('textbox', { name: 'Colour code' });
    const isAsked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(isAsked()).toBe(false);
    type(code, '#112233');
    await waitFor(() => expect(isAsked()).toBe(true));
    fireEvent.click(within(bar()).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(isAsked()).toBe(false));
    fireEvent.click(screen.getByRole('link', { name: 'Back to conversations' }));
    await waitFor(() => expect(location.pathname).toBe('/console'));
  });

  it('keeps them from one section to the next without asking', async () => {
    open();
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    fireEvent.click(screen.getByRole('link', { name: 'Install' }));
    await screen.findByRole('heading', { name: 'Install' });
    expect(screen.queryByRole('contentinfo')).toBeNull();
    expect(unsavedLinks()).toEqual(['Messenger']);
    fireEvent.click(screen.getByRole('link', { name: /^Messenger/ }));
    expect(await screen.findByRole('textbox', { name: 'Colour code' })).toHaveProperty('value', '#112233');
    within(bar()).getByText('Unsaved changes');
  });

  it('says them, saves them and gives them up in the section that they are of', async () => {
    open();
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    fireEvent.click(screen.getByRole('link', { name: 'Sites' }));
    const name = await screen.findAllByRole('textbox', { name: 'Site name' });
    expect(bar().textContent).toBe('');
    type(name[0] as HTMLElement, 'Lamps');
    within(bar()).getByText('Unsaved changes');
    expect(unsavedLinks()).toEqual(['Messenger', 'Sites']);
    // A colleague has changed its colour meanwhile: ours stays unsaved, theirs is what it is compared with.
    answerSaving({ ...stored, name: 'Lamps', look: { color: '#445566' } });
    save();
    await within(bar()).findByText('Saved. Visitors see it within a minute.');
    expect(saved()).toEqual([{ name: 'Lamps', origins: [] }]);
    expect(unsavedLinks()).toEqual(['Messenger']);
    fireEvent.click(screen.getByRole('link', { name: /^Messenger/ }));
    const code = await screen.findByRole('textbox', { name: 'Colour code' });
    expect(code).toHaveProperty('value', '#112233');
    fireEvent.click(within(bar()).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(code).toHaveProperty('value', '#445566'));
    expect(unsavedLinks()).toEqual([]);
  });

  it('does not take a colleague’s change in the other section for one of ours', async () => {
    open();
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    answerSaving({ ...stored, name: 'Renamed', look: { color: '#112233' } });
    save();
    await within(bar()).findByText('Saved. Visitors see it within a minute.');
    expect(unsavedLinks()).toEqual([]);
  });

  it('asks about each section, and shows the one that could not be saved', async () => {
    open();
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    fireEvent.click(screen.getByRole('link', { name: 'Sites' }));
    type((await screen.findAllByRole('textbox', { name: 'Site name' }))[0] as HTMLElement, 'Lamps');
    fireEvent.click(screen.getByRole('link', { name: 'Install' }));
    await screen.findByRole('heading', { name: 'Install' });
    fireEvent.click(screen.getByRole('link', { name: 'Back to conversations' }));
    const dialog = await screen.findByRole('dialog', { name: 'Save your changes?' });
    within(dialog).getByText('Not saved yet: Messenger and Sites.');
    backend.answers.set(`PATCH ${SITES}/${SITE}`, problem('overloaded'));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(location.pathname).toBe('/console/settings/messenger'));
    await within(bar()).findByText("It couldn't be saved. Check your connection and try again.");
  });

  it('says of which site they are, where another is shown', async () => {
    const other = { ...stored, site: `${SITE.slice(0, -1)}x`, name: 'Blog' };
    backend.answers.set(`GET ${SITES}`, { status: 200, body: { sites: [stored, other] } });
    open();
    type(await screen.findByRole('textbox', { name: 'Colour code' }), '#112233');
    fireEvent.change(screen.getByRole('combobox', { name: 'Site' }), { target: { value: other.site } });
    await within(bar()).findByText('Unsaved changes of Shop');
  });
});

describe('sites', () => {
  it('take addresses as they are typed, and no nonsense', async () => {
    open('/console/settings/sites');
    const field = await screen.findByRole('textbox', { name: 'Address of a website' });
    const add = async (value: string) => {
      type(field, value);
      fireEvent.submit(field.closest('form') as HTMLFormElement);
    };
    await add('*');
    await screen.findByText('Write an address, such as https://shop.example.');
    await add('Shop.example/cart');
    await add('http://localhost:3000');
    const list = await screen.findByRole('list', { name: 'Where it may be used' });
    await waitFor(() =>
      expect(
        within(list)
          .getAllByRole('listitem')
          .map(({ textContent }) => textContent),
      ).toEqual(['https://shop.example', 'http://localhost:3000']),
    );
    fireEvent.click(within(list).getByRole('button', { name: 'Remove https://shop.example' }));
    answerSaving({ ...stored, origins: ['http://localhost:3000'] });
    save();
    await within(bar()).findByText('Saved. Visitors see it within a minute.');
    expect(saved()).toEqual([{ name: 'Shop', origins: ['http://localhost:3000'] }]);
  });

  it('are added, and each keeps its own changes', async () => {
    const second = { ...stored, site: `${WORKSPACE}-site0002`, name: 'Trade' };
    backend.answers.set(`POST ${SITES}`, { status: 200, body: second });
    open('/console/settings/sites');
    const form = (await screen.findByRole('heading', { name: 'Add a site' })).parentElement as HTMLElement;
    type(within(form).getByRole('textbox', { name: 'Site name' }), 'Trade');
    fireEvent.submit(form.querySelector('form') as HTMLFormElement);
    const chooser = await screen.findByRole('combobox', { name: 'Site' });
    expect(chooser).toHaveProperty('value', second.site);
    const [name] = screen.getAllByRole('textbox', { name: 'Site name' });
    type(name as HTMLElement, 'Wholesale');
    fireEvent.change(chooser, { target: { value: SITE } });
    await waitFor(() => expect(name).toHaveProperty('value', 'Shop'));
    fireEvent.change(chooser, { target: { value: second.site } });
    await waitFor(() => expect(name).toHaveProperty('value', 'Wholesale'));
  });
});

it('the tag of every site is always to be found, and the messenger to be tried', async () => {
  open('/console/settings/install');
  const tag = await screen.findByRole('textbox', { name: 'Script tag' });
  expect(tag).toHaveProperty(
    'value',
    `<script async src="http://console.test/porch.js" data-site="${SITE}"></script>`,
  );
  const link = screen.getByRole('link', { name: /^Try it on a page of its own/ });
  expect(link.getAttribute('href')).toBe(`/to/${SITE}`);
});

it('an agent sees no settings that are not theirs', async () => {
  const [membership] = ME.memberships;
  const body = { ...ME, memberships: [{ ...membership, role: 'agent' }] };
  backend.answers.set('GET /api/me', { status: 200, body });
  open('/console/settings');
  await screen.findByRole('heading', { name: 'Install', level: 3 });
  const names = within(screen.getByRole('navigation', { name: 'Settings' }))
    .getAllByRole('link')
    .map(({ textContent }) => textContent);
  expect(names).toEqual(['Install', 'People', 'Labels', 'Saved replies', 'Saved views', 'You']);
});

it('sites that can’t be loaded are asked for again', async () => {
  backend.answers.set(`GET ${SITES}`, problem('overloaded'));
  open();
  const again = await screen.findByRole('button', { name: 'Try again' });
  backend.answers.set(`GET ${SITES}`, { status: 200, body: { sites: [stored] } });
  fireEvent.click(again);
  await screen.findByRole('textbox', { name: 'Colour code' });
});

describe('what a site proves its visitors’ identities with', () => {
  const IDENTITY = `${SITES}/${SITE}/identity`;
  const SECRET = 'a'.repeat(52);
  const answers = (method: string, body: object) =>
    backend.answers.set(`${method} ${IDENTITY}`, { status: 200, body });
  const asked = (method: string) =>
    backend.requests.filter((request) => request.method === method && request.url.endsWith(IDENTITY));

  it('is made, shown once, required, and made anew after a question', async () => {
    answers('GET', { madeAt: null, isRequired: false });
    answers('POST', { secret: SECRET, madeAt: Date.UTC(2026, 10, 1), isRequired: false });
    answers('PATCH', { madeAt: Date.UTC(2026, 10, 1), isRequired: true });
    open('/console/settings/install');
    await screen.findByText(/No secret yet/);
    expect(screen.queryByRole('checkbox', { name: 'Require verification' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Make a secret' }));
    expect(await screen.findByRole('textbox', { name: 'Identity secret' })).toHaveProperty('value', SECRET);
    fireEvent.click(screen.getByRole('checkbox', { name: 'Require verification' }));
    await waitFor(() => expect(asked('PATCH').map(({ body }) => body)).toEqual([{ isRequired: true }]));
    await waitFor(() => expect(screen.getByRole('checkbox')).toHaveProperty('checked', true));

    fireEvent.click(screen.getByRole('button', { name: 'Make a new secret…' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Make a new secret?' }));
    backend.answers.set(`POST ${IDENTITY}`, problem('overloaded'));
    fireEvent.click(dialog.getByRole('button', { name: 'Make a new one' }));
    await dialog.findByText(/Check your connection/);
    answers('POST', { secret: 'b'.repeat(52), madeAt: Date.UTC(2026, 10, 2), isRequired: true });
    fireEvent.click(dialog.getByRole('button', { name: 'Make a new one' }));
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Identity secret' })).toHaveProperty(
        'value',
        'b'.repeat(52),
      ),
    );
  });

  it('is not told to agents who may not change it', async () => {
    const [membership] = ME.memberships;
    backend.answers.set('GET /api/me', {
      status: 200,
      body: { ...ME, memberships: [{ ...membership, role: 'agent' }] },
    });
    open('/console/settings/install');
    await screen.findByRole('textbox', { name: 'Script tag' });
    expect(screen.queryByText('Who visitors are')).toBeNull();
    expect(asked('GET')).toEqual([]);
  });
});

describe('the team', () => {
  const MEMBERS = `/api/workspaces/${WORKSPACE}/members`;
  const member = (agent: string, name: string, role: string) => ({
    agent,
    name,
    role,
    email: `${name.toLowerCase()}@porch.example`,
  });
  const [me] = ME.memberships;
  const ana = member(me?.agent ?? '', 'Ana', 'owner');
  const [bo, cy] = [member('a000000002', 'Bo', 'agent'), member('a000000003', 'Cy', 'owner')];
  const listed = (...team: object[]) =>
    backend.answers.set(`GET ${MEMBERS}`, { status: 200, body: { members: team } });
  const removers = () =>
    screen.queryAllByRole('button', { name: /^Remove / }).map((button) => button.getAttribute('aria-label'));

  it('loses a member after a question, and says so; not oneself', async () => {
    listed(ana, bo, cy);
    open('/console/settings/people');
    await screen.findByRole('button', { name: 'Remove Bo' });
    expect(removers()).toEqual(['Remove Bo', 'Remove Cy']);
    const remover = screen.getByRole('button', { name: 'Remove Bo' });
    // Whoever opens a section begins at its heading.
    await waitFor(() => expect(document.activeElement?.textContent).toBe('People'));
    remover.focus();
    fireEvent.click(remover);
    const dialog = within(screen.getByRole('dialog', { name: 'Remove Bo from the team?' }));
    dialog.getByText(/goes back to unassigned/);
    backend.answers.set(`DELETE ${MEMBERS}/${bo.agent}`, problem('overloaded'));
    fireEvent.click(dialog.getByRole('button', { name: 'Remove' }));
    await dialog.findByText(/Check your connection/);
    backend.answers.set(`DELETE ${MEMBERS}/${bo.agent}`, { status: 200, body: {} });
    listed(ana, cy);
    fireEvent.click(dialog.getByRole('button', { name: 'Remove' }));
    await screen.findByText('Bo is not in the team any more.');
    await waitFor(() => expect(removers()).toEqual(['Remove Cy']));
    await waitFor(() => expect(document.activeElement?.textContent).toBe('People'));
  });

  const roleOf = (name: string) => screen.queryByLabelText<HTMLSelectElement>(`Role of ${name}`);
  const choices = (name: string) => [...(roleOf(name)?.options ?? [])].map(({ value }) => value);

  const choose = (name: string, value: Role) =>
    fireEvent.change(roleOf(name) as Element, { target: { value } });
  const answer = (question: string, why: RegExp, button: string) => {
    const dialog = within(screen.getByRole('dialog', { name: question }));
    dialog.getByText(why);
    fireEvent.click(dialog.getByRole('button', { name: button }));
  };
  const changes = () => backend.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

  it('gives its members other roles, and keeps one owner', async () => {
    listed(ana, bo);
    open('/console/settings/people');
    await screen.findByText('bo@porch.example');
    expect(roleOf('Ana'), 'the last owner stays one').toBeNull();
    expect(choices('Bo')).toEqual(['owner', 'admin', 'agent']);
    const path = `PATCH ${MEMBERS}/${bo.agent}`;
    backend.answers.set(path, { status: 200, body: { ...bo, role: 'owner' } });
    choose('Bo', 'owner');
    answer('Change the role of Bo to Owner?', /yours too/, 'Cancel');
    expect(roleOf('Bo')?.value).toBe('agent');
    expect(changes()).toEqual([]);
    choose('Bo', 'owner');
    answer('Change the role of Bo to Owner?', /yours too/, 'Change role');
    await screen.findByText('Bo: Owner.');
    expect(changes()).toEqual([{ role: 'owner' }]);
    expect(roleOf('Ana')?.value, 'now there is another').toBe('owner');

    backend.answers.set(path, problem('forbidden'));
    listed(ana, { ...bo, role: 'owner' });
    choose('Bo', 'agent');
    answer('Change the role of Bo to Agent?', /no longer/, 'Change role');
    await screen.findByText(/one of them stays/);
    await waitFor(() => expect(roleOf('Bo')?.value).toBe('owner'));
  });

  it('is asked before one gives up one’s own role, which only others give back; not for a colleague’s lesser ones', async () => {
    backend.answers.set('GET /api/me', {
      status: 200,
      body: { ...ME, memberships: [{ ...me, role: 'admin' }] },
    });
    listed({ ...ana, role: 'admin' }, bo, cy);
    open('/console/settings/people');
    await screen.findByText('bo@porch.example');
    backend.answers.set(`PATCH ${MEMBERS}/${bo.agent}`, { status: 200, body: { ...bo, role: 'admin' } });
    choose('Bo', 'admin');
    await screen.findByText('Bo: Admin.');
    expect(changes()).toEqual([{ role: 'admin' }]);

    backend.answers.set(`PATCH ${MEMBERS}/${ana.agent}`, { status: 200, body: { ...ana, role: 'agent' } });
    choose('Ana', 'agent');
    answer('Change your own role to Agent?', /give it back to you/, 'Cancel');
    expect(changes()).toHaveLength(1);
    expect(roleOf('Ana')?.value).toBe('admin');
    choose('Ana', 'agent');
    answer('Change your own role to Agent?', /give it back to you/, 'Change role');
    await screen.findByText('Ana: Agent.');
    expect(changes()).toEqual([{ role: 'admin' }, { role: 'agent' }]);
    await waitFor(() => expect(document.activeElement?.textContent).toBe('People'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is told at once that one’s own role is another, and shows what that opens', async () => {
    const asAgent = { ...ME, memberships: [{ ...me, role: 'agent' }] };
    backend.answers.set('GET /api/me', { status: 200, body: asAgent });
    listed({ ...ana, role: 'agent' }, cy);
    open('/console/settings/people');
    await screen.findByText('cy@porch.example');
    expect(screen.queryByText('Invite a colleague')).toBeNull();
    const onDesk = (role: Role) => [
      { agent: ana.agent, name: 'Ana', role, availability: 'available' as const, limit: null },
    ];
    backend.putDesk({ members: onDesk('agent') });
    listed({ ...ana, role: 'admin' }, cy);
    backend.putDesk({ members: onDesk('admin') });
    await screen.findByText('Invite a colleague');
    await waitFor(() => expect(choices('Ana')).toEqual(['admin', 'agent']));
    backend.putDesk({ members: onDesk('agent') });
    await waitFor(() => expect(screen.queryByText('Invite a colleague')).toBeNull());
  });

  it('sees who has not come yet: until when their link works, another link, or none any more', async () => {
    const [soon, late] = [Date.now() + 3 * 86_400_000, Date.now() - 1];
    listed(ana, { ...bo, invitedUntil: soon }, { ...cy, role: 'admin', invitedUntil: late });
    open('/console/settings/people');
    await screen.findByText(/^Invited. The link works until/);
    await screen.findByText('Invited. The link has expired.');
    const invited = { member: cy, signInToken: 'fresh' };
    backend.answers.set(`POST ${MEMBERS}`, { status: 200, body: invited });
    fireEvent.click(screen.getByRole('button', { name: 'New link for Cy' }));
    const link = await screen.findByLabelText<HTMLInputElement>('Sign-in link for Cy');
    expect(link.value).toContain('#sign-in=fresh');
    await screen.findByText(/works for 7 days/);
    const asked = backend.requests.find(({ method, url }) => method === 'POST' && url.endsWith('/members'));
    expect(asked?.body).toEqual({ name: 'Cy', email: 'cy@porch.example', role: 'admin' });
    fireEvent.click(screen.getByRole('button', { name: 'Withdraw the invitation of Bo' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Withdraw the invitation of Bo?' }));
    backend.answers.set(`DELETE ${MEMBERS}/${bo.agent}`, { status: 200, body: {} });
    fireEvent.click(dialog.getByRole('button', { name: 'Withdraw' }));
    await screen.findByText('Bo is not in the team any more.');
  });

  it.each([
    ['admin', ['Remove Bo']],
    ['agent', []],
  ] as const)('offers an %s only what they may do', async (role, expected) => {
    backend.answers.set('GET /api/me', { status: 200, body: { ...ME, memberships: [{ ...me, role }] } });
    listed({ ...ana, role }, bo, cy);
    open('/console/settings/people');
    await screen.findByText('bo@porch.example');
    expect(removers()).toEqual(expected);
  });
});

describe('the owner’s own data', () => {
  const LOOKUP = `/api/workspaces/${WORKSPACE}/lookup`;
  const URL = 'https://shop.example/porchlight';
  const answers = (method: string, body: object, rest = '') =>
    backend.answers.set(`${method} ${LOOKUP}${rest}`, { status: 200, body });

  it('is asked for at an address, with a secret that is made with the first and shown once', async () => {
    answers('GET', { url: null, hasSecret: false });
    open('/console/settings/lookup');
    const field = await screen.findByRole('textbox', { name: 'Address to ask' });
    expect(screen.queryByRole('button', { name: 'Ask now' })).toBeNull();
    type(field, 'http://10.0.0.1/');
    backend.answers.set(`PATCH ${LOOKUP}`, problem('forbidden'));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText(/does not call this address/);
    expect(screen.queryByRole('textbox', { name: 'Secret that signs the questions' })).toBeNull();

    type(field, ` ${URL} `);
    answers('PATCH', { url: URL, hasSecret: true });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    const secret = await screen.findByRole('textbox', { name: 'Secret that signs the questions' });
    const shown = (secret as HTMLTextAreaElement).value;
    expect(shown).toMatch(/^[0-9a-f]{64}$/);
    expect(saved().at(-1)).toEqual({ url: URL, secret: shown });
    // Later changes keep it, until another is asked for.
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved().at(-1)).toEqual({ url: URL }));
    fireEvent.click(screen.getByRole('button', { name: 'Make a new secret…' }));
    fireEvent.click(screen.getByRole('button', { name: 'Make a new one' }));
    await waitFor(() =>
      expect(saved().at(-1)).toEqual({ url: URL, secret: expect.not.stringMatching(shown) }),
    );
    type(field, '');
    answers('PATCH', { url: null, hasSecret: true });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Ask now' })).toBeNull());
    expect(saved().at(-1)).toEqual({ url: null });
  });

  it('can be tried: the cards, or what is wrong', async () => {
    answers('GET', { url: URL, hasSecret: true });
    open('/console/settings/lookup');
    const ask = async () => fireEvent.click(await screen.findByRole('button', { name: 'Ask now' }));
    const cards = [{ title: 'Last order', fields: [{ name: 'Order', value: '1024' }] }];
    answers('POST', { is: 'answered', cards }, '/trial');
    await ask();
    await screen.findByText('Last order');
    screen.getByText('1024');
    answers('POST', { is: 'failed', because: 'status', detail: '404' }, '/trial');
    await ask();
    await screen.findByText(/another status than 200:/);
    screen.getByText('404');
    answers('POST', { is: 'failed', because: 'timeout', detail: '' }, '/trial');
    await ask();
    await screen.findByText('There was no answer within three seconds.');
    answers('POST', { is: 'answered', cards: [] }, '/trial');
    await ask();
    await screen.findByText('It answered as agreed, and has no cards about you.');
  });
});
