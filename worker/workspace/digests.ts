/**
 * Writes to agents who have not been here while people wait for them: how many, and where the console is. Looked at every
 * quarter of an hour, as long as somebody waits. Rules NTF-10 and NTF-11 of docs/SPEC.md.
 */
import type { InboxRow } from '../../protocol/inbox.ts';
import { isQuiet } from '../../protocol/notification-rules.ts';
import type { LedgerEntry } from '../../protocol/notifications.ts';
import type { Mail, MailOutcome } from '../mail/send-mail.ts';
import type { DigestStore, Subscriber } from './digest-store.ts';
import type { Waiting } from './errands.ts';

export interface DigestPorts {
  store: Pick<DigestStore, 'subscribers' | 'setMailAt'>;
  now(): number;
  newId(): string;
  /** When agents who are connected had the console before their eyes, as far as that was heard of. */
  lastLooks(): ReadonlyMap<string, number>;
  /** Open and waiting for an answer, the longest first: this agent's, or nobody's. */
  waiting(assignee: string | null, limit: number): Waiting[];
  isAnybodyWaiting(): boolean;
  row(agent: string, conversation: string): InboxRow | null;
  /** Null: there is no way for e-mail. */
  send: ((mail: Mail) => Promise<MailOutcome>) | null;
  note(agent: string, entry: LedgerEntry): void;
}

const LOOK_MS = 15 * 60_000;
/** So long has somebody waited, and the agent not been here. Also the pause after a failure. */
const HOUR_MS = 60 * 60_000;
const PERIOD_MS = { never: Number.POSITIVE_INFINITY, hourly: HOUR_MS, daily: 24 * HOUR_MS };
/** More are not counted. */
const COUNTED = 100;

export class Digests {
  readonly #ports: DigestPorts;
  /** When it was last looked, and is to be looked next, in this life of the object. */
  #lookedAt: number | null = null;
  #dueAt: number | null = null;

  constructor(ports: DigestPorts) {
    this.#ports = ports;
  }

  /** When it is to be looked again after this time; null: nobody waits, or nobody wants to know. */
  nextDue(now: number): number | null {
    if (!this.#ports.send) return null;
    // Asked for with every report, so it must cost nothing.
    if (this.#dueAt !== null && this.#dueAt > now) return this.#dueAt;
    if (!this.#ports.isAnybodyWaiting() || this.#ports.store.subscribers().length === 0) return null;
    // Soon, if nobody has looked for long, at a time that stays the same however often it is asked for: an object
    // that is woken again and again must not put it off for ever.
    this.#dueAt = Math.max(now + 1_000, (this.#lookedAt ?? 0) + LOOK_MS);
    return this.#dueAt;
  }

  /** The alarm rang. */
  async run(): Promise<void> {
    const { store, now, lastLooks } = this.#ports;
    if (!this.#ports.send || (this.#lookedAt !== null && now() < this.#lookedAt + LOOK_MS)) return;
    this.#lookedAt = now();
    this.#dueAt = null;
    const looks = lastLooks();
    const absent = store
      .subscribers()
      .filter(
        ({ agent, seenAt, mailAt, preferences }) =>
          Math.max(seenAt, looks.get(agent) ?? 0) <= now() - HOUR_MS &&
          mailAt <= now() &&
          !isQuiet(preferences, now()),
      );
    await Promise.all(absent.map((subscriber) => this.#write(subscriber)));
  }

  async #write(subscriber: Subscriber): Promise<void> {
    const { store, now, newId, send, note } = this.#ports;
    const { agent, email, preferences, origin } = subscriber;
    const count = this.#unreadOf(subscriber);
    if (count === 0 || !send) return;
    // Before it is sent: two that run at once write once.
    store.setMailAt(agent, now() + HOUR_MS);
    const id = newId();
    const outcome = await send({ id, to: email, ...wordsOf(count, origin) });
    if (outcome.is === 'accepted') store.setMailAt(agent, now() + PERIOD_MS[preferences.digest]);
    note(agent, {
      id,
      at: now(),
      conversation: null,
      visitorName: null,
      occasion: 'digest',
      way: 'mail',
      device: null,
      outcome: outcome.is,
      detail: outcome.is === 'accepted' ? null : outcome.why,
    });
  }

  /** How many have waited for an hour without this agent having read them. */
  #unreadOf(subscriber: Subscriber): number {
    const { now, row } = this.#ports;
    return this.#waitingFor(subscriber, COUNTED)
      .map(({ conversation }) => row(subscriber.agent, conversation))
      .filter((it) => it && it.unread > 0 && (it.waitingSince ?? now()) <= now() - HOUR_MS).length;
  }

  #waitingFor({ agent }: Subscriber, limit: number): Waiting[] {
    return [...this.#ports.waiting(agent, limit), ...this.#ports.waiting(null, limit)].slice(0, limit);
  }
}

/** Nothing of what was said: mail is read on the way, and lies about. */
function wordsOf(count: number, origin: string): Pick<Mail, 'subject' | 'text'> {
  const number = count === COUNTED ? `${COUNTED} or more` : String(count);
  const subject = count === 1 ? 'One conversation waits for you' : `${number} conversations wait for you`;
  return { subject, text: `${subject}, for an hour or longer.\n\n${origin}/console\n` };
}
