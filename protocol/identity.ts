/** How a site proves who its visitors are. Rules IDN of docs/SPEC.md; examples for servers stand in docs/API.md. */
import { PHONE_BYTES, userId } from './contact.ts';
import { LIMITS } from './limits.ts';
import { boolean, type Infer, integer, nullable, object, optional, pattern, text } from './shape.ts';

/**
 * POST /api/conversations/:conversation/identity, with the visitor's token as bearer: what the page knows of them.
 * `userHash`: HMAC-SHA256 of `userId` with the site's identity secret, in hexadecimal.
 */
export const identityRequest = object({
  userId: optional(userId),
  userHash: optional(text(128)),
  name: optional(text(LIMITS.nameBytes)),
  email: optional(text(254)),
  phone: optional(text(PHONE_BYTES)),
});
export const identityResponse = object({ isVerified: boolean });

/** GET and PATCH /api/workspaces/:workspace/sites/:site/identity. `madeAt` null: there is no secret yet. */
export const identitySetting = object({ madeAt: nullable(integer()), isRequired: boolean });
export type IdentitySetting = Infer<typeof identitySetting>;

/** POST of the same: a new secret, told this once. The one before is of no use from then on. */
export const identitySecret = object({
  secret: pattern(/^[0-9a-z]{52}$/),
  madeAt: integer(),
  isRequired: boolean,
});

/** `isRequired`: who the page says a user is counts only with proof. */
export const identityChange = object({ isRequired: boolean });
