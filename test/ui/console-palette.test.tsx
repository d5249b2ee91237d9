import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeBackend, makeRow, WORKSPACE } from './console-backend.ts';
import { openConsole } from './console-screen.tsx';

afterEach(cleanup);

async function openPalette() {
  const backend = createFakeBackend();
  backend.put(
    makeRow('1', { visitorName: 'Kim', preview: 'The lamp flickers' }),
    makeRow('2', { visitorName: 'Lee', preview: 'Thank you' }),
  );
  const drawn = openConsole({ backend });
  await screen.findByText('The lamp flickers');
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const field = await screen.findByRole('combobox', { name: 'Go to anything' });
  return { ...drawn, field };
}

const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const listbox = () => within(screen.getByRole('listbox', { name: 'Go to anything' }));
const options = () =>
  listbox()
    .queryAllByRole('option')
    .map((it) => it.querySelector('bdi')?.textContent);
const chosen = () => listbox().getByRole('option', { selected: true });

describe('the palette', () => {
  test('lists what can be done now, with its key, and not what needs an open conversation', async () => {
    await openPalette();
    expect(options()).toContain('Keyboard map');
    expect(options()).not.toContain('Assign to me');
    expect(listbox().getByRole('option', { name: /Keyboard map/ }).textContent).toContain('?');
  });

  test('finds a person by name and by what they wrote, and goes there with Enter', async () => {
    const { field, router } = await openPalette();
    type(field, 'FLICKERS');
    expect(options()).toEqual(['Kim']);
    type(field, 'lee');
    expect(options()).toEqual(['Lee']);
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(router.route.get().conversation).toMatch(/2$/));
    expect(screen.queryByRole('combobox', { name: 'Go to anything' })).toBeNull();
  });

  test('has who is called so before who says so, each group under its name and each conversation once', async () => {
    const { field, backend } = await openPalette();
    const [kim, lee, far] = [
      makeRow('1', { visitorName: 'Kim' }),
      makeRow('2'),
      makeRow('3', { visitorName: 'Thankmar' }),
    ];
    const part = (text: string) => [{ text, isHit: true }];
    const hit = { ts: 1, author: { role: 'visitor', id: 'v'.repeat(26), name: null } };
    backend.answers.set(`GET /api/workspaces/${WORKSPACE}/search`, {
      status: 200,
      body: {
        hits: [
          { ...hit, conversation: far.conversation, seq: 2, kind: 'person', parts: part('Thankmar') },
          { ...hit, conversation: lee.conversation, seq: 4, kind: 'message', parts: part('Thank you') },
          { ...hit, conversation: kim.conversation, seq: 9, kind: 'message', parts: part('many thanks') },
        ],
        rows: [far, kim],
        next: null,
      },
    });
    type(field, 'thank');
    await waitFor(() => expect(options()).toEqual(['Thankmar', 'Lee', 'Kim']));
    const list = screen.getByRole('listbox', { name: 'Go to anything' });
    expect([...list.querySelectorAll('.choice-group')].map(({ textContent }) => textContent)).toEqual([
      'People',
      'Conversations',
      'In messages and notes',
    ]);
  });

  test('moves with the arrow keys, around both ends, and says which is chosen', async () => {
    const { field } = await openPalette();
    const all = options();
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(chosen().textContent).toContain(all[1] ?? '');
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    expect(chosen().textContent).toContain(all.at(-1) ?? '');
    expect(field.getAttribute('aria-activedescendant')).toBe(chosen().id);
  });

  test('says so when nothing matches', async () => {
    const { field } = await openPalette();
    type(field, 'zzz');
    expect(options()).toEqual([]);
    expect(await screen.findByText('Nothing like that here.')).toBeDefined();
  });
});

test('every key is on the map', async () => {
  const backend = createFakeBackend();
  backend.put(makeRow('1'));
  openConsole({ backend });
  await screen.findByRole('list', { name: 'Conversations' });
  fireEvent.keyDown(document.body, { key: '?' });
  const map = await screen.findByRole('dialog', { name: 'Keyboard map' });
  expect([...map.querySelectorAll('kbd')].map((it) => it.textContent)).toEqual(
    expect.arrayContaining(['j', 'k', 'r', 'a', 'e', 'Esc', '?']),
  );
  expect(within(map).getByText('Resolve or reopen')).toBeDefined();
});
