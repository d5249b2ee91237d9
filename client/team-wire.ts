/**
 * The agents' way of reading a conversation's wire. What only the team sees is handed on as it comes; for the timeline it
 * is what it is for visitors, an event that is counted. Apart from the client, which every visitor downloads.
 */
import { type ClientFrame, type ServerFrame, serverFrame } from '../protocol/frames.ts';
import { list, object, type Shape } from '../protocol/shape.ts';
import { type TeamCommand, teamCommand } from '../protocol/team-event.ts';
import {
  type PresentFrame,
  presentFrame,
  type TeamServerFrame,
  teamServerFrame,
} from '../protocol/team-frames.ts';

export interface TeamWire {
  frame: Shape<ServerFrame | PresentFrame>;
  frames: Shape<{ frames: (ServerFrame | PresentFrame)[] }>;
  command: Shape<TeamCommand>;
  hello: Pick<Extract<ClientFrame, { t: 'hello' }>, 'presence'>;
}

/**
 * @param heard each frame, before the client acts on it. Events may come twice or with a hole before them (DLV-5): apply
 * only the next one, and start anew with a `welcome` of another epoch.
 */
export function teamWire(heard: (frame: TeamServerFrame) => void): TeamWire {
  const frame: TeamWire['frame'] = (value, path) => {
    const whole = teamServerFrame(value, path);
    heard(whole);
    return whole.t === 'present' ? presentFrame(value, path) : serverFrame(value, path);
  };
  return {
    frame,
    frames: object({ frames: list(frame, 64) }),
    command: teamCommand,
    hello: { presence: true },
  };
}
