import { LIMITS } from '../../protocol/limits.ts';
import {
  boolean,
  type Infer,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from '../../protocol/shape.ts';
import type { Peer } from '../durable/sockets.ts';

/** Who stands behind a connection; set by the Worker from the ticket, never by the client. */
export const participant = object({
  role: oneOf('visitor', 'agent'),
  id: text(64, 1),
  name: nullable(text(LIMITS.nameBytes)),
  /** Whether it has said hello: only then does it hear what others say. */
  isGreeted: boolean,
  /** Whether it wants to be told which colleagues have the conversation open, and where the visitor has been. */
  wantsPresence: optional(boolean),
  /** When this connection must prove itself anew: a session may have ended since. Milliseconds; visitors' never do. */
  until: integer(),
});
export type Participant = Infer<typeof participant>;
export type ConversationPeer = Peer<Participant>;

export const isToldPresence = ({ isGreeted, wantsPresence }: Participant): boolean =>
  isGreeted && wantsPresence === true;
