/** The policies and frames of docs/CSP.md as pages, so that what it promises is what is tested. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../selfhost/settings.ts';
import type { HostPage } from './host-page.ts';

/** @param origin where the backend is, in place of the document's example */
export function documentedPages(origin: string): HostPage[] {
  const text = readFileSync(join(root, 'docs/CSP.md'), 'utf8')
    .replaceAll('https://chat.example.com', origin)
    .replaceAll('wss://chat.example.com', origin.replace('http', 'ws'));
  return text.split(/^## /m).flatMap((section) => {
    const [title = ''] = section.split('\n', 1);
    const blocks = [...section.matchAll(/^```http\n(.*?)^```/gms)].map(([, lines = '']) => headersIn(lines));
    const frames = [...section.matchAll(/<iframe ([^>]*) src=/g)].map(([, frame = '']) => frame);
    return [
      ...blocks.map((headers, index) => ({ name: `${title} (${index + 1})`, headers })),
      ...frames.map((frame) => ({ name: `${title}: ${frame}`, frame })),
    ];
  });
}

const headersIn = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .trim()
      .split('\n')
      .map((line) => line.split(/: (.*)/, 2)),
  );
