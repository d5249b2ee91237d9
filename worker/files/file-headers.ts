/** How a stored file is handed out: whatever it holds, nothing of it runs. Rule FIL-5 of docs/SPEC.md. */
import type { Attachment } from '../../protocol/files.ts';
import { UNNAMED_TYPE } from './inspect-file.ts';

/** @param cacheSeconds how long the address works. */
export function fileHeaders({ name, type, bytes }: Attachment, cacheSeconds: number): Headers {
  const disposition = type === UNNAMED_TYPE ? 'attachment' : 'inline';
  return new Headers({
    'content-type': type,
    'content-length': `${bytes}`,
    'content-disposition': `${disposition}; ${fileNameParameters(name)}`,
    'x-content-type-options': 'nosniff',
    // As a page of its own it has no origin, no script, and loads nothing.
    'content-security-policy': `default-src 'none'; sandbox; frame-ancestors 'none'`,
    // Shown on customers' pages.
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': `private, max-age=${cacheSeconds}, immutable`,
    'x-robots-tag': 'noindex',
  });
}

/** RFC 6266: in ASCII for whoever knows no better, and in full (RFC 8187). */
function fileNameParameters(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const full = encodeURIComponent(name).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `filename="${plain}"; filename*=UTF-8''${full}`;
}
