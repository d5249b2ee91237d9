/** Who this browser is to a site: made at the first message. The secret is the token; the server keeps its hash. */
import type { Random } from '../client/environment.ts';
import { randomId } from '../client/random-id.ts';
import { conversationId, ID_LENGTHS, token, visitorId, workspaceOf } from '../protocol/ids.ts';
import { type Infer, list, object, optional, parseJson } from '../protocol/shape.ts';

const visitor = object({
  visitor: visitorId,
  token,
  /** The newest. */
  conversation: conversationId,
  /** Those before it, newest first. */
  earlier: optional(list(conversationId, 100)),
});
export type Visitor = Infer<typeof visitor>;

/** Null when nothing is stored, or nothing that we can use. */
export function parseVisitor(stored: string | null): Visitor | null {
  try {
    return parseJson(visitor, stored ?? '');
  } catch {
    return null;
  }
}

/** With a new conversation. @param before who this browser was until now, if anybody. */
export const withConversation = (before: Visitor | null, site: string, random: Random): Visitor => ({
  visitor: before?.visitor ?? randomId(random, ID_LENGTHS.visitor),
  token: before?.token ?? randomId(random, ID_LENGTHS.token),
  conversation: `${workspaceOf(site)}-${randomId(random, ID_LENGTHS.conversation)}`,
  ...(before && { earlier: conversationsOf(before).slice(0, 100) }),
});

/** Newest first. */
export const conversationsOf = ({ conversation, earlier = [] }: Visitor): string[] => [
  conversation,
  ...earlier,
];
