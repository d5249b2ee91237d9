/**
 * The desk without its platform: what may be changed by whom, and what each agent sees of it. Every change takes the next
 * revision of the inbox, so that whoever missed it gets it with the rows they missed. Rules DSK-1 to DSK-4 of docs/SPEC.md.
 */
import type { Member } from '../../protocol/api.ts';
import type { ErrorCode } from '../../protocol/codes.ts';
import {
  type AssignmentRule,
  type Availability,
  DESK_ITEMS,
  type Desk,
  type DeskPart,
  type Label,
  type SavedReply,
  type SavedView,
  type Team,
} from '../../protocol/desk.ts';
import { bucketKey, bucketsOfFilter, type InboxFilter } from '../../protocol/inbox-view.ts';
import type { BucketStore } from './bucket-store.ts';
import { type Attendance, DESK_PARTS, type DeskStore } from './desk-store.ts';
import type { Colleague } from './errands.ts';
import type { KeptView } from './places.ts';

/** `id` null makes a new one; `to` null removes it. */
export type DeskChange =
  | { part: 'teams'; id: string | null; to: Omit<Team, 'id'> | null }
  | { part: 'labels'; id: string | null; to: Omit<Label, 'id'> | null }
  | { part: 'replies'; id: string | null; to: Omit<SavedReply, 'id'> | null }
  | { part: 'views'; id: string | null; to: (Omit<SavedView, 'id' | 'owner'> & { isShared: boolean }) | null }
  | { part: 'members'; agent: string; availability?: Availability; limit?: number | null }
  | { part: 'assignment'; to: AssignmentRule };

export type DeskOutcome =
  | { is: 'done'; item: DeskItem }
  | { is: 'refused'; code: ErrorCode; message: string };

/** What was added or changed; of what was removed, its id. */
type DeskItem =
  | { id: string }
  | Team
  | Label
  | SavedReply
  | SavedView
  | AssignmentRule
  | ({ agent: string } & Attendance);

interface DeskPorts {
  store: DeskStore;
  buckets: BucketStore;
  members(): Member[];
  /** The newest revision of the inbox. */
  head(): number;
  newId(): string;
  /** Called after each change. `buckets`: those of saved views that were filled anew. */
  changed(rev: number, buckets: string[]): void;
}

export class DeskCore {
  readonly #ports: DeskPorts;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  /** All of it, or what changed after a revision; undefined when nothing did. */
  seenBy(agent: string, since: number | null = null): Desk | undefined {
    const parts = since === null ? DESK_PARTS : this.#ports.store.changedSince(since);
    if (parts.length === 0) return undefined;
    return Object.fromEntries(parts.map((part) => [part, this.#part(part, agent)]));
  }

  #part(part: DeskPart, agent: string): Desk[DeskPart] {
    const { store } = this.#ports;
    switch (part) {
      case 'members':
        return this.#ports
          .members()
          .map(({ agent, name, role }) => ({ agent, name, role, ...store.attendance(agent) }));
      case 'views':
        return this.viewsOf(agent);
      case 'teams':
        return store.teams();
      case 'labels':
        return store.labels();
      case 'replies':
        return store.replies();
      case 'assignment':
        return store.assignment();
    }
  }

  /** Saved views that this agent may see. */
  viewsOf(agent: string): SavedView[] {
    return this.#ports.store.views().filter(({ owner }) => owner === null || owner === agent);
  }

  /** Who could take a conversation, in the order they joined. */
  colleagues(): Colleague[] {
    const { store, buckets } = this.#ports;
    const teams = store.teams();
    const rule = store.assignment();
    return this.#ports.members().map(({ agent, name }) => {
      const { availability, limit } = store.attendance(agent);
      return {
        agent,
        name,
        availability,
        limit: limit ?? rule.limit,
        load: buckets.count(bucketKey.agent('open', agent)),
        teams: teams.filter(({ members }) => members.includes(agent)).map(({ id }) => id),
      };
    });
  }

  /** Views whose members are the same for everybody who sees them. */
  keptViews(): KeptView[] {
    return this.#ports.store
      .views()
      .filter(({ owner, filter }) => owner !== null || !isPersonal(filter))
      .map(({ id, owner, filter }) => ({ id, filter, owner }));
  }

