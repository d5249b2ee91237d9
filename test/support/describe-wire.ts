/**
 * Describes the wire as it is declared in protocol/, so that a change of its shape is noticed and noted.
 *
 *     node test/support/describe-wire.ts print [protocol folder]
 *     node test/support/describe-wire.ts record "what changed"
 *
 * Recording again with the note of the newest entry brings that entry up to date.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { VERSION_HISTORY, type WireChange } from '../../protocol/version-history.ts';
import { type Description, describeByHand, isDescribed, sorted } from './shape-description.ts';

export const PROTOCOL = join(import.meta.dirname, '../../protocol');

/** Where the description of a version is kept, to be read. */
export const descriptionFile = (version: number): string =>
  join(import.meta.dirname, `../golden/wire-v${version}.json`);

export const fingerprint = (wire: Description): string =>
  createHash('sha256').update(JSON.stringify(wire)).digest('hex');

/** The wire as a folder's declarations have it, read by a process of its own in which shapes are descriptions. */
export const describeWire = (protocol = PROTOCOL): Description =>
  JSON.parse(execFileSync(process.execPath, [import.meta.filename, 'print', protocol], { encoding: 'utf8' }));

/** The checker itself, the history, and limits: those that travel are in the shapes, and the rest is not said. */
const NOT_DECLARATIONS = [
  'shape.ts',
  'version-history.ts',
  'limits.ts',
  'file-limits.ts',
  'notification-rules.ts',
];
/** Of limits.ts: a client must keep to the one, and wait for the other. */
const SAID_LIMITS = { LIMITS: ['frameBytes'], TIMES: ['longPollMs'] } as const;
/** Functions by which words are made, described by what they make. */
const WORDS: Record<string, (of: never, module: Record<string, unknown>) => Description> = {
  'said.saidOf': (saidOf: typeof import('../../protocol/said.ts').saidOf) => {
    const by = (name: string, seq: number) => ({ name, email: '', phone: '', seq });
    const claims = { visitor: by('V', 2), page: by('P', 1) };
    const best = [claims, { ...claims, verified: by('S', 0) }, {}].map((of) => saidOf(of, 'name')?.by);
    return best.join(' ');
  },
  'frames.pong': (pong: (head: number) => string) => pong(7),
  'inbox-view.bucketsOfFilter': (bucketsOfFilter: (filter: object, agent: string) => string[]) =>
    bucketsOfFilter(
      {
        state: 'open',
        assignee: 'me',
        team: 'T',
        labels: ['L'],
        site: 'S',
        priority: 'high',
        vip: true,
        mentions: true,
      },
      'A',
    ).join(', '),
  'codes.isRetryable': (isRetryable: (code: string) => boolean, { ERROR_CODES }) =>
    (ERROR_CODES as string[]).filter(isRetryable).sort().join(', '),
};

async function declared(protocol: string): Promise<Description> {
  const shapes = pathToFileURL(join(protocol, 'shape.ts')).href;
  const described = pathToFileURL(join(import.meta.dirname, 'shape-description.ts')).href;
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      return resolved.url === shapes ? { ...resolved, url: described } : resolved;
    },
  });
  const wire: Record<string, Description> = {};
  for (const file of readdirSync(protocol).filter((name) => !NOT_DECLARATIONS.includes(name))) {
    const module: Record<string, unknown> = await import(pathToFileURL(join(protocol, file)).href);
    for (const [name, value] of Object.entries(module)) {
      const path = `${file.replace('.ts', '')}.${name}`;
      // Of ids, only the shapes travel.
      if (file !== 'ids.ts' || isDescribed(value)) wire[path] = describe(path, value, module);
    }
  }
  const limits = await import(pathToFileURL(join(protocol, 'limits.ts')).href);
  for (const [group, names] of Object.entries(SAID_LIMITS))
    for (const name of names) wire[`limits.${group}.${name}`] = `${limits[group][name]}`;
  return sorted(wire);
}

function describe(path: string, value: unknown, module: Record<string, unknown>): Description {
  if (isDescribed(value)) return value.description;
  if (Array.isArray(value)) return value.sort().join(', ');
  if (typeof value === 'object' && value !== null)
    return sorted(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, `${said(part)}`])));
  if (typeof value !== 'function') return `${value}`;
  const word = WORDS[path];
  if (word) return word(value as never, module);
  try {
    return describeByHand(value as never);
  } catch (error) {
    throw new Error(`describe-wire.ts does not know what ${path} is. If it makes words, add it to WORDS.`, {
      cause: error,
    });
  }
}

function record(note: string): void {
  const wire = describeWire();
  const entry = {
    version: PROTOCOL_VERSION,
    date: new Date().toISOString().slice(0, 10),
    note,
    fingerprint: fingerprint(wire),
  };
  const kept = VERSION_HISTORY.at(-1)?.note === note ? VERSION_HISTORY.slice(0, -1) : VERSION_HISTORY;
  const file = join(PROTOCOL, 'version-history.ts');
  const [head] = readFileSync(file, 'utf8').split(/(?<== \[)\n/);
  writeFileSync(file, `${head}\n${[...kept, entry].map(asSource).join('')}];\n`);
  writeFileSync(descriptionFile(PROTOCOL_VERSION), `${JSON.stringify(wire, null, 2)}\n`);
  console.log(`${entry.fingerprint}  version ${entry.version}: ${note}`);
}

/** Of functions that make names, a name they make. */
const said = (part: unknown): unknown =>
  typeof part === 'function' ? part(...['open', 'ID'].slice(0, part.length)) : part;

const asSource = ({ version, date, note, fingerprint }: WireChange): string =>
  `  {
    version: ${version},
    date: '${date}',
    note: '${note.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}',
    fingerprint: '${fingerprint}',
  },
`;

if (import.meta.main) {
  const [what, argument] = process.argv.slice(2);
  if (what === 'print') console.log(JSON.stringify(await declared(argument ?? PROTOCOL), null, 2));
  else if (what === 'record' && argument) record(argument);
  else throw new Error('print [protocol folder], or record "what changed"');
}
