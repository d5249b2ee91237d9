/** Addresses of files, asked for together and kept for as long as they work. Rule FIL-7 of docs/SPEC.md. */
import type { fileLinks } from '../protocol/files.ts';
import type { Infer } from '../protocol/shape.ts';
import type { Clock } from './environment.ts';

export interface FileLinks {
  /** Whole address of the file, or null while it is asked for; then `changed` is called. */
  get(file: string): string | null;
  /** It did not work: asked for anew, but not again and again. */
  renew(file: string): void;
}

type Ask = (files: string[]) => Promise<Infer<typeof fileLinks>>;

/** One that is about to end is of no use to somebody who is about to click. */
const SPARE_MS = 30_000;
/** What is not there, or can't be asked for, is not asked for at once again. */
const PATIENCE_MS = 10_000;
const AT_ONCE = 50;

export function createFileLinks(clock: Clock, origin: string, ask: Ask, changed: () => void): FileLinks {
  const known = new Map<string, { path: string | null; until: number }>();
  let wanted: string[] = [];

  const askNow = async () => {
    const files = wanted.slice(0, AT_ONCE);
    wanted = wanted.slice(AT_ONCE);
    if (wanted.length > 0) void askNow();
    const answer = await ask(files).catch(() => null);
    const until = clock.now() + PATIENCE_MS;
    for (const file of files) known.set(file, { path: null, until });
    for (const { file, path } of answer?.links ?? [])
      known.set(file, { path, until: Math.max(until, (answer?.expiresAt ?? 0) - SPARE_MS) });
    changed();
    // Somebody looks at what could not be had: once more, later.
    if (!answer) clock.after(PATIENCE_MS, changed);
  };

  const want = (file: string) => {
    if (wanted.length === 0) queueMicrotask(askNow);
    wanted.push(file);
    // Until there is an answer.
    known.set(file, { path: known.get(file)?.path ?? null, until: Number.POSITIVE_INFINITY });
  };

  return {
    get(file) {
      const link = known.get(file);
      if (!link || clock.now() >= link.until) want(file);
      const path = known.get(file)?.path;
      return path ? origin + path : null;
    },
    renew(file) {
      const link = known.get(file);
      if (!link?.path) return;
      known.set(file, { path: null, until: clock.now() + PATIENCE_MS });
      clock.after(PATIENCE_MS, changed);
    },
  };
}
