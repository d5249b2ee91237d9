import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Readable } from '../../client/store.ts';

const itself = <T>(value: T): unknown => value;

/** Draws again when the value, or the part of it that `select` picks, is another one. */
export function useReadable<T>(readable: Readable<T>): T;
export function useReadable<T, S>(readable: Readable<T>, select: (value: T) => S): S;
export function useReadable<T>(readable: Readable<T>, select: (value: T) => unknown = itself): unknown {
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  const drawn = useRef<unknown>(undefined);
  drawn.current = select(readable.get());

  // `select` may be a new function each time; what counts is what it picks.
  const selecting = useRef(select);
  selecting.current = select;

  useEffect(() => {
    const check = () => {
      if (selecting.current(readable.get()) !== drawn.current) redraw(null);
    };
    check();
    return readable.subscribe(check);
  }, [readable]);
  return drawn.current;
}
