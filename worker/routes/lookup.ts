import { ID_LENGTHS, visitorId } from '../../protocol/ids.ts';
import { type LookupSetting, lookupRequest } from '../../protocol/lookup.ts';
import { type AppContext, type Member, parameter } from '../auth/access.ts';
import { workspaceStub } from '../env.ts';
import { askLookup } from '../lookup/ask-lookup.ts';
import { isLoopback, lookupAddress } from '../lookup/lookup-address.ts';
import { ProblemError } from '../problem.ts';
import type { Lookup } from '../workspace/lookup-store.ts';
import { bodyOf } from './route.ts';

/** GET /api/workspaces/:workspace/lookup. Out: lookupSetting. */
export const showLookup = async (c: AppContext, { workspace }: Member): Promise<Response> =>
  c.json(settingOf(await workspaceStub(c.env, workspace).lookup()));

/**
 * PATCH …/lookup. In: lookupRequest. Out: lookupSetting. Errors: forbidden (an address that the server may not be made
 * to call), bad_frame (an address, and no secret yet).
 */
export async function changeLookup(c: AppContext, { workspace }: Member): Promise<Response> {
  const stub = workspaceStub(c.env, workspace);
  const { url, secret = (await stub.lookup()).secret } = await bodyOf(c, lookupRequest);
  const address = url === null ? null : lookupAddress(url, isOnLoopback(c));
  if (url !== null && !address)
    throw new ProblemError('forbidden', 'Give a public address that begins with https://.');
  if (address && !secret) throw new ProblemError('bad_frame', 'Give a secret, too.');
  const lookup = { url: address?.href ?? null, secret };
  await stub.setLookup(lookup);
  return c.json(settingOf(lookup));
}

/**
 * GET …/people/:visitor/lookup. Out: lookupAnswer. Errors: not_found, overloaded (the owner's address did not answer in
 * time, or not as agreed).
 */
export async function lookUpPerson(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const visitor = parameter(visitorId, c.req.param('visitor'));
  const stub = workspaceStub(c.env, workspace);
  const outcome = await stub.person(agent, visitor, { is: 'show' });
  if (outcome.is === 'refused') throw new ProblemError(outcome.code, outcome.message);
  const { url, secret } = await stub.lookup();
  // What was allowed when it was set may not be here: the data may have moved to another machine.
  const address = url === null ? null : lookupAddress(url, isOnLoopback(c));
  if (!address) return c.json({ cards: null });
  const { email, emailBy, name, userIds } = outcome.person;
  const answer = await askLookup(address, secret, {
    visitor,
    email,
    isEmailVerified: emailBy === 'verified',
    name,
    userId: userIds[0] ?? null,
    workspace,
    at: Date.now(),
  });
  if (answer.is === 'failed') throw new ProblemError('overloaded', 'The look-up did not answer as agreed.');
  return c.json({ cards: answer.cards });
}

/** POST …/lookup/trial: asks the address as if about whoever tries it. Out: lookupTrial. */
export async function tryLookup(c: AppContext, { workspace, name, session }: Member): Promise<Response> {
  const { url, secret } = await workspaceStub(c.env, workspace).lookup();
  const address = url === null ? null : lookupAddress(url, isOnLoopback(c));
  if (!address) return c.json({ is: 'failed', because: 'off', detail: '' });
  const nobody = { visitor: '0'.repeat(ID_LENGTHS.visitor), isEmailVerified: false, userId: null };
  const question = { ...nobody, email: session.me.email, name, workspace, at: Date.now() };
  return c.json(await askLookup(address, secret, { ...question, isTrial: true }));
}

const settingOf = ({ url, secret }: Lookup): LookupSetting => ({ url, hasSecret: secret !== '' });

/** Used on the machine it runs on: neither Cloudflare nor a proxy hands the request on. */
const isOnLoopback = (c: AppContext): boolean =>
  isLoopback(new URL(c.req.url).hostname) &&
  c.req.header('cf-connecting-ip') === undefined &&
  c.req.header('x-forwarded-for') === undefined;
