/** The policies and frames of docs/CSP.md as pages, so that what it promises is what is tested. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../selfhost/settings.ts';
import type { HostPage } from './host-page.ts';

/** Where the backend is in the document, and the nonce there. */
const EXAMPLE = 'chat.example.com';
export const NONCE = 'R4nd0m';

export function documentedPages(): HostPage[] {
  const text = readFileSync(join(root, 'docs/CSP.md'), 'utf8');
  return text.split(/^## /m).flatMap((section) => {
    const [title = ''] = section.split('\n', 1);
    const policies = [...section.matchAll(/^```http\n(.*?)^```/gms)].map(([, lines = '']) =>
      headersIn(lines),
    );
    const frames = [...section.matchAll(/<iframe (.*?) src=/g)].map(([, frame = '']) => frame);
    return [
      ...policies.map((headers, index) => ({
        name: `${title} (${index + 1})`,
        headers,
        ...refusals(headers),
      })),
      ...frames.map((frame) => ({ name: `${title}: ${frame}`, frame })),
    ];
  });
}

const headersIn = (lines: string): Record<string, string> =>
  Object.fromEntries(lines.split('\n').flatMap((line) => (line ? [line.split(/: (.*)/, 2)] : [])));

/** Where sockets are not allowed, the browser says so at each attempt; then HTTP takes over. */
function refusals({ 'Content-Security-Policy': policy = '' }: Record<string, string>): Partial<HostPage> {
  const isSocketless = policy.includes('connect-src') && !policy.includes('wss:');
  return isSocketless ? { changed: () => ({ refused: ['connect-src ws:', 'connect-src ws:'] }) } : {};
}

/** A documented header for the backend that runs here. */
export const headerFor = (backend: string, value: string): string =>
  value
    .replaceAll(`https://${EXAMPLE}`, backend)
    .replaceAll(`wss://${EXAMPLE}`, backend.replace('http', 'ws'));
