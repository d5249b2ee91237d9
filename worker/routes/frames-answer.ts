import type { HttpAnswer } from '../durable/http-peers.ts';
import { ProblemError } from '../problem.ts';

/** What an object answers to frames by HTTP. The frames are text already and go out as they are. */
export function answerOf(answer: HttpAnswer): Response {
  if ('refused' in answer) throw new ProblemError(answer.refused, 'One of these frames cannot be taken.');
  return new Response(`{"frames":[${answer.frames.join(',')}]}`, {
    headers: { 'content-type': 'application/json' },
  });
}
