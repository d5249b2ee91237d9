/** Every limit of the wire, in one place. Bytes are UTF-8; durations are milliseconds. Reasons stand in docs/SPEC.md. */
export const LIMITS = {
  frameBytes: 64 * 1024,
  textBytes: 16 * 1024,
  itemsPerSend: 20,
  eventsPerPage: 200,
  outboxItems: 500,
  outboxBytes: 5 * 1024 * 1024,
  socketsPerVisitor: 10,
  nameBytes: 80,
  quickReplies: 6,
  quickReplyBytes: 80,
  urlBytes: 2048,
  inboxRowsPerPage: 50,
} as const;

/** Of an agent's photo. Apart from the others, which every visitor downloads. */
export const PHOTO_LIMITS = { bytes: 32 * 1024, pixelsPerSide: 512 } as const;

/** Token buckets: `capacity` at once, refilled at `perMs`. */
export const RATES = {
  visitorMessages: { capacity: 20, refillCount: 10, refillMs: 10_000 },
  /** What a visitor says of who they are, or their page does: each changes many rows of the list. */
  visitorContacts: { capacity: 5, refillCount: 1, refillMs: 60_000 },
  visitorFiles: { capacity: 20, refillCount: 10, refillMs: 60_000 },
  /** Of a conversation: where its visitor wants to be told of answers. */
  visitorDevices: { capacity: 20, refillCount: 10, refillMs: 60_000 },
  newConversationsPerAddress: { capacity: 5, refillCount: 5, refillMs: 60_000 },
  signInFailuresPerNetwork: { capacity: 10, refillCount: 10, refillMs: 15 * 60_000 },
  signInFailuresPerAccount: { capacity: 100, refillCount: 100, refillMs: 15 * 60_000 },
  /** Password hashes of everybody together: each takes the processor for about 0.2 s. */
  passwordHashes: { capacity: 30, refillCount: 2, refillMs: 1_000 },
  /** Of one network: proofs of identity that are none. */
  wrongIdentities: { capacity: 10, refillCount: 10, refillMs: 60_000 },
  /** Requests of one network for what is not there. */
  misses: { capacity: 60, refillCount: 60, refillMs: 60_000 },
  /** Frames of one person, other than an agent's `send`. */
  frames: { capacity: 100, refillCount: 20, refillMs: 1_000 },
} as const;

export const TIMES = {
  ticketMs: 60_000,
  heartbeatMs: 20_000,
  pongTimeoutMs: 10_000,
  wakePongTimeoutMs: 5_000,
  handshakeTimeoutMs: 10_000,
  reconnectBaseMs: 1_000,
  reconnectCapMs: 30_000,
  longPollMs: 25_000,
  typingMs: 5_000,
} as const;

/** Apart from the others, which every visitor downloads. */
export const AGENT_TIMES = {
  /** So long may an agent's connection outlive the session that opened it. */
  connectionMs: 15 * 60_000,
  signInLinkMs: 60 * 60_000,
  /** People read their mail late, and may be on holiday. */
  invitationMs: 7 * 24 * 60 * 60_000,
  sessionMs: 30 * 24 * 60 * 60_000,
} as const;
