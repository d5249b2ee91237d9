/**
 * Ids route themselves: a site key and a conversation id begin with their workspace, so no lookup table stands between
 * a request and its Durable Object, and the tenant is part of every object's name.
 */
import { pattern } from './shape.ts';

/** Crockford's base 32 in lower case: 5 bits a character, no letters that look alike (crockford.com/base32.html). */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export const ID_LENGTHS = {
  workspace: 10,
  site: 8,
  agent: 10,
  /** Of teams, labels, saved replies and saved views. */
  desk: 10,
  /** 130 bits: nobody guesses a conversation, and two devices never choose the same. */
  conversation: 26,
  visitor: 26,
  cid: 26,
  device: 26,
  /** 160 bits of secret. */
  token: 32,
} as const;

// Literals, because a minifier drops those that a bundle has no use for.
export const workspaceId = pattern(/^[0-9a-z]{10}$/);
export const siteKey = pattern(/^[0-9a-z]{10}-[0-9a-z]{8}$/);
export const conversationId = pattern(/^[0-9a-z]{10}-[0-9a-z]{26}$/);
export const visitorId = pattern(/^[0-9a-z]{26}$/);
export const deviceId = visitorId;
export const fileId = visitorId;
export const agentId = pattern(/^[0-9a-z]{10}$/);
/** Of a team, a label, a saved reply or a saved view: what a workspace arranges its desk with. */
export const deskId = pattern(/^[0-9a-z]{10}$/);
/** Client-made id of a command: at least 122 random bits, made once when the person presses send. */
export const cid = pattern(/^[\w-]{22,64}$/);
export const token = pattern(/^[0-9a-z]{32}$/);

/** The workspace that a site key or a conversation id belongs to. */
export const workspaceOf = (id: string): string => id.slice(0, ID_LENGTHS.workspace);
