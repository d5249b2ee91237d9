/** The policies and frames of docs/CSP.md as pages, so that what it promises is what is tested. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../../../selfhost/settings.ts';
import type { HostPage } from './host-page.ts';

/** Where the backend is in the document, and the nonce there. */
const EXAMPLE = 'chat.example.com';
export const NONCE = 'R4nd0m';
/** What the visitor is told where nothing can be stored. */
export const FORGETFUL = 'Your browser will not remember this chat. Keep this page open.';

type Conditions = Omit<HostPage, 'name'>;

/** @throws when the document states nothing, or not in the form that is looked for here */
export function documentedPages(): HostPage[] {
  const text = readFileSync(join(root, 'docs/CSP.md'), 'utf8');
  const pages = text.split(/^## /m).flatMap((section) => {
    const [title = ''] = section.split('\n', 1);
    const policies = [...section.matchAll(/^```http\n(.*?)^```/gms)].map(([, lines = '']) =>
      headersIn(lines),
    );
    const frames = [...section.matchAll(/<iframe (.*?) src=/g)].map(([, frame = '']) => frame);
    return [
      ...policies.map((headers, index) => ({
        name: `${title.replaceAll('`', '')} (${index + 1})`,
        ...pageUnder(headers),
      })),
      ...frames.map((frame) => ({ name: `${title}: ${frame}`, ...pageIn(frame) })),
    ];
  });
  if (pages.length === 0) throw new Error('docs/CSP.md states no policies.');
  return pages;
}

/** A documented header for the backend that runs here. */
export const headerFor = (backend: string, value: string): string =>
  value
    .replaceAll(`https://${EXAMPLE}`, backend)
    .replaceAll(`wss://${EXAMPLE}`, backend.replace('http', 'ws'));

const headersIn = (lines: string): Record<string, string> =>
  Object.fromEntries(lines.split('\n').flatMap((line) => (line ? [line.split(/: (.*)/, 2)] : [])));

function pageUnder(headers: Record<string, string>): Conditions {
  const { 'Content-Security-Policy': policy, 'Cross-Origin-Embedder-Policy': isolation } = headers;
  const hasSockets = !policy?.includes('connect-src') || policy.includes('wss:');
  return {
    headers,
    async prepare(frame) {
      expect(await frame.evaluate(runsInlineScript), 'the page runs inline scripts').toBe(!policy);
      expect(await frame.evaluate(() => crossOriginIsolated), 'the page is isolated').toBe(!!isolation);
    },
    // The browser says so at each attempt; after two, HTTP takes over.
    changed: ({ refused }) => ({
      refused: hasSockets ? refused : [...refused, 'connect-src ws:', 'connect-src ws:'],
    }),
  };
}

/** Runs in the page: whether it is free of a policy against scripts that others have put there. */
function runsInlineScript(): boolean {
  const { title } = document;
  const element = document.createElement('a');
  try {
    element.setAttribute('onclick', 'document.title += "!"');
  } catch {
    return false;
  }
  element.click();
  return document.title !== title;
}

const pageIn = (frame: string): Conditions =>
  frame.includes('allow-same-origin') ? { frame } : { frame, told: FORGETFUL };
