/**
 * One simulated run from one seed: a visitor with several tabs and two agents talk while everything goes wrong; then
 * the faults stop, and within 60 simulated seconds everybody must have everything, once, in one order.
 */

import type { InboxClient } from '../../client/inbox-client.ts';
import { type ConversationEvent, conversationEvent } from '../../protocol/event.ts';
import { NEWEST } from '../../worker/workspace/inbox-core.ts';
import { CONVERSATION } from './sim-conversation.ts';
import { createSimServer, type SimServer } from './sim-server.ts';
import type { SimTab } from './sim-tab.ts';
import { type Disk, emptyDisk, openSimTab } from './sim-tab.ts';
import { createWorld, type World } from './world.ts';

export interface ScheduleResult {
  seed: number;
  faultCount: number;
  messageCount: number;
  /** Simulated milliseconds from the last fault until everybody agreed; null when they never did. */
  convergedAfterMs: number | null;
  /** What the promises forbid, in words; empty when they held. */
  violations: string[];
}

const CONVERGE_MS = 60_000;
const PROBE_MS = 3_000;
/** No tab may try to connect more often than this in ten seconds, whatever happens. */
const ATTEMPTS_IN_10_S = 30;
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

/** Synchronous: see `advanceAtOnce`. */
export function runSchedule(seed: number): ScheduleResult {
  const world = createWorld(seed);
  const server = createSimServer(world);
  const run = new Run(world, server);
  const stepCount = world.random.integer(30, 60);
  for (let step = 0; step < stepCount; step += 1) {
    world.advanceAtOnce(world.random.integer(0, world.random.chance(0.15) ? 8_000 : 400));
    if (world.random.chance(0.1)) server.workspace.stir();
    if (world.random.chance(0.42)) run.talk();
    else run.fault();
  }
  const convergedAfterMs = run.heal();
  const violations = [...run.check(convergedAfterMs), ...run.probe(), ...run.checkInboxes()];
  return { seed, faultCount: run.faultCount, messageCount: run.promised.size, convergedAfterMs, violations };
}

class Run {
  readonly #world: World;
  readonly #server: SimServer;
  readonly #disks = new Map<string, Disk>();
  #tabs: SimTab[] = [];
  faultCount = 0;
  #nameCount = 0;
  #textCount = 0;
  #hasFlooded = false;
  /** Text → the tab that said it, in the order they were said. */
  readonly promised = new Map<string, string>();

  constructor(world: World, server: SimServer) {
    this.#world = world;
    this.#server = server;
    this.#open('visitor', 'v');
    if (world.random.chance(0.5)) this.#open('visitor', 'v');
    this.#open('agent', 'a');
    if (world.random.chance(0.5)) this.#open('agent', 'b');
  }

