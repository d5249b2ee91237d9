/** Who this browser is to a site: made at the first message, kept in localStorage, else for as long as the page lives. */
import type { Random } from '../client/environment.ts';
import { randomId } from '../client/random-id.ts';
import { conversationId, ID_LENGTHS, token, visitorId, workspaceOf } from '../protocol/ids.ts';
import { type Infer, object, parseJson } from '../protocol/shape.ts';
import { readItem, visitorKey, writeItem } from './browser-storage.ts';

const visitor = object({ visitor: visitorId, token, conversation: conversationId });
export type Visitor = Infer<typeof visitor>;

export function readVisitor(site: string): Visitor | null {
  try {
    return parseJson(visitor, readItem('localStorage', visitorKey(site)) ?? '');
  } catch {
    return null;
  }
}

export const makeVisitor = (site: string, random: Random): Visitor => ({
  visitor: randomId(random, ID_LENGTHS.visitor),
  token: randomId(random, ID_LENGTHS.token),
  conversation: `${workspaceOf(site)}-${randomId(random, ID_LENGTHS.conversation)}`,
});

/** False when this browser will not remember. */
export const keepVisitor = (site: string, known: Visitor): boolean =>
  writeItem('localStorage', visitorKey(site), JSON.stringify(known));
