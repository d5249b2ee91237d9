/** Something the person at the keyboard can mend: shown as one line, without a stack. */
export class StartError extends Error {}

/** Runs what touches the data folder, and says what to do if the folder does not let us. */
export function inDataFolder<T>(dataDir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StartError || !(error instanceof Error && 'code' in error)) throw error;
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${error.code}). Make it writable, or choose another with PORCHLIGHT_DATA.`,
    );
  }
}

/** One line for what cannot be mended here, too: what it was, and where. */
export function whatFailed(error: unknown): string {
  if (error instanceof StartError) return error.message;
  const [what, where = ''] = (error instanceof Error && error.stack ? error.stack : String(error)).split(
    '\n',
  );
  return `stopped by an error of its own: ${what} ${where.trim()}`.trimEnd();
}