  #open(role: 'visitor' | 'agent', letter: string): void {
    const id = letter.repeat(role === 'visitor' ? 26 : 10);
    const disk = this.#disks.get(id) ?? emptyDisk();
    this.#disks.set(id, disk);
    const who = { role, id, name: letter, isGreeted: false, until: Number.MAX_SAFE_INTEGER };
    this.#nameCount += 1;
    this.#tabs.push(openSimTab(this.#world, this.#server, `${letter}${this.#nameCount}`, who, disk));
  }

  talk(): void {
    const { random } = this.#world;
    const tab = random.pick(this.#tabs);
    const { entries } = tab.client.state.get().timeline;
    const own = entries.filter((entry) => entry.is === 'message' && entry.author.id === tab.who.id);
    const kind = random.integer(0, 9);
    if (kind === 0) tab.client.markRead();
    else if (kind === 1) tab.client.typing(true);
    else if (kind === 2 && own.length > 0)
      tab.command({ kind: 'edit', target: random.pick(own).seq, text: 'edited' });
    else if (kind === 3 && own.length > 0) tab.command({ kind: 'redact', target: random.pick(own).seq });
    else if (kind === 4 && tab.who.role === 'agent')
      tab.command({ kind: 'status', status: random.pick(['open', 'resolved'] as const) });
    else {
      // One flood in some runs: more would take the rate limit longer to work off than a run waits.
      const isFlood = !this.#hasFlooded && random.chance(0.02);
      this.#hasFlooded ||= isFlood;
      const count = isFlood ? 25 : random.integer(1, 2);
      for (let index = 0; index < count; index += 1) this.#say(tab);
    }
  }

  #say(tab: SimTab): void {
    this.#textCount += 1;
    const text = `${tab.name}:${this.#textCount}`;
    this.promised.set(text, tab.name);
    tab.say(text);
  }

  /** One thing goes wrong. */
  fault(): void {
    this.faultCount += 1;
    const { random } = this.#world;
    const { links } = this.#server;
    const link = links.length > 0 ? random.pick(links) : null;
    const tab = random.pick(this.#tabs);
    const direction = random.pick(['up', 'down'] as const);
    switch (random.integer(0, 17)) {
      case 0:
        return link?.cut(1006);
      case 1:
        return link?.freeze(direction);
      case 2:
        // A zombie: frozen now, and its frames arrive long after everyone gave it up.
        link?.freeze(direction);
        return void this.#world.after(random.integer(100, 60_000), () => link?.thaw(direction));
      case 3:
        return this.#server.crash();
      case 4:
        return this.#server.crashAfterNextCommit();
      case 5:
        return link?.spoil('down', random.pick(['lose', 'double'] as const), /"t":"events"/);
      case 6:
        return link?.spoil(
          direction,
          random.pick(['lose', 'double'] as const),
          /"t":"(send|ack|welcome|hello|sync)"/,
        );
      case 7:
        return this.#reload(tab);
      case 8:
        return this.#server.evict();
      case 9:
        tab.clockSkewMs = random.integer(-TEN_YEARS_MS, TEN_YEARS_MS);
        return;
      case 10:
        this.#server.clockSkewMs = random.integer(-TEN_YEARS_MS, TEN_YEARS_MS);
        return;
      case 11:
        this.#server.areSocketsBlocked = !this.#server.areSocketsBlocked;
        if (this.#server.areSocketsBlocked) for (const open of links) open.cut(1006);
        return;
      case 12:
        tab.isOffline = !tab.isOffline;
        return;
      case 13:
        tab.disk.isDenied = true;
        return;
      case 14:
        tab.disk.isFull = true;
        return;
      case 15:
        tab.disk.items.clear();
        tab.disk.wasCleared = true;
        return;
      case 16:
        return this.#server.leave();
      case 17:
        this.#server.isUp = !this.#server.isUp;
        if (!this.#server.isUp) this.#server.crash();
        return;
    }
  }

  /** The tab dies without goodbye and another comes up over the same disk. */
  #reload(tab: SimTab): void {
    // Nobody was told that these were safe, so nobody was promised them; they may have left all the same.
    for (const text of tab.kill()) this.promised.delete(text);
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    this.#open(tab.who.role, tab.who.id[0] as string);
  }

  /** The faults end. What is broken stays broken until the clients notice. */
  heal(): number | null {
    this.#server.heal();
    for (const tab of this.#tabs) {
      tab.isOffline = false;
      tab.isVisible = true;
    }
    // Seconds in which the server itself holds a flood back (LIM-3) are not counted against it.
    for (let waited = 0, slowed = 0; waited - slowed <= CONVERGE_MS; waited += 1_000) {
      if (this.#tabs.every((tab) => this.#isCurrent(tab))) return waited - slowed;
      const isSlowed = this.#tabs.some(({ client }) => client.state.get().isSlowed);
      if (isSlowed && slowed < CONVERGE_MS) slowed += 1_000;
      this.#world.advanceAtOnce(1_000);
    }
    return null;
  }

  /** Whose browser keeps nothing: their words die with the tab, and tabs can't keep each other's order. */
  #isForgetful(name: string): boolean {
    return [...this.#disks].some(
      ([id, disk]) => id[0] === name[0] && (disk.isDenied || disk.isFull || disk.wasCleared),
    );
  }

  /** Once dead connections are noticed, everybody hears at once what anybody says. */
  probe(): string[] {
    this.#world.advanceAtOnce(CONVERGE_MS);
    for (const tab of this.#tabs) this.#say(tab);
    this.#world.advanceAtOnce(PROBE_MS);
    const { head } = this.#server.conversation.core.snapshot;
    const late = this.#tabs.filter((tab) => tab.client.state.get().timeline.last < head);
    return late.map((tab) => `late: ${describe(tab)} of ${head}`);
  }

  /** Every agent's list is what the index holds, and the index what the log says. */
  checkInboxes(): string[] {
    const { conversation, workspace } = this.#server;
    const { head, status, assignee } = conversation.core.snapshot;
    if (workspace.indexedHead < head) return [`the index is at ${workspace.indexedHead} of ${head}`];
    return this.#tabs.flatMap((tab) => {
      const { inbox } = tab;
      if (!inbox) return [];
      for (const state of ['open', 'done']) this.#loadAll(inbox, state);
      const shown = inbox.state.get().rows;
      const stored = workspace.store.newest(tab.who.id, NEWEST, 1_000);
      if (JSON.stringify(shown) !== JSON.stringify(stored))
        return [
          `${tab.name}'s list differs from the index: ${shown.map((row) => `${row.conversation.slice(11, 14)} ${row.rev}`)} instead of ${stored.map((row) => `${row.conversation.slice(11, 14)} ${row.rev}`)} ${inbox.state.get().connection.is}`,
        ];
      const row = shown.find((candidate) => candidate.conversation === CONVERSATION);
      const unread = unreadInLog(this.#log(), tab.who.id);
      const isTrue = row?.status === status && row.assignee?.id === assignee?.id && row.unread === unread;
      return isTrue
        ? []
        : [`${tab.name}'s row says ${JSON.stringify(row)}; the log ${status}, ${unread} unread`];
    });
  }

  /** Every page of a view, as an agent who scrolls to its end. */
  #loadAll(inbox: InboxClient, state: string): void {
    let next: string | null = null;
    do {
      const before: string | null = next;
      next = null;
      inbox
        .loadPage(
          [
            ['view', 'all'],
            ['state', state],
          ],
          before,
        )
        .then((page) => {
          next = page.next;
        })
        .catch(() => {});
      this.#world.advanceAtOnce(PROBE_MS);
    } while (next);
  }

  /** As clients read it. */
  #log(): ConversationEvent[] {
    const events = this.#server.conversation.store.page(0, 1_000_000, Number.POSITIVE_INFINITY);
    return events.map((event) => conversationEvent(event, `event ${event.seq}`));
  }

  #isCurrent(tab: SimTab): boolean {
    const { connection, timeline, unsent } = tab.client.state.get();
    const isDelivered = unsent.every((item) => item.refusedAs !== null);
    return (
      connection.is === 'online' &&
      isDelivered &&
      timeline.last === this.#server.conversation.core.snapshot.head
    );
  }

  check(convergedAfterMs: number | null): string[] {
    const violations: string[] = [];
    if (convergedAfterMs === null) violations.push(`not converged: ${this.#tabs.map(describe).join('; ')}`);
    const logs = this.#tabs.map((tab) => JSON.stringify(tab.client.state.get().timeline.entries));
    if (new Set(logs).size > 1) violations.push('diverged: two timelines differ');

    const { status, assignee } = this.#server.conversation.core.snapshot;
    for (const tab of this.#tabs) {
      const { timeline } = tab.client.state.get();
      if (timeline.status !== status || timeline.assignee?.id !== assignee?.id)
        violations.push(
          `${tab.name} shows ${timeline.status}, ${timeline.assignee?.id}; it is ${status}, ${assignee?.id}`,
        );
    }
    for (const [name, times] of this.#server.attemptsOf) {
      const isStorm = times.some(
        (at, index) => (times[index + ATTEMPTS_IN_10_S] ?? Number.POSITIVE_INFINITY) - at < 10_000,
      );
      if (isStorm) violations.push(`${name} hammers the server`);
    }

    const log = this.#log();
    for (const [index, { seq }] of log.entries())
      if (seq !== index + 1) violations.push(`gap at ${index + 1}: ${seq}`);
    const cids = log.flatMap(({ author, cid }) => (cid ? [`${author.id} ${cid}`] : []));
    if (new Set(cids).size < cids.length) violations.push('a cid is stored twice');

    const said = this.#server.conversation.saidTexts;
    const counts = new Map<string, number>();
    for (const text of said) counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const text of this.promised.keys()) {
      const count = counts.get(text) ?? 0;
      const diedUnkept =
        this.#isForgetful(text) && !this.#tabs.some(({ name }) => text.startsWith(`${name}:`));
      if (count === 0 && !diedUnkept) violations.push(`lost: ${text}`);
      if (count > 1) violations.push(`stored ${count} times: ${text}`);
    }
    const lastOf = new Map<string, number>();
    for (const text of said) {
      const [name = '', number = ''] = text.split(':');
      if (Number(number) < (lastOf.get(name) ?? 0) && !this.#isForgetful(name))
        violations.push(`reordered: ${text} after ${lastOf.get(name)}`);
      lastOf.set(name, Number(number));
    }
    return violations;
  }
}

/** Counted anew, from every event. */
function unreadInLog(log: readonly ConversationEvent[], agent: string): number {
  const marks = log.flatMap((event) =>
    event.kind === 'read' && event.author.id === agent ? [event.upTo] : [],
  );
  const upTo = Math.max(0, ...marks);
  return log.filter(
    (event) => event.kind === 'message' && event.author.role === 'visitor' && event.seq > upTo,
  ).length;
}

function describe(tab: SimTab): string {
  const { connection, timeline, unsent } = tab.client.state.get();
  return `${tab.name} ${JSON.stringify(connection)} last ${timeline.last} unsent ${unsent.length}`;
}
