/**
 * Sends scheduled replies when their time has come: late if the alarm is late, and once, because a reply waits no longer
 * in the turn that sends it. One after which the visitor has written is left to the team (decision 0021), and so is one
 * whose author is not in it any more. Rules CNV-16 to CNV-18 and TEM-3 of docs/SPEC.md.
 */
import type { Author } from '../../protocol/event.ts';
import type { TeamCommand, TeamEvent } from '../../protocol/team-event.ts';
import type { Alarm } from '../durable/share-alarm.ts';
import type { ConversationStore } from './conversation-store.ts';
import { SYSTEM } from './decide.ts';

export interface SchedulingPorts extends Alarm {
  now(): number;
  /** Whether this agent is in the team now. Throws when that can't be learned. */
  isMember(agent: string): Promise<boolean>;
  perform(author: Author, item: TeamCommand): unknown;
  failed(error: unknown): void;
}

export interface Scheduling {
  /** Sets the alarm for the next reply. */
  arm(): void;
  /** The alarm rang: sends what is due. */
  fire(): Promise<void>;
}

const RETRY_MS = 60_000;

export function createScheduling(
  store: Pick<ConversationStore, 'scheduled' | 'formerAgents' | 'visitorMessageCountAfter'>,
  ports: SchedulingPorts,
): Scheduling {
  /** What failed, or is under way, is not to ring before. */
  let notBefore = 0;

  const going = () =>
    store.scheduled
      .waiting()
      .filter(({ since, hasLeft }) => !hasLeft && store.visitorMessageCountAfter(since) === 0);

  const arm = () => {
    const [next] = going();
    if (next) ports.setAlarm(Math.max(next.dueAt, notBefore));
    else ports.clearAlarm();
  };

  const due = () => {
    const now = ports.now();
    return going().filter(({ dueAt }) => dueAt <= now);
  };

  /** Of those whose replies are due. */
  const membersAmongAuthors = async (): Promise<ReadonlySet<string>> => {
    const members = new Set<string>();
    for (const author of new Set(due().map((reply) => reply.author))) {
      if (await ports.isMember(author)) members.add(author);
      else store.formerAgents.add(author);
    }
    return members;
  };

  /** @returns whether all went well. */
  const send = (members: ReadonlySet<string>): boolean => {
    let isWell = true;
    // Looked up again: while the workspace was asked, the visitor may have written.
    for (const { seq, author } of due()) {
      if (!members.has(author)) continue;
      try {
        ports.perform(SYSTEM, { cid: releaseCid(seq), kind: 'release', target: seq });
      } catch (error) {
        isWell = false;
        ports.failed(error);
      }
    }
    return isWell;
  };

  return {
    arm,
    async fire() {
      if (due().length === 0) return arm();
      notBefore = ports.now() + RETRY_MS;
      // In case this process dies before it has learned whose they are.
      arm();
      try {
        if (send(await membersAmongAuthors())) notBefore = 0;
      } catch (error) {
        ports.failed(error);
      }
      arm();
    },
  };
}

/** The same whenever it is sent: the log takes it once. */
const releaseCid = (seq: number): string => `release-when-due-${`${seq}`.padStart(12, '0')}`;

export const isAboutSchedule = ({ kind }: TeamEvent): boolean =>
  kind === 'schedule' || kind === 'unschedule' || kind === 'release';
