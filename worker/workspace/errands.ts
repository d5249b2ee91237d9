/**
 * What the workspace has conversations do by itself: snoozed ones come back when it is time, what waits for somebody who
 * is away returns to the queue, and the queue is handed out. Decided from the index, done by the conversations, which
 * say no when it is no longer so: doing it twice is doing it once. Rules DSK-5 to DSK-7 of docs/SPEC.md. And chores, which
 * are on disk until they are done (chore-store.ts).
 */
import type { AssignmentRule, Availability } from '../../protocol/desk.ts';
import type { Expected } from '../conversation/conversation-core.ts';
import type { TrustedCommand } from './action-commands.ts';
import type { Chore, ChoreStore } from './chore-store.ts';

/** A conversation as far as it matters here. */
export interface Waiting {
  conversation: string;
  assignee: string | null;
  team: string | null;
}

export interface Colleague {
  agent: string;
  name: string;
  availability: Availability;
  /** Conversations that are open and theirs. */
  load: number;
  /** Null: as many as come. */
  limit: number | null;
  teams: readonly string[];
}

export interface Errand {
  conversation: string;
  do: { command: TrustedCommand; onlyIf: Expected } | { chore: Chore['what'] };
  /** Who gets it, where somebody does. */
  to: string | null;
}

/** Who is next; null: nobody who could take it is there. */
export function nextAgent(
  { team }: Pick<Waiting, 'team'>,
  colleagues: readonly Colleague[],
  mode: AssignmentRule['mode'],
  last: string | null,
): Colleague | null {
  if (mode === 'manual') return null;
  const turn = colleagues.findIndex(({ agent }) => agent === last) + 1;
  const inTurn = [...colleagues.slice(turn), ...colleagues.slice(0, turn)];
  const able = inTurn.filter(
    ({ availability, load, limit, teams }) =>
      availability === 'available' &&
      (limit === null || load < limit) &&
      (team === null || teams.includes(team)),
  );
  const [first] = mode === 'round-robin' ? able : able.toSorted((a, b) => a.load - b.load);
  return first ?? null;
}

export interface ErrandPorts {
  now(): number;
  newCid(): string;
  rule(): AssignmentRule;
  colleagues(): Colleague[];
  lastInTurn(): string | null;
  setLastInTurn(agent: string): void;
  /** Snoozed until a time that has come, the earliest first. */
  due(now: number, limit: number): { conversation: string; snoozedUntil: number }[];
  /** When the next one after this time is due; null: none is. */
  nextDue(now: number): number | null;
  /** Open and waiting for an answer, the longest first: this agent's, or nobody's. */
  waiting(assignee: string | null, limit: number): Waiting[];
  /** Open, and theirs who are not in the team any more. */
  ownerless(limit: number): { conversation: string; agent: string }[];
  chores: Pick<ChoreStore, 'due' | 'nextDue' | 'done' | 'failed'>;
  /** @returns false when it was no longer so. Throws when the conversation could not be asked. */
  perform(errand: Errand): Promise<boolean>;
  setAlarm(at: number): void;
  clearAlarm(): void;
  failed(error: unknown): void;
}

const BATCH = 50;
/** Some of those may be for a team of which nobody is there. */
const QUEUE = 200;
/** Reports that are asked for go on beside the day's work: so many, then a rest. */
const REPORTS = 20;
const REPORTS_REST_MS = 1_000;
/** After so long the alarm looks at what was under way; what failed rests for as long. */
const RETRY_MS = 15_000;
/** So long may the index take to learn what an errand did, before it is run again. */
const UNTOLD_MS = 30_000;

export class Errands {
  readonly #ports: ErrandPorts;
  /** Not to be run now: done and not yet to be seen in the index, or failed. Until when, and who has one more. */
  readonly #untold = new Map<string, { until: number; to: string | null }>();
  #isRunning = false;
  #isAskedAgain = false;
  #alarmAt: number | null = null;
  #reportsAt = 0;

  constructor(ports: ErrandPorts) {
    this.#ports = ports;
  }

  /** The index has been told: what was done there may be seen from now on. */
  told(conversations: Iterable<string>): void {
    for (const conversation of conversations) this.#untold.delete(conversation);
  }

