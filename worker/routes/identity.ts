import { identityChange, identityRequest } from '../../protocol/identity.ts';
import { workspaceOf } from '../../protocol/ids.ts';
import type { AppContext, ConversationVisitor, Member } from '../auth/access.ts';
import { clientAddress } from '../auth/client-address.ts';
import { conversationStub, workspaceStub } from '../env.ts';
import { newId } from '../new-id.ts';
import { notFound, ProblemError } from '../problem.ts';
import { wellFormed } from '../well-formed.ts';
import { requireAdmission } from './conversations.ts';
import { bodyOf } from './route.ts';
import { siteParameter } from './site-parameter.ts';

/**
 * POST /api/conversations/:conversation/identity: the page says who its visitor is. In: identityRequest. Out:
 * identityResponse. What comes with a valid `userHash` is told to agents as proven, everything else as the page's word.
 * Errors: forbidden (a wrong hash; none, where the site requires one; this browser is another user's), rate_limited, blocked, bad_frame.
 */
export async function identifyVisitor(c: AppContext, caller: ConversationVisitor): Promise<Response> {
  const { conversation, site, id: visitor } = caller;
  await requireAdmission(c, caller);
  const { userId = null, userHash = null, ...said } = await bodyOf(c, identityRequest);
  const claim = { site, visitor, userId, userHash, network: clientAddress(c) };
  const outcome = await workspaceStub(c.env, workspaceOf(site)).identify(claim);
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message, outcome.retryAfterMs);
  const isVerified = outcome.is === 'verified';
  const { name = '', email = '', phone = '' } = said;
  if (name || email || phone) {
    const contact = {
      cid: newId(26),
      kind: 'contact' as const,
      name: wellFormed(name),
      email: wellFormed(email),
      ...(phone && { phone: wellFormed(phone) }),
      by: isVerified ? ('verified' as const) : ('page' as const),
    };
    const author = { role: 'visitor' as const, id: visitor, name: null };
    const [result] = (await conversationStub(c.env, conversation).perform(author, [contact])) ?? [];
    if (result?.outcome === 'refused')
      throw new ProblemError(result.code as 'blocked', result.message, result.retryAfterMs);
  }
  return c.json({ isVerified });
}

/** GET /api/workspaces/:workspace/sites/:site/identity. Out: identitySetting. Errors: not_found. */
export async function showIdentity(c: AppContext, { workspace }: Member): Promise<Response> {
  const setting = await workspaceStub(c.env, workspace).identitySetting(siteParameter(c));
  if (!setting) throw notFound();
  return c.json(setting);
}

/**
 * POST of the same: a new secret in the place of the one before. Out: identitySecret, which is told this once. Errors:
 * not_found.
 */
export async function makeIdentitySecret(c: AppContext, { workspace }: Member): Promise<Response> {
  const made = await workspaceStub(c.env, workspace).makeIdentitySecret(siteParameter(c));
  if (!made) throw notFound();
  c.header('cache-control', 'no-store');
  return c.json(made);
}

/** PATCH of the same. In: identityChange. Out: identitySetting. Errors: not_found (also: there is no secret yet). */
export async function changeIdentity(c: AppContext, { workspace }: Member): Promise<Response> {
  const { isRequired } = await bodyOf(c, identityChange);
  const setting = await workspaceStub(c.env, workspace).requireIdentity(siteParameter(c), isRequired);
  if (!setting) throw notFound();
  return c.json(setting);
}
