/**
 * The wire's version and its history. The server speaks this version and the one before it.
 *
 * 1 (2026-11): first version.
 */
export const PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol. The ticket travels as a second offered value, because a URL would end up in logs. */
export const SUBPROTOCOL = 'chat.v1';
export const TICKET_PREFIX = 'ticket.';
