/**
 * The history of the wire's shape: what changed, and the SHA-256 of its description in test/golden/wire-vN.json.
 * Nothing that runs imports this. An entry is made by `node test/support/describe-wire.ts record "what changed"`.
 */
export interface WireChange {
  version: number;
  date: string;
  note: string;
  fingerprint: string;
}

export const VERSION_HISTORY: readonly WireChange[] = [
  {
    version: 1,
    date: '2026-11-26',
    note: 'The first version.',
    fingerprint: 'ef50108e7c8cfc3eee7ee77f0cd9beaf4505c04dfb097cd24aa5e3984b65e996',
  },
];
