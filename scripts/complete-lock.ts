// A registry mirror need not carry every platform's binary packages. npm then leaves them out of package-lock.json
// without a word, and `npm ci` refuses that file on every machine. `node scripts/complete-lock.ts` adds them after
// an `npm install` against such a mirror; test/unit/lock-file.test.ts says when it is needed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../selfhost/settings.ts';

interface LockEntry {
  version?: string;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
}

interface Missing {
  name: string;
  version: string;
  isDev: boolean;
}

const lockPath = join(root, 'package-lock.json');

export function readLock(): { packages: Record<string, LockEntry> } {
  return JSON.parse(readFileSync(lockPath, 'utf8'));
}

export function missingFromLock(packages: Record<string, LockEntry>): Missing[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(packages, path, name))
      .map(([name, version]) => ({ name, version, isDev: entry.dev === true })),
  );
}

/** Looks where Node would: beside the package, then in each folder above it. */
function isLocked(packages: Record<string, LockEntry>, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    if (packages[`${folder}${folder && '/'}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** Such packages are named for their platform, in words that npm understands. */
function platformOf(name: string) {
  const [os] = name.match(/aix|android|darwin|freebsd|linux|openharmony|sunos|win32/) ?? [];
  const [cpu] = name.match(/arm64|ia32|loong64|ppc64|riscv64|s390x|x64|arm(?=-)/) ?? [];
  if (!os || !cpu) throw new Error(`No platform can be read from the name ${name}: add it by hand.`);
  const libc = /musl/.test(name) ? 'musl' : 'glibc';
  return { cpu: [cpu], ...(/musl|gnu/.test(name) ? { libc: [libc] } : {}), os: [os] };
}

if (import.meta.main) {
  const lock = readLock();
  for (const { name, version, isDev } of missingFromLock(lock.packages)) {
    const entry = { version, ...(isDev ? { dev: true } : {}), optional: true, ...platformOf(name) };
    lock.packages[`node_modules/${name}`] = entry;
    console.log(`added ${name}@${version}`);
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(lockPath, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
