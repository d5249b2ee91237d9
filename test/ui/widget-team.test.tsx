/** Those who answer, as visitors see them. */
import { fireEvent } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import type { Author } from '../../protocol/event.ts';
import { ADA, openMessenger, settled } from './widget-fixture.ts';

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

const team = [
  { id: ADA.id, name: 'Ada', title: 'Repairs', photo: '/api/photos/abcdefghjk/1' },
  { id: 'bbbbbbbbbb', name: 'Grace' },
  { id: 'cccccccccc', name: 'Hedy', title: 'Sales' },
  { id: 'dddddddddd', name: 'Mary' },
];

const photosIn = (element: Element | null | undefined) =>
  [...(element?.querySelectorAll('img') ?? [])].map((it) => [it.getAttribute('src'), it.crossOrigin]);
const PHOTO = ['http://porch.test/api/photos/abcdefghjk/1', 'anonymous'];

/** A visitor has asked, and this one answers. */
async function answeredBy(author: Author) {
  const fixture = await openMessenger({ team });
  fireEvent.input(fixture.ui.getByRole('textbox', { name: 'Message' }), { target: { value: 'Broken?' } });
  fireEvent.click(fixture.ui.getByRole('button', { name: 'Send' }));
  await settled();
  await settled();
  await fixture.happen(author, { kind: 'message', text: 'It can be mended.' });
  return fixture;
}

it('[TEM-1] whoever answers has their photo and title in the header and beside what they say', async () => {
  const fixture = await answeredBy(ADA);
  const { shadow: root } = fixture.host;
  expect(photosIn(root.querySelector('.head'))).toEqual([PHOTO]);
  expect(root.querySelector('.who')?.textContent).toBe('AdaRepairs · Lantern & Co.');
  expect(photosIn(root.querySelector('.group:not(.own)'))).toEqual([PHOTO]);
  fixture.ui.getByText('Ada · Repairs');
  // Under the photo, for pages that refuse it.
  expect(root.querySelector('.group:not(.own) .avatar')?.textContent).toBe('A');
});

it('[TEM-1] somebody who is not in the team any more is known by name', async () => {
  const fixture = await answeredBy({ ...ADA, id: 'eeeeeeeeee' });
  expect(photosIn(fixture.host.shadow.querySelector('.panel'))).toEqual([]);
  expect(fixture.host.shadow.querySelector('.head h2')?.textContent).toBe('Ada');
});

it('[TEM-1] the first three are there before anybody has written', async () => {
  const fixture = await openMessenger({ team });
  fixture.messenger.ask('showHome', []);
  const home = await fixture.ui.findByText('Ada · Repairs, Grace, Hedy · Sales');
  expect(photosIn(home.parentElement)).toEqual([PHOTO]);
  expect([...(home.parentElement?.querySelectorAll('.avatar') ?? [])].map((it) => it.textContent)).toEqual([
    'A',
    'G',
    'H',
  ]);
});
