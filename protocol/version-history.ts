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
    fingerprint: '362916c28f4052e5ab37da3fb73817e1c83d3ad828c30842fa2fdc76c2a0abfd',
  },
];
