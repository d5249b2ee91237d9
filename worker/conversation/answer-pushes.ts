/**
 * Tells the visitor of an answer by web push, where they asked for that and don't look. What is to be sent is a row from
 * the turn that stores the answer until it has been taken, so it survives this object. Rules NTF-12 to NTF-16 of docs/SPEC.md.
 */
import { attachments } from '../../protocol/files.ts';
import { parseJson } from '../../protocol/shape.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import type { AnswerMessage } from '../../protocol/visitor-push.ts';
import type { Alarm } from '../durable/share-alarm.ts';
import type { PushTarget } from '../push/encrypt-push.ts';
import { nextAttemptAt, topicOf, UNDER_WAY_MS } from '../push/push-schedule.ts';
import type { PushOutcome, PushRequest } from '../push/send-push.ts';
import { wellFormed } from '../well-formed.ts';
import type { ConversationStore } from './conversation-store.ts';
import type { AnswerPush, UnseenAnswer } from './push-store.ts';
import type { Snapshot } from './snapshot.ts';

export interface AnswerPushPorts extends Alarm {
  now(): number;
  snapshot(): Snapshot;
  /** Whether a page of the visitor's is connected. */
  isConnected(): boolean;
  send(target: PushTarget, request: PushRequest): Promise<PushOutcome>;
}

export interface AnswerPushes {
  /** Call in the turn that stores them. */
  stored(events: readonly TeamEvent[]): void;
  /** Sets the alarm for the next one. */
  arm(): void;
  /** The alarm rang: sends what is due. */
  fire(): Promise<void>;
}

/** Who is on the way from one page to the next is back by then. */
const ABSENT_MS = 3_000;
/** So long may somebody whose page is connected take to look. */
const LOOKING_MS = 15_000;
/** A phone that was off for the night is told in the morning. */
const TTL_MS = 24 * 60 * 60_000;
const EXCERPT_LENGTH = 140;

export function createAnswerPushes(
  { id, visitor }: { id: string; visitor: string },
  { pushes: store }: Pick<ConversationStore, 'pushes'>,
  ports: AnswerPushPorts,
): AnswerPushes {
  const arm = () => {
    const at = store.nextAt();
    if (at === null) ports.clearAlarm();
    else ports.setAlarm(at);
  };

  const unseen = (): UnseenAnswer | null => {
    const { isBlocked, reads } = ports.snapshot();
    return isBlocked ? null : store.unseenAnswer(reads.get(visitor)?.upTo ?? 0);
  };

  const send = async (push: AnswerPush, answer: UnseenAnswer): Promise<void> => {
    const device = store.find(push.device);
    if (!device || push.until <= ports.now()) return store.end(push);
    const { page, icon, contact } = device;
    const message: AnswerMessage = { porchlight: 'answer', conversation: id, ...wordsOf(answer), page, icon };
    const request = { text: JSON.stringify(message), topic: topicOf(id), ttlMs: TTL_MS, contact };
    const outcome = await ports
      .send(device, request)
      .catch((error): PushOutcome => ({ is: 'unreachable', why: String(error), retryAfterMs: 0 }));
    switch (outcome.is) {
      case 'accepted':
      case 'refused':
        return store.end(push);
      case 'gone':
        return store.removeEndpoint(device.endpoint);
      case 'unreachable': {
        const nextAt = nextAttemptAt(push, outcome.retryAfterMs, ports.now());
        return nextAt === null ? store.end(push) : store.delay(push, nextAt);
      }
    }
  };

  return {
    arm,

    stored(events) {
      const answer = events.findLast(({ kind, author }) => kind === 'message' && author.role === 'agent');
      const now = ports.now();
      if (answer) {
        if (store.add(answer.seq, now, now + ABSENT_MS, now + TTL_MS)) arm();
      } else if (store.nextAt() !== null && !unseen()) {
        // Now, not when it is due: the next answer's time is its own.
        store.endAll();
        arm();
      }
    },

    async fire() {
      if (!store.isDue(ports.now())) return arm();
      const answer = unseen();
      if (!answer) store.endAll();
      else if (ports.isConnected()) store.hold(LOOKING_MS);
      const due = store.take(ports.now(), ports.now() + UNDER_WAY_MS);
      // In case this process dies before it has an answer.
      arm();
      if (answer) await Promise.all(due.map((push) => send(push, answer)));
      arm();
    },
  };
}

/** Of whom they know, the first name does on a screen that others may see. */
function wordsOf({ name, text, attachments: files }: UnseenAnswer): { name: string; text: string } {
  const [first = ''] = (name ?? '').trim().split(/\s+/);
  // A message without words is known by its first file's name.
  const said = text || (files === null ? '' : (parseJson(attachments, files)[0]?.name ?? ''));
  return { name: wellFormed(first), text: wellFormed(said.replace(/[*_`]+/g, '').slice(0, EXCERPT_LENGTH)) };
}
