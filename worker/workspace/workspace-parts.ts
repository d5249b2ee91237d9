/** What a workspace is made of, and how its parts know of each other. The object gives them the outside. */
import { ID_LENGTHS } from '../../protocol/ids.ts';
import { TIMES } from '../../protocol/limits.ts';
import type { Sql } from '../durable/sql.ts';
import type { Mail, MailOutcome } from '../mail/send-mail.ts';
import { newId } from '../new-id.ts';
import { type PushKeys, sendPush } from '../push/send-push.ts';
import { Calls } from './calls.ts';
import { callsStore } from './calls-store.ts';
import { choreStore } from './chore-store.ts';
import { DeskCore } from './desk-core.ts';
import { deskStore } from './desk-store.ts';
import { digestStore } from './digest-store.ts';
import { Digests } from './digests.ts';
import { draftMarkStore } from './draft-mark-store.ts';
import { type Errand, Errands } from './errands.ts';
import { identityCheck } from './identity-check.ts';
import { identityStore } from './identity-store.ts';
import type { InboxCore } from './inbox-core.ts';
import { inboxStore } from './inbox-store.ts';
import { lookupStore } from './lookup-store.ts';
import { memberPhotoStore } from './member-photo-store.ts';
import { PeopleCore } from './people-core.ts';
import { peopleStore } from './people-store.ts';
import { reminderStore } from './reminder-store.ts';
import { Reminders } from './reminders.ts';
import { searchStore } from './search-store.ts';
import { siteSettings } from './site-settings.ts';
import { TeamCore, type TeamPorts } from './team-core.ts';
import { visitorTokenStore } from './visitor-token-store.ts';
import { workspaceStore } from './workspace-store.ts';

/** Whoever looks pings; after so long without one they don't. */
const LOOKS_MS = 2 * TIMES.heartbeatMs + TIMES.pongTimeoutMs;

export interface WorkspacePorts extends Pick<TeamPorts, 'leave' | 'tellRole' | 'dismiss'> {
  /** Of this workspace. */
  id(): string;
  /** Null until the workspace has been made. */
  inbox(): InboxCore | null;
  /** When agents who are connected last had the console before their eyes, in milliseconds. */
  lastLooks(): ReadonlyMap<string, number>;
  pushKeys(): Promise<PushKeys>;
  /** Null where no mail is set up. */
  sendMail: ((mail: Mail) => Promise<MailOutcome>) | null;
  /** @returns false when it was no longer so. */
  perform(errand: Errand): Promise<boolean>;
  setAlarm(at: number): void;
  clearAlarm(): void;
  /** Lets this go on after the answer. */
  goOn(work: Promise<unknown>): void;
}

export type WorkspaceParts = ReturnType<typeof workspaceParts>;

