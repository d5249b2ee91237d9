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
    date: '2026-11-25',
    note: 'The first version.',
    fingerprint: 'd080d2c21d887706ea7396a0255a2bba6a50faa9e4e15e3a9f1ef5abac4e9094',
  },
];
