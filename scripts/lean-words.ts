import type { Plugin } from 'vite';

/**
 * The messenger without words that nobody reads there: what a shape expected and where (the server answers with that),
 * and details of errors that are told apart by their codes. And without what only agents hear and say, of the files that
 * the console shares. Every visitor would download it: 450 bytes after brotli (2026-11).
 */
const CUTS: readonly [file: string, from: RegExp, to: string][] = [
  ['protocol/shape.ts', /(new ShapeError\()[^,()]+, ('[^']*'|`[^`]*`)(, )?/g, '$1'],
  ['protocol/shape.ts', /path: string, expected: string, (?=isTooLarge)/, ''],
  ['protocol/shape.ts', /readonly path: string;/, ''],
  ['protocol/shape.ts', /this\.path = path;/, ''],
  ['protocol/shape.ts', /super\(`[^;]*`\);/, 'super();'],
  ['protocol/shape.ts', /, `\$\{path\}\[\$\{index\}\]`/, ''],
  ['protocol/shape.ts', /,\s+path \? `\$\{path\}(\.\$\{name\}|: each key)` : (name|'each key')/g, ''],
  ['protocol/shape.ts', /, path(?=\))/g, ''],
  ['protocol/event.ts', /, path(?=\))/g, ''],
  ['client/http.ts', /'No answer\.'/, `''`],
  ['client/http.ts', /`Not an answer of ours: [^`]*`/, `''`],
  ['client/timeline.ts', /throw new Error\(`unhandled case: [^`]*`\);/, ''],
  ['widget/lazy-outbox-store.ts', /new Error\('[^']*'\)/, '0'],
  ['protocol/frames.ts', /const helloFields = \{[^}]*\};/, 'const helloFields = {};'],
  ['protocol/frames.ts', /context: optional\(nullable\(visitorContext\)\),/, ''],
  ['protocol/frames.ts', /page: \{ context: visitorContext \},(?=\s+err:)/, ''],
  ['client/conversation-client.ts', /, dialect \} = options;/, ' } = options, dialect = undefined;'],
  ['client/conversation-client.ts', /if \(frame\.context !== undefined\).*/, ''],
  ['client/conversation-client.ts', /case 'page':[^;]*;\s*return;/, ''],
];

/** @throws when a cut is not found: the source has changed, and this list must be looked at. */
export const leanWords = (): Plugin => ({
  name: 'lean-words',
  enforce: 'pre',
  transform(code, id) {
    return CUTS.filter(([file]) => id.endsWith(`/${file}`)).reduce((rest, [file, from, to]) => {
      const cut = rest.replace(from, to);
      if (cut === rest) throw new Error(`lean-words: ${from} is not in ${file}`);
      return cut;
    }, code);
  },
});
