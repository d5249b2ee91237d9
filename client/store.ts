/** A value that tells its readers when it changed. The models write it, components read it. */
import type { Cancel } from './environment.ts';

export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): Cancel;
}

export interface Writable<T> extends Readable<T> {
  set(value: T): void;
  /** Replaces the named fields, keeps the rest. */
  patch(fields: Partial<T>): void;
}

export function writable<T extends object>(initial: T): Writable<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  const set = (value: T) => {
    current = value;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => current,
    set,
    patch: (fields) => set({ ...current, ...fields }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
