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
    fingerprint: '0db9d4d3e062f989cfb894d825b69f739fc1a4d081c6e4fd1c04a070563100e1',
  },
];
