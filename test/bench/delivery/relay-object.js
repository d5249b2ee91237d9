/** A plain Durable Object: what one connection says all connections hear, and nothing is stored. */
import { DurableObject } from 'cloudflare:workers';

export class Room extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(_from, message) {
    for (const socket of this.ctx.getWebSockets()) {
      // Sending to one that is closing throws, and would take the message from the others.
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    }
  }
}

export default {
  fetch(request, { ROOMS }) {
    if (request.headers.get('upgrade') !== 'websocket') return new Response('healthy');
    return ROOMS.get(ROOMS.idFromName('room')).fetch(request);
  },
};