  /** Other people's doing changed a part: somebody joined, or has another name. */
  touched(part: DeskPart): void {
    const rev = this.#ports.head() + 1;
    this.#ports.store.touch(part, rev);
    this.#ports.changed(rev, []);
  }

  /** @param agent who asks. Whether they may at all was decided by the route. */
  change(agent: string, change: DeskChange): DeskOutcome {
    const rev = this.#ports.head() + 1;
    const buckets: string[] = [];
    const outcome = this.#ports.store.transaction(() => {
      const result = this.#apply(agent, change, buckets);
      if (result.is === 'done') this.#ports.store.touch(change.part, rev);
      return result;
    });
    if (outcome.is === 'done') this.#ports.changed(rev, buckets);
    return outcome;
  }

  #apply(agent: string, change: DeskChange, buckets: string[]): DeskOutcome {
    const { store } = this.#ports;
    switch (change.part) {
      case 'teams': {
        const known = new Set(this.#ports.members().map((member) => member.agent));
        if (change.to?.members.some((member) => !known.has(member)))
          return refused('not_found', 'One of these agents is not a member.');
        return this.#edit(store.teams(), change, store.putTeam, store.removeTeam);
      }
      case 'labels':
        return this.#edit(store.labels(), change, store.putLabel, store.removeLabel);
      case 'replies':
        return this.#edit(store.replies(), change, store.putReply, store.removeReply);
      case 'views':
        return this.#changeView(agent, change, buckets);
      case 'members': {
        if (!this.#ports.members().some((member) => member.agent === change.agent))
          return refused('not_found', 'There is no such agent.');
        const before = store.attendance(change.agent);
        const limit = change.limit === undefined ? before.limit : change.limit;
        store.putAttendance(change.agent, {
          availability: change.availability ?? before.availability,
          limit,
        });
        return { is: 'done', item: { agent: change.agent, ...store.attendance(change.agent) } };
      }
      case 'assignment':
        store.putAssignment(change.to);
        return { is: 'done', item: change.to };
    }
  }

  #changeView(agent: string, change: Extract<DeskChange, { part: 'views' }>, buckets: string[]): DeskOutcome {
    const { store } = this.#ports;
    const { isShared, ...fields } = change.to ?? { isShared: false };
    const owner = isShared ? null : agent;
    const to = change.to && { ...(fields as Omit<SavedView, 'id' | 'owner'>), owner };
    const known = this.viewsOf(agent);
    // Everybody's and each agent's own are counted apart; one that changes hands counts as new there.
    const isThere = known.some((view) => view.id === change.id && view.owner === owner);
    if (to && !isThere && known.filter((view) => view.owner === owner).length >= DESK_ITEMS)
      return refused('quota_exceeded', `There are ${DESK_ITEMS} already.`);
    const outcome = this.#edit(known, { id: change.id, to }, store.putView, store.removeView, 2 * DESK_ITEMS);
    if (outcome.is === 'refused') return outcome;
    const { id } = outcome.item as { id: string };
    const kept = this.keptViews().find((view) => view.id === id);
    const key = bucketKey.saved(id);
    if (kept) this.#ports.buckets.fill(key, bucketsOfFilter(kept.filter, kept.owner ?? ''), owner);
    else this.#ports.buckets.drop(key);
    buckets.push(key);
    return outcome;
  }

  #edit<Item extends { id: string }>(
    known: readonly Item[],
    { id, to }: { id: string | null; to: Omit<Item, 'id'> | null },
    put: (item: Item) => void,
    remove: (id: string) => void,
    atMost = DESK_ITEMS,
  ): DeskOutcome {
    const before = known.find((item) => item.id === id);
    if (id !== null && !before) return refused('not_found', 'There is nothing with this id.');
    if (to === null) {
      remove(before?.id ?? '');
      return { is: 'done', item: { id: before?.id ?? '' } };
    }
    if (id === null && known.length >= atMost)
      return refused('quota_exceeded', `There are ${atMost} already.`);
    const item = { id: id ?? this.#ports.newId(), ...to } as Item;
    put(item);
    return { is: 'done', item: item as Item & DeskItem };
  }
}

/** Whoever looks makes a difference. */
const isPersonal = ({ assignee, mentions }: InboxFilter): boolean => assignee === 'me' || mentions === true;

const refused = (code: ErrorCode, message: string): DeskOutcome => ({ is: 'refused', code, message });
