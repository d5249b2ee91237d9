import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Moves a finished folder over the old one, file by file: a server that has the old one open goes on serving. */
export function publish(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const fresh = new Set(filesIn(from));
  for (const path of fresh) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    renameSync(join(from, path), join(to, path));
  }
  for (const path of filesIn(to)) if (!fresh.has(path)) rmSync(join(to, path), { force: true });
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
