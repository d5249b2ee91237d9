/**
 * The owner's own data about a person: the Worker asks an address of theirs, signed, when an agent looks. Rules LKP-1 to
 * LKP-4 of docs/SPEC.md; how the other end verifies the question stands in docs/API.md.
 */
import { boolean, type Infer, list, nullable, object, oneOf, optional, tagged, text } from './shape.ts';

export const LOOKUP = { timeoutMs: 3_000, bytes: 16 * 1024 } as const;

/** PATCH /api/workspaces/:workspace/lookup. Without an address nothing is asked; without a secret the old one stays. */
export const lookupRequest = object({
  url: nullable(text(2048, 1)),
  secret: optional(text(256, 32)),
});

/** Answer of that, and of GET …/lookup: the secret is never told. */
export const lookupSetting = object({ url: nullable(text(2048)), hasSecret: boolean });
export type LookupSetting = Infer<typeof lookupSetting>;

const line = text(256, 1);
const cards = list(
  object({
    title: line,
    fields: list(object({ name: line, value: text(1024), link: optional(text(2048)) }), 30),
  }),
  10,
);

/** What the owner's address answers. */
export const lookupCards = object({ cards });
export type LookupCard = Infer<typeof cards>[number];

/** GET …/people/:visitor/lookup; null: no address is set. */
export const lookupAnswer = object({ cards: nullable(cards) });

/**
 * POST …/lookup/trial: the address is asked as if about the admin who tries it, with `isTrial`. `detail` says more, as far as
 * the answer does.
 */
export const lookupTrial = tagged('is', {
  answered: { cards },
  failed: {
    because: oneOf('off', 'timeout', 'unreachable', 'status', 'too-long', 'shape'),
    detail: text(512),
  },
});
export type LookupTrial = Infer<typeof lookupTrial>;
