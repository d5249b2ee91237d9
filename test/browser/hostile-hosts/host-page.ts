/** One page that the tag may land on, and how it is written down. */
import type { Frame } from 'playwright-core';
import type { VisitorScreen } from '../../support/people.ts';
import type { Traces } from './traces.ts';

export interface HostPage {
  name: string;
  /** Default: HTML5. */
  doctype?: string;
  /** Attributes of `html`, and of `body`. */
  root?: string;
  bodyAttributes?: string;
  css?: string;
  body?: string;
  /** Runs as an inline script in the head, before the tag. Written as a method, and sent as its text. */
  script?(): void;
  /** Files of npm packages that the page loads before its own script. */
  libraries?: string[];
  headers?: Record<string, string>;
  /** The attributes of an iframe in which the page lies. */
  frame?: string;
  /** Default: `<script async>` at the end of the body. `injected`: by a script, as tag managers do. */
  tag?: 'head' | 'twice' | 'injected';
  /** Before the tag: what the page must have done by then. */
  prepare?(frame: Frame): Promise<void>;
  /** What happens to the page while the messenger is open. */
  meanwhile?(visit: Visit): Promise<void>;
  /** What the page itself has changed by then, of its own accord. */
  changed?(before: Traces): Partial<Traces>;
  /** What the visitor is told once they have written. Default: nothing. */
  told?: string;
  /** Default: that of a desktop. */
  viewport?: { width: number; height: number };
  /** Where the launcher stands. Default: right. */
  corner?: 'left' | 'right';
  /** How much larger everything is than elsewhere. */
  scale?: number;
}

export interface Visit {
  frame: Frame;
  visitor: VisitorScreen;
}

/** @param tag as the site's owner pasted it */
export function htmlOf(host: HostPage, tag: string): string {
  const { doctype = '<!DOCTYPE html>', root = '', bodyAttributes = '', css, body = '', script } = host;
  const libraries = (host.libraries ?? []).map((path) => `<script src="/npm/${path}"></script>`).join('');
  const inHead = host.tag === 'head' || host.tag === 'twice' ? tag : '';
  const inBody = host.tag === undefined || host.tag === 'twice' ? tag : '';
  return `${doctype}
<html ${root}><head><meta charset="utf-8" /><title>${host.name}</title>
${css ? `<style>${css}</style>` : ''}${libraries}${script ? `<script>({ ${script} }).script()</script>` : ''}${inHead}
</head><body ${bodyAttributes}><main><h1>A page</h1><p>With a text.</p>${body}</main>${inBody}</body></html>`;
}

/** What the page itself would write: `Porchlight(method)`. */
export const askPorchlight = (frame: Frame, method: string): Promise<void> =>
  frame.evaluate(
    (name) => (window as unknown as { Porchlight(name: string): void }).Porchlight(name),
    method,
  );