  /** Something changed: runs what there is to run. Call in the same turn, so that the alarm is part of the change. */
  async run(): Promise<void> {
    if (this.#isRunning) {
      this.#isAskedAgain = true;
      // It may be the alarm that asks: without another, what is under way would be lost with this object.
      this.#arm(this.#ports.now(), true);
      return;
    }
    this.#isRunning = true;
    try {
      do {
        this.#isAskedAgain = false;
        const now = this.#ports.now();
        const errands = this.#next(now);
        const doing = errands.map((errand) => this.#do(errand, now));
        this.#arm(now, errands.length > 0);
        await Promise.all(doing);
        if (errands.length > 0) this.#isAskedAgain = true;
      } while (this.#isAskedAgain);
    } finally {
      this.#isRunning = false;
    }
  }

  /** The alarm rang. */
  async fire(): Promise<void> {
    this.#alarmAt = null;
    await this.run();
  }

  async #do(errand: Errand, now: number): Promise<void> {
    this.#untold.set(errand.conversation, { until: now + UNTOLD_MS, to: errand.to });
    const chore = 'chore' in errand.do ? errand.do.chore : null;
    try {
      await this.#ports.perform(errand);
      if (!chore) return;
      this.#ports.chores.done(chore, errand.conversation);
      this.#untold.delete(errand.conversation);
    } catch (error) {
      if (chore) this.#ports.chores.failed(chore, errand.conversation, this.#ports.now());
      this.#untold.set(errand.conversation, { until: this.#ports.now() + RETRY_MS, to: null });
      this.#ports.failed(error);
    }
  }

  /**
   * While something is under way, failed or not yet told, the alarm sees to what a crash would leave behind. What is due
   * by now is among that, so it doesn't count: an alarm for the past rings at once, and again.
   */
  #arm(now: number, isBusy: boolean): void {
    const { chores, nextDue } = this.#ports;
    const isResting = now < this.#reportsAt && chores.due('report', now, 1).length > 0;
    const times = [
      nextDue(now),
      isBusy || this.#untold.size > 0 ? now + RETRY_MS : null,
      isResting ? this.#reportsAt : null,
      chores.nextDue('report', now),
      chores.nextDue('block', now),
    ].filter((at) => at !== null);
    const at = times.length > 0 ? Math.min(...times) : null;
    if (at === this.#alarmAt) return;
    this.#alarmAt = at;
    if (at === null) this.#ports.clearAlarm();
    else this.#ports.setAlarm(at);
  }

  #next(now: number): Errand[] {
    for (const [conversation, { until }] of this.#untold) if (until <= now) this.#untold.delete(conversation);
    const isNew = ({ conversation }: { conversation: string }) => !this.#untold.has(conversation);
    return [
      ...this.#wakings(now).filter(isNew),
      ...this.#returns().filter(isNew),
      ...this.#ownerless().filter(isNew),
      ...this.#assignments(isNew),
      ...this.#chores(now).filter(isNew),
    ];
  }

  #chores(now: number): Errand[] {
    const { chores } = this.#ports;
    const reports = now < this.#reportsAt ? [] : chores.due('report', now, REPORTS);
    if (reports.length > 0) this.#reportsAt = now + REPORTS_REST_MS;
    const errand =
      (chore: Chore['what']) =>
      (conversation: string): Errand => ({ conversation, do: { chore }, to: null });
    return [...chores.due('block', now, BATCH).map(errand('block')), ...reports.map(errand('report'))];
  }

  #wakings(now: number): Errand[] {
    return this.#ports.due(now, BATCH).map(({ conversation, snoozedUntil }) => ({
      conversation,
      do: {
        command: { cid: this.#ports.newCid(), kind: 'snooze', until: null },
        onlyIf: { snoozedUntil },
      },
      to: null,
    }));
  }

  #returns(): Errand[] {
    const away = this.#ports.colleagues().filter(({ availability }) => availability === 'away');
    return away.flatMap(({ agent }) =>
      this.#ports.waiting(agent, BATCH).map(({ conversation }) => ({
        conversation,
        do: {
          command: { cid: this.#ports.newCid(), kind: 'assignment', assignee: null, reason: 'away' },
          onlyIf: { assignee: agent },
        },
        to: null,
      })),
    );
  }

  #ownerless(): Errand[] {
    return this.#ports.ownerless(BATCH).map(({ conversation, agent }) => ({
      conversation,
      do: {
        command: { cid: this.#ports.newCid(), kind: 'assignment', assignee: null, reason: 'left' },
        onlyIf: { assignee: agent },
      },
      to: null,
    }));
  }

  #assignments(isNew: (of: { conversation: string }) => boolean): Errand[] {
    const { mode } = this.#ports.rule();
    if (mode === 'manual') return [];
    const given = [...this.#untold.values()].map(({ to }) => to);
    const colleagues = this.#ports.colleagues().map((colleague) => ({
      ...colleague,
      load: colleague.load + given.filter((to) => to === colleague.agent).length,
    }));
    return this.#ports
      .waiting(null, QUEUE)
      .filter(isNew)
      .flatMap(({ conversation, team }): Errand[] => {
        const colleague = nextAgent({ team }, colleagues, mode, this.#ports.lastInTurn());
        if (!colleague) return [];
        colleague.load += 1;
        this.#ports.setLastInTurn(colleague.agent);
        const { agent, name } = colleague;
        return [
          {
            conversation,
            do: {
              command: {
                cid: this.#ports.newCid(),
                kind: 'assignment',
                assignee: { id: agent, name },
                reason: 'auto',
              },
              onlyIf: { assignee: null },
            },
            to: agent,
          },
        ];
      });
  }
}
