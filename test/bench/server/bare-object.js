/**
 * What a durable chat has to do at the least, and nothing else: one row for each message, then the frame as it came to
 * everybody. The yardstick of `npm run bench:server`.
 */
import { DurableObject } from 'cloudflare:workers';

export class Room extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, cid TEXT, text TEXT)',
    );
  }

  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(_, frame) {
    for (const { cid, text } of JSON.parse(frame).items)
      this.ctx.storage.sql.exec('INSERT INTO messages (cid, text) VALUES (?, ?)', cid, text);
    for (const socket of this.ctx.getWebSockets()) socket.send(frame);
  }

  webSocketClose(socket) {
    socket.close();
  }
}

export default {
  fetch(request, env) {
    const room = new URL(request.url).pathname;
    return room === '/health' ? new Response('ok') : env.ROOM.get(env.ROOM.idFromName(room)).fetch(request);
  },
};
