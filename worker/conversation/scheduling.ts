/**
 * Sends scheduled replies when their time has come: late if the alarm is late, and once, because a reply waits no longer
 * in the turn that sends it. One after which the visitor has written is left to the team (decision 0021). Rules CNV-16 to
 * CNV-18 of docs/SPEC.md.
 */
import type { Author } from '../../protocol/event.ts';
import type { TeamCommand, TeamEvent } from '../../protocol/team-event.ts';
import type { Alarm } from '../durable/share-alarm.ts';
import type { ConversationStore } from './conversation-store.ts';
import { SYSTEM } from './decide.ts';

export interface SchedulingPorts extends Alarm {
  now(): number;
  perform(author: Author, item: TeamCommand): unknown;
  failed(error: unknown): void;
}

export interface Scheduling {
  /** Sets the alarm for the next reply. @returns whether there is one. */
  arm(): boolean;
  /** The alarm rang: sends what is due. */
  fire(): void;
}

const RETRY_MS = 60_000;

export function createScheduling(
  store: Pick<ConversationStore, 'scheduled' | 'visitorMessageCountAfter'>,
  ports: SchedulingPorts,
): Scheduling {
  const going = () =>
    store.scheduled.waiting().filter(({ since }) => store.visitorMessageCountAfter(since) === 0);

  const armFrom = (earliest: number): boolean => {
    const [next] = going();
    if (next) ports.setAlarm(Math.max(next.dueAt, earliest));
    else ports.clearAlarm();
    return next !== undefined;
  };

  return {
    arm: () => armFrom(0),
    fire() {
      const now = ports.now();
      let earliest = 0;
      for (const { seq, dueAt } of going()) {
        if (dueAt > now) break;
        try {
          ports.perform(SYSTEM, { cid: releaseCid(seq), kind: 'release', target: seq });
        } catch (error) {
          earliest = now + RETRY_MS;
          ports.failed(error);
        }
      }
      armFrom(earliest);
    },
  };
}

/** The same whenever it is sent: the log takes it once. */
const releaseCid = (seq: number): string => `release-when-due-${`${seq}`.padStart(12, '0')}`;

export const isAboutSchedule = ({ kind }: TeamEvent): boolean =>
  kind === 'schedule' || kind === 'unschedule' || kind === 'release';
