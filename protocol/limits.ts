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
  urlBytes: 2048,
  inboxRowsPerPage: 50,
} as const;

/** Of files. By themselves, so that the messenger does not carry them before somebody attaches something. */
export const FILE_LIMITS = {
  fileBytes: 10 * 1024 * 1024,
  conversationBytes: 100 * 1024 * 1024,
  /** The name as it is kept; as it is sent it may be longer. */
  nameBytes: 200,
  /** A browser unpacks a picture to four bytes a pixel. */
  pictureMegapixels: 50,
  perMessage: 10,
  /** Of one person, at the same time. */
  uploadsAtOnce: 10,
  /** Files that no message mentions go after a week, so that one may be offline until then. */
  unsentMs: 7 * 24 * 60 * 60_000,
  /** So long does an address of a file work, and at least half as long. */
  linkMs: 60 * 60_000,
} as const;

/** Token buckets: `capacity` at once, refilled at `perMs`. */
export const RATES = {
  visitorMessages: { capacity: 20, refillCount: 10, refillMs: 10_000 },
  visitorFiles: { capacity: 20, refillCount: 10, refillMs: 60_000 },
  newConversationsPerAddress: { capacity: 5, refillCount: 5, refillMs: 60_000 },
  signInFailuresPerNetwork: { capacity: 10, refillCount: 10, refillMs: 15 * 60_000 },
  signInFailuresPerAccount: { capacity: 100, refillCount: 100, refillMs: 15 * 60_000 },
  /** Password hashes of everybody together: each takes the processor for about 0.2 s. */
  passwordHashes: { capacity: 30, refillCount: 2, refillMs: 1_000 },
  /** Requests of one network for what is not there. */
  misses: { capacity: 60, refillCount: 60, refillMs: 60_000 },
  /** Frames of one person, other than an agent's `send`. */
  frames: { capacity: 100, refillCount: 20, refillMs: 1_000 },
} as const;

export const TIMES = {
  ticketMs: 60_000,
  /** So long may an agent's connection outlive the session that opened it. */
  agentConnectionMs: 15 * 60_000,
  signInLinkMs: 60 * 60_000,
  sessionMs: 30 * 24 * 60 * 60_000,
  heartbeatMs: 20_000,
  pongTimeoutMs: 10_000,
  wakePongTimeoutMs: 5_000,
  handshakeTimeoutMs: 10_000,
  reconnectBaseMs: 1_000,
  reconnectCapMs: 30_000,
  longPollMs: 25_000,
  typingMs: 5_000,
} as const;
