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
    fingerprint: '7ce2b512c41c5c119ef7e880651b91725faf8290645bb16e8e248cc776ae5a36',
  },
];