export function workspaceParts(sql: Sql, ports: WorkspacePorts) {
  const store = workspaceStore(sql);
  const sites = siteSettings(store);
  const photos = memberPhotoStore(sql);
  const lookup = lookupStore(sql);
  const peopleRecords = peopleStore(sql);
  const visitorTokens = visitorTokenStore(sql);
  const deskRecords = deskStore(sql);
  const index = inboxStore(sql, () => desk.keptViews(), peopleRecords);
  const chores = choreStore(sql);
  const people = new PeopleCore({
    people: peopleRecords,
    inbox: index,
    transaction: store.transaction,
    now: () => Date.now(),
    chores,
    rewrite: (visitors) => {
      ports.inbox()?.tell(index.rewrite(visitors));
    },
  });
  const desk = new DeskCore({
    store: deskRecords,
    buckets: index.buckets,
    members: () => store.members(),
    head: () => index.head(),
    newId: () => newId(ID_LENGTHS.desk),
    changed: (rev, buckets) => {
      ports.inbox()?.tellDesk(rev, buckets);
      ports.goOn(run());
    },
  });
  const team = new TeamCore({
    store,
    desk,
    now: () => Date.now(),
    newId: () => newId(ID_LENGTHS.agent),
    leave: ports.leave,
    tellRole: ports.tellRole,
    dismiss: ports.dismiss,
  });
  const callRecords = callsStore(sql);
  const calls = new Calls({
    store: callRecords,
    now: () => Date.now(),
    newId: () => newId(ID_LENGTHS.device),
    workspace: () => ports.id(),
    availability: (agent) => deskRecords.attendance(agent).availability,
    row: (agent, conversation) => index.row(agent, conversation),
    whoLooks: () => {
      const since = Date.now() - LOOKS_MS;
      return new Set([...ports.lastLooks()].flatMap(([agent, at]) => (at > since ? agent : [])));
    },
    send: async (device, request) => sendPush(device, await ports.pushKeys(), request),
    changed: () => ports.goOn(run()),
  });
  const reminders = new Reminders({
    store: reminderStore(sql),
    inbox: index,
    now: () => Date.now(),
    // Whose they are, the index says.
    watch: (conversations) =>
      calls.watch(conversations.map((conversation) => ({ conversation, assignee: null, mentions: {} }))),
    changed: (change) => {
      ports.inbox()?.tell(change);
      ports.goOn(run());
    },
  });
  const draftMarks = draftMarkStore(sql);
  const digestRecords = digestStore(sql);
  const digests = new Digests({
    store: digestRecords,
    now: () => Date.now(),
    newId: () => newId(ID_LENGTHS.device),
    lastLooks: ports.lastLooks,
    isAnybodyWaiting: () => index.isAnybodyWaiting(),
    waiting: (assignee, limit) => index.waiting(assignee, limit),
    row: (agent, conversation) => index.row(agent, conversation),
    send: ports.sendMail,
    note: (agent, entry) => callRecords.addCall(agent, entry),
  });
  const errands = new Errands({
    now: () => Date.now(),
    newCid: () => newId(ID_LENGTHS.cid),
    rule: () => deskRecords.assignment(),
    colleagues: () => desk.colleagues(),
    lastInTurn: () => deskRecords.lastInTurn(),
    setLastInTurn: (agent) => deskRecords.setLastInTurn(agent),
    due: (now, limit) => index.due(now, limit),
    nextDue: (now) => earliest(...[index, calls, reminders, digests].map((part) => part.nextDue(now))),
    waiting: (assignee, limit) => index.waiting(assignee, limit),
    ownerless: (limit) =>
      store
        .formerMembers()
        .flatMap((agent) => index.held(agent, limit).map((conversation) => ({ conversation, agent }))),
    chores,
    perform: ports.perform,
    setAlarm: ports.setAlarm,
    clearAlarm: ports.clearAlarm,
    failed: (error) =>
      console.warn('a conversation did not do what it was asked; the alarm tries again', error),
  });
  const identities = identityStore(sql);
  const checkIdentity = identityCheck({
    now: () => Date.now(),
    identityOf: (site) => identities.get(site),
    prove: (visitor, userId) => people.prove(visitor, userId),
  });
  const search = searchStore(sql);

  /** What is due now. */
  const run = () => Promise.all([calls.run(), errands.run()]);

  return {
    store,
    team,
    sites,
    photos,
    lookup,
    peopleRecords,
    visitorTokens,
    people,
    deskRecords,
    desk,
    index,
    chores,
    callRecords,
    calls,
    reminders,
    digestRecords,
    errands,
    identities,
    checkIdentity,
    search,
    run,
    /** An agent has begun to write in a conversation, or has nothing begun any more. @returns false when it has no row yet. */
    markDraft(conversation: string, agent: string, isBegun: boolean, rev: number): boolean {
      const change = index.touch([conversation], () => draftMarks.put(conversation, agent, isBegun, rev));
      ports.inbox()?.tell(change);
      return change.conversations.length > 0;
    },
    /** The object's one alarm rang: for whom, each of them knows. */
    async rang(): Promise<void> {
      reminders.fire();
      await Promise.all([calls.run(), digests.run(), errands.fire()]);
    },
  };
}

/** Of times that may not be. */
const earliest = (...times: (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
};
