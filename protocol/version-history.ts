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
    fingerprint: 'b0fc69779bbfc79741ab0eefd96f510d8b9fb0033f948c8c1c4fdd28936867ff',
  },
];
