/**
 * Tickets: a signed minute of access to one conversation's or inbox's connection, bound to the Origin that asked for
 * it. They exist because a WebSocket can't carry an Authorization header and a URL must not carry a secret.
 */
import { jwtVerify, SignJWT } from 'jose';
import type { Ticket } from '../../protocol/api.ts';
import { LIMITS, TIMES } from '../../protocol/limits.ts';
import { type Infer, nullable, object, oneOf, text } from '../../protocol/shape.ts';
import { ProblemError } from '../problem.ts';

/** Who may connect, to what, from where. */
const claims = object({
  aud: text(128, 1),
  sub: text(64, 1),
  role: oneOf('visitor', 'agent'),
  name: nullable(text(LIMITS.nameBytes)),
  /** The Origin header of the request for the ticket; null outside a browser. */
  origin: nullable(text(2048)),
});
export type TicketClaims = Infer<typeof claims>;

/** The audience of a workspace's inbox. A conversation's is its id. */
export const inboxAudience = (workspace: string): string => `inbox:${workspace}`;

const keyOf = (secret: string) => new TextEncoder().encode(secret);

export async function issueTicket(secret: string, who: TicketClaims): Promise<Ticket> {
  const expiresAt = Date.now() + TIMES.ticketMs;
  const ticket = await new SignJWT(who)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(new Date(expiresAt))
    .sign(keyOf(secret));
  return { ticket, expiresAt };
}

/** @throws ProblemError unauthenticated (expired, forged, for something else) or forbidden (another Origin). */
export async function checkTicket(
  secret: string,
  ticket: string,
  audience: string,
  origin: string | null,
): Promise<TicketClaims> {
  const verified = await jwtVerify(ticket, keyOf(secret), { algorithms: ['HS256'], audience }).catch(() => {
    throw new ProblemError(
      'unauthenticated',
      'This ticket has expired or is not for this. Ask for a new one.',
    );
  });
  const who = claims(verified.payload, 'ticket');
  if (who.origin !== origin) throw new ProblemError('forbidden', 'This ticket was issued to another Origin.');
  return who;
}
