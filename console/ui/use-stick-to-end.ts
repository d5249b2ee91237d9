import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Nearer than this counts as being at the end. */
const SLACK_PX = 48;

/**
 * Keeps a growing log at its end while the reader is there, also when the composer below grows. Someone who has scrolled
 * up is left where they are and told that there is more; their own new message brings them down.
 */
export function useStickToEnd(lastKey: string | undefined, isLastMine: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [isBehind, setBehind] = useState(false);

  const toEnd = () => {
    const log = scroller.current;
    if (log) log.scrollTop = log.scrollHeight;
    isAtEnd.current = true;
    setBehind(false);
  };

  useLayoutEffect(() => {
    // Whoever is at the end is kept there by the observer below, with one layout a frame.
    if (isAtEnd.current) return;
    if (isLastMine) toEnd();
    else setBehind(true);
  }, [lastKey]);

  useLayoutEffect(() => {
    const log = scroller.current;
    if (!log) return;
    const observer = new ResizeObserver(() => isAtEnd.current && toEnd());
    observer.observe(log);
    if (log.firstElementChild) observer.observe(log.firstElementChild);
    return () => observer.disconnect();
  }, []);

  const scrolled = () => {
    const log = scroller.current;
    if (!log) return;
    isAtEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < SLACK_PX;
    if (isAtEnd.current) setBehind(false);
  };

  return { scroller, scrolled, isBehind, toEnd };
}
