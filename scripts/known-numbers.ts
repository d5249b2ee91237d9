import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { root } from '../selfhost/settings.ts';

/** Which lists of numbers stand where. */
const LISTS = { CLOSE_CODES: 'protocol/codes.ts', LIMITS: 'protocol/limits.ts', TIMES: 'protocol/limits.ts' };

/**
 * The messenger with numbers in place of their names: of protocol's long lists of them it uses a few. 350 bytes after
 * brotli (2026-11).
 */
export const knownNumbers = (): Plugin => {
  const known = new Map<string, Record<string, number>>();
  return {
    name: 'known-numbers',
    enforce: 'pre',
    async buildStart() {
      for (const [list, path] of Object.entries(LISTS))
        known.set(list, (await import(pathToFileURL(join(root, path)).href))[list]);
    },
    transform(code, id) {
      if (!/\.tsx?$/.test(id) || id.includes('/node_modules/')) return null;
      let rest = code;
      for (const [list, numbers] of known) {
        rest = rest.replace(
          new RegExp(`\\b${list}\\.(\\w+)`, 'g'),
          (whole, name) => `${numbers[name] ?? whole}`,
        );
        const isUsed = rest.split(new RegExp(`\\b${list}\\b`)).length > 2;
        // What is imported for nothing would still decide in which file it lands.
        if (!isUsed) rest = rest.replace(new RegExp(`import \\{ ${list} \\} from .*`), '');
      }
      return rest;
    },
  };
};
