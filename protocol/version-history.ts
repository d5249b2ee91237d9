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
    fingerprint: 'ee334532d333ebba9b0dfb26d392c4e9d05530c6a062237d04e0cc779a7a2d9b',
  },
];
