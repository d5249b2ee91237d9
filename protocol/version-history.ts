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
    fingerprint: '24dfeb8e582a05503ae0b7cdf50d1bbe6e0c4db6f23ce5ead28518195e09b259',
  },
];
