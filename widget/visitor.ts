/** Who this browser is to a site: made at the first message. The secret is the token; the server keeps its hash. */
import type { Random } from '../client/environment.ts';
import { randomId } from '../client/random-id.ts';
import { conversationId, ID_LENGTHS, token, visitorId, workspaceOf } from '../protocol/ids.ts';
import { type Infer, object, parseJson } from '../protocol/shape.ts';

const visitor = object({ visitor: visitorId, token, conversation: conversationId });
export type Visitor = Infer<typeof visitor>;

/** Null when nothing is stored, or nothing that we can use. */
export function parseVisitor(stored: string | null): Visitor | null {
  try {
    return parseJson(visitor, stored ?? '');
  } catch {
    return null;
  }
}

export const makeVisitor = (site: string, random: Random): Visitor => ({
  visitor: randomId(random, ID_LENGTHS.visitor),
  token: randomId(random, ID_LENGTHS.token),
  conversation: `${workspaceOf(site)}-${randomId(random, ID_LENGTHS.conversation)}`,
});
