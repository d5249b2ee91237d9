/** WebSocket upgrades, and how they are refused. */
import { CLOSE_CODES, type ErrorCode } from '../../protocol/codes.ts';
import { SUBPROTOCOL } from '../../protocol/version.ts';
import type { AppContext } from '../auth/access.ts';
import { errorFrame, refusePeer } from '../durable/sockets.ts';
import { ProblemError } from '../problem.ts';

export const isUpgrade = (request: Request): boolean =>
  request.headers.get('upgrade')?.toLowerCase() === 'websocket';

/** The request that an object gets: nothing of the client's but the upgrade, and who the Worker says they are. */
export function upgradeFor(c: AppContext, header: string, who: object): Request {
  if (!isUpgrade(c.req.raw)) throw new ProblemError('bad_frame', 'This address speaks WebSocket.');
  return new Request(c.req.url, { headers: { upgrade: 'websocket', [header]: JSON.stringify(who) } });
}

/**
 * Browsers hide the status of a refused upgrade from scripts. So the socket is accepted and closed at once with a code
 * that the client can act on. No object is woken for it.
 */
export function refuseUpgrade({ code, message, retryAfterMs }: ProblemError): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  if (isCloseCode(code)) refusePeer(server, code, message);
  else {
    server.send(errorFrame(code, message, retryAfterMs));
    server.close(CLOSE_CODES.bad_frame, code);
  }
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: { 'sec-websocket-protocol': SUBPROTOCOL },
  });
}

const isCloseCode = (code: ErrorCode): code is keyof typeof CLOSE_CODES => code in CLOSE_CODES;
