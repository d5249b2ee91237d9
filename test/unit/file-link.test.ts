import { expect, test } from 'vitest';
import { FILE_LIMITS } from '../../protocol/file-limits.ts';
import { checkFileLink, signFileLink } from '../../worker/files/file-link.ts';

const CONVERSATION = `${'w'.repeat(10)}-${'c'.repeat(26)}`;
const FILE = 'f'.repeat(26);
const NOW = Date.UTC(2026, 10, 25, 12, 7);

function parts(path: string) {
  const url = new URL(path, 'http://localhost');
  const [conversation = '', file = ''] = url.pathname.split('/').filter((part) => part.length > 20);
  const [until = '', key = ''] = ['until', 'key'].map((name) => url.searchParams.get(name) ?? '');
  return { conversation, file, until, key };
}

test('[FIL-7] the address of a file works until its time, not after, and by no other secret', () => {
  const { path, expiresAt } = signFileLink('secret', CONVERSATION, FILE, NOW);
  const link = parts(path);
  expect(link).toMatchObject({ conversation: CONVERSATION, file: FILE });
  expect(checkFileLink('secret', link, NOW)).toBe(expiresAt);
  expect(checkFileLink('secret', link, expiresAt - 1)).toBe(expiresAt);
  expect(checkFileLink('secret', link, expiresAt)).toBeNull();
  expect(checkFileLink('other', link, NOW)).toBeNull();
  expect(expiresAt - NOW).toBeLessThanOrEqual(FILE_LIMITS.linkMs);
});

test('[FIL-7] within half an hour it is the same, so that browsers find what they have', () => {
  const of = (minute: number) =>
    signFileLink('secret', CONVERSATION, FILE, Date.UTC(2026, 10, 25, 12, minute));
  expect(of(29)).toEqual(of(1));
  expect(of(30)).not.toEqual(of(29));
});
