import type { Plugin } from 'vite';
import { CLOSE_CODES } from '../protocol/codes.ts';
import { LIMITS, TIMES } from '../protocol/limits.ts';

const LISTS: Record<string, Readonly<Record<string, number>>> = { CLOSE_CODES, LIMITS, TIMES };

/** The messenger with numbers in place of their names: of protocol's long lists of them it uses a few. */
export const knownNumbers = (): Plugin => ({
  name: 'known-numbers',
  enforce: 'pre',
  transform(code, id) {
    if (!/\.tsx?$/.test(id) || id.includes('/node_modules/')) return null;
    return Object.entries(LISTS).reduce((rest, [list, numbers]) => {
      const replaced = rest.replace(
        new RegExp(`\\b${list}\\.(\\w+)`, 'g'),
        (whole, name) => `${numbers[name] ?? whole}`,
      );
      const isUsed = replaced.split(new RegExp(`\\b${list}\\b`)).length > 2;
      // What is imported for nothing would still decide in which file it lands.
      return isUsed ? replaced : replaced.replace(new RegExp(`import \\{ ${list} \\} from .*`), '');
    }, code);
  },
});
