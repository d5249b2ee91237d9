// The house rules of docs/ARCHITECTURE.md that a machine can check, as one pure function over sources.

export interface Source {
  /** From the root of the repository, with forward slashes. */
  path: string;
  text: string;
}

interface Room {
  /** Which rooms it may import from, besides itself. */
  rooms: string[];
  /** Which packages and platform modules it may import. */
  packages: RegExp;
}

const nothing = /^$/;
const anything = /^/;

const rooms: Record<string, Room> = {
  protocol: { rooms: [], packages: nothing },
  client: { rooms: ['protocol'], packages: nothing },
  // A visitor pays for every byte of it.
  widget: { rooms: ['client', 'protocol'], packages: /^preact(\/|$)/ },
  console: { rooms: ['client', 'protocol'], packages: anything },
  worker: { rooms: ['protocol'], packages: anything },
  // A customer's site knows nothing of us.
  demo: { rooms: [], packages: nothing },
  // Runs on every start: nothing to load but Node itself.
  selfhost: { rooms: ['scripts'], packages: /^node:/ },
  scripts: { rooms: ['selfhost'], packages: anything },
};

/** Every offence as `path:line message`. */
export function findOffences(sources: Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    return [...importOffences(path, code), ...objectOffences(path, code)];
  });
}

function importOffences(path: string, code: string): string[] {
  const [roomName = ''] = path.split('/');
  const room = rooms[roomName];
  if (!room) return [];
  return importsIn(code).flatMap(({ specifier, line }) => {
    if (!specifier.startsWith('.')) {
      if (room.packages.test(specifier)) return [];
      return [`${path}:${line} ${roomName} may not import the package ${specifier}`];
    }
    const target = resolvePath(path, specifier).split('/')[0] ?? '';
    if (target === roomName || room.rooms.includes(target)) return [];
    return [`${path}:${line} ${roomName} may not import from ${target}`];
  });
}

/** Only objects know the platform's context, and only stores know SQL: so rules stay testable as tables. */
function objectOffences(path: string, code: string): string[] {
  if (!path.startsWith('worker/')) return [];
  const offences: string[] = [];
  if (!path.endsWith('-object.ts')) {
    for (const line of linesWith(code, /\bthis\.ctx\b|\bDurableObjectState\b/g))
      offences.push(`${path}:${line} only *-object.ts may touch an object's ctx`);
  }
  if (!/(-store|\bmigrate|migrations)\.ts$|\/durable\/sql\.ts$/.test(path)) {
    for (const line of linesWith(
      code,
      /\bsql\.exec\(|(['"`])\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH)\s/g,
    ))
      offences.push(`${path}:${line} SQL stands only in *-store.ts and migrations`);
  }
  return offences;
}

function importsIn(code: string): { specifier: string; line: number }[] {
  const forms = [
    /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"](?<from>[^'"]+)['"]/,
    /(?:^|;)\s*import\s*['"](?<effect>[^'"]+)['"]/,
    /\bimport\s*\(\s*['"`](?<later>[^'"`]+)['"`]/,
  ];
  const pattern = new RegExp(forms.map((it) => it.source).join('|'), 'gm');
  return [...code.matchAll(pattern)].map((match) => ({
    specifier: match.groups?.from ?? match.groups?.effect ?? match.groups?.later ?? '',
    line: lineAt(code, match.index + match[0].length),
  }));
}

function resolvePath(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

function linesWith(code: string, pattern: RegExp): number[] {
  return [...code.matchAll(pattern)].map((match) => lineAt(code, match.index));
}

function lineAt(code: string, index: number): number {
  return code.slice(0, index).split('\n').length;
}

/** Blanks comments and keeps strings and line numbers. */
function withoutComments(text: string): string {
  const stringOrComment =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(stringOrComment, (token) =>
    token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token,
  );
}
