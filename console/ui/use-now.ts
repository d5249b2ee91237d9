import { useEffect, useState } from 'preact/hooks';

/** The time, as fresh as asked for. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  // A state change between two ticks must not show a message from the future.
  return Math.max(now, Date.now() - everyMs);
}
