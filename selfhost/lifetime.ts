// Ends everything we started, whichever way the end comes: a signal, npm killed, our test gone, workerd dead.

type Cleanup = () => void | Promise<void>;

const cleanups: Cleanup[] = [];
let isEnding = false;

/** Registers what has to be undone at the end; the newest is undone first. */
export function atEnd(cleanup: Cleanup): void {
  cleanups.unshift(cleanup);
}

export function hasBegunToEnd(): boolean {
  return isEnding;
}

export async function end(exitCode: number): Promise<void> {
  // Ctrl-C reaches us twice (from the terminal and forwarded by npm): the first one counts.
  if (isEnding) return;
  isEnding = true;
  for (const cleanup of cleanups) {
    try {
      await cleanup();
    } catch (error) {
      // What is left still has to be undone.
      console.error(error);
    }
  }
  process.exit(exitCode);
}

/** Never resolves once the end has begun: what would follow work that was cut short must not start. */
export async function unlessEnding(): Promise<void> {
  if (isEnding) await new Promise(() => {});
}

export function endOnSignals({
  endsWithParent,
  exitCode = 0,
}: {
  endsWithParent: boolean;
  exitCode?: number;
}) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!isEnding) console.log('Stopping …');
      void end(exitCode);
    });
  }
  // A test that started us over an IPC channel and died without saying so.
  process.on('disconnect', () => void end(exitCode));
  if (!endsWithParent) return;
  // npm killed with SIGKILL forwards nothing: notice that we were handed to another parent.
  const parentPid = process.ppid;
  setInterval(() => process.ppid !== parentPid && void end(exitCode), 500).unref();
}
