import { expect, it, test } from 'vitest';
import { splitAtLinks } from '../../client/links.ts';
import { DANGEROUS_URLS } from '../support/dangerous-urls.ts';

/** What would become links. */
const linksIn = (text: string): string[] => splitAtLinks(text).filter((_, index) => index % 2);

test('the list of dangerous addresses is as long as it says', () => {
  expect(new Set(DANGEROUS_URLS).size).toBe(DANGEROUS_URLS.length);
  expect(DANGEROUS_URLS.length).toBeGreaterThanOrEqual(60);
});

it.each(DANGEROUS_URLS)('links to nothing but web pages: %j', (url) => {
  for (const text of [url, `see ${url} now`, `(${url})`, `"${url}"`, `x${url}`, `${url}${url}`]) {
    expect(splitAtLinks(text).join(''), 'nothing is lost').toBe(text);
    for (const link of linksIn(text)) {
      expect(link).toMatch(/^https?:\/\/[^\s<>"\u202a-\u202e\u2066-\u2069]+$/i);
      // What is no address at all leads nowhere.
      expect(['http:', 'https:', undefined]).toContain(URL.parse(link)?.protocol);
    }
  }
});

test('what is no web address is no link', () => {
  const schemes =
    /^(java|vb|live)script:|^data:text|^(file|blob|filesystem|intent|about|chrome|ftp|mailto|tel):/i;
  const plain = DANGEROUS_URLS.filter((url) => schemes.test(url) && !/https?:\/\//i.test(url));
  expect(plain.length).toBeGreaterThan(10);
  expect(plain.flatMap(linksIn)).toEqual([]);
});

test('web addresses are links, up to the last character that is not punctuation', () => {
  const text = 'Look at https://example.org/a?b=c#d, (http://example.org/e) and HTTPS://EXAMPLE.ORG!';
  expect(linksIn(text)).toEqual([
    'https://example.org/a?b=c#d',
    'http://example.org/e',
    'HTTPS://EXAMPLE.ORG',
  ]);
});

test('a link ends where the direction of the text is turned', () => {
  expect(linksIn('https://good.example/\u202egpj.exe')).toEqual(['https://good.example/']);
  expect(linksIn('http://\u2066moc.knab@evil.example/')).toEqual([]);
});
