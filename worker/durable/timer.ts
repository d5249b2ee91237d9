/** Calls back later, unless this object is evicted before: for what an alarm would see to as well, later. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
