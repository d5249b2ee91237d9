/** What the team does about a person, without the platform. Rules PPL-1 to PPL-6 of docs/SPEC.md. */
import type { ErrorCode } from '../../protocol/codes.ts';
import type { Assignee } from '../../protocol/event.ts';
import type { Person, PersonChange } from '../../protocol/person.ts';
import type { ConversationReport } from '../conversation/summary.ts';
import type { ChoreStore } from './chore-store.ts';
import type { InboxStore } from './inbox-store.ts';
import type { Block, PeopleStore } from './people-store.ts';

export type PersonRequest =
  | { is: 'show' }
  | { is: 'note'; change: PersonChange }
  | { is: 'block'; reason: string | null; conversation: string | null }
  | { is: 'merge'; visitor: string; isSame: boolean };

export type PersonOutcome =
  /** `told`: conversations that must learn whether their visitor may write, and if not, why. */
  | { is: 'done'; person: Person; author: Assignee; told: { conversation: string; reason: string | null }[] }
  | { is: 'refused'; code: ErrorCode; message: string };

interface PeoplePorts {
  people: PeopleStore;
  inbox: InboxStore;
  transaction<T>(run: () => T): T;
  now(): number;
  /** Conversations that must learn whether their visitor is blocked. */
  chores: Pick<ChoreStore, 'add' | 'addForVisitors' | 'done'>;
  /** These visitors' rows may look otherwise now. */
  rewrite(visitors: readonly string[]): void;
}

const SHOWN = 50;
/** A person with more conversations than that is blocked in the newest of them at once, in the others by and by. */
const TOLD = 500;
/** Who is told at once says so by then. */
const TELLING_MS = 5_000;
const VISITORS = 100;
const ALIKE = 5;
/** Some of them are merged already. */
const ALIKE_LOOKED_AT = 50;

export class PeopleCore {
  readonly #ports: PeoplePorts;

  constructor(ports: PeoplePorts) {
    this.#ports = ports;
  }

  /** @param agent who asks. */
  handle(agent: Assignee, visitor: string, request: PersonRequest): PersonOutcome {
    const { people, inbox } = this.#ports;
    const visitors = people.visitorsOf(visitor);
    if (inbox.ofVisitors(visitors, 1).length === 0) return refused('not_found', 'There is no such person.');
    switch (request.is) {
      case 'show':
        return this.#done(agent, visitor, []);
      case 'note':
        this.#ports.transaction(() => people.note(visitor, request.change));
        if (request.change.isVip !== undefined) this.#ports.rewrite(visitors);
        return this.#done(agent, visitor, []);
      case 'block': {
        const { reason, conversation } = request;
        const block = reason === null ? null : { reason, at: this.#ports.now(), by: agent, conversation };
        this.#ports.transaction(() => people.setBlock(visitor, block));
        return this.#done(agent, visitor, visitors);
      }
      case 'merge':
        return request.isSame
          ? this.#merge(agent, visitor, request.visitor)
          : this.#takeApart(agent, visitor, request.visitor);
    }
  }

  /** Conversations say whether they know their visitor as blocked: whoever is wrong is told. */
  heard(reports: readonly Pick<ConversationReport, 'conversation' | 'visitor' | 'isBlocked'>[]): void {
    const { people, chores, now } = this.#ports;
    for (const { conversation, visitor, isBlocked } of reports) {
      if (isBlocked === undefined) continue;
      if (isBlocked === (people.block(visitor) !== null)) chores.done('block', conversation);
      else chores.add('block', conversation, now());
    }
  }

  /** What a conversation should know of its visitor's block; undefined for one that is not in the list. */
  blockIn(conversation: string): Block | null | undefined {
    const visitor = this.#ports.inbox.visitorOf(conversation);
    return visitor === null ? undefined : this.#ports.people.block(visitor);
  }

  /**
   * A visitor was proven to be this user of the site: from now on they are one person with every visitor who was proven to
   * be the same. Idempotent; whom an agent took apart since stays apart.
   * @returns false when they were proven to be somebody else before.
   */
  prove(visitor: string, userId: string): boolean {
    const { people, transaction, now } = this.#ports;
    const known = people.userIdsOf([visitor])[0];
    if (known !== undefined) return known === userId;
    const other = people.visitorOfUser(userId);
    transaction(() => people.setUserId(visitor, userId, now()));
    if (other !== null) this.#unite(people.primaryOf(other), people.primaryOf(visitor));
    return true;
  }

  /** Two persons are one: all of them move to the first, as far as a person has room. */
  #unite(person: string, other: string): void {
    const { people, transaction } = this.#ports;
    const moving = people.visitorsOf(other);
    if (person === other || people.visitorsOf(person).length + moving.length > VISITORS) return;
    transaction(() => {
      for (const visitor of moving) people.merge(person, visitor);
    });
    this.#ports.rewrite(people.visitorsOf(person));
    if (people.block(person))
      this.#ports.chores.addForVisitors('block', people.visitorsOf(person), this.#ports.now());
  }

  #merge(agent: Assignee, visitor: string, other: string): PersonOutcome {
    const { people, inbox } = this.#ports;
    const person = people.primaryOf(visitor);
    if (people.primaryOf(other) === person) return this.#done(agent, visitor, []);
    if (inbox.ofVisitors([other], 1).length === 0) return refused('not_found', 'There is no such person.');
    // Whoever is several already would be hard to take apart again.
    if (people.visitorsOf(other).length > 1)
      return refused('forbidden', 'This visitor is merged already. Take them apart first.');
    if (people.visitorsOf(person).length >= VISITORS)
      return refused('quota_exceeded', `A person is at most ${VISITORS} visitors.`);
    this.#ports.transaction(() => people.merge(person, other));
    this.#ports.rewrite(people.visitorsOf(person));
    return this.#done(agent, visitor, people.block(person) ? people.visitorsOf(person) : []);
  }

  #takeApart(agent: Assignee, visitor: string, other: string): PersonOutcome {
    const { people } = this.#ports;
    const person = people.primaryOf(visitor);
    if (!people.mergedInto(person).includes(other))
      return refused('not_found', 'This visitor is not merged into that person.');
    const wasBlocked = people.block(person) !== null;
    this.#ports.transaction(() => people.takeApart(other));
    this.#ports.rewrite([other, ...people.visitorsOf(person)]);
    return this.#done(agent, visitor, wasBlocked ? [other, ...people.visitorsOf(person)] : []);
  }

  #done(agent: Assignee, visitor: string, touched: readonly string[]): PersonOutcome {
    const { people, inbox } = this.#ports;
    const person = people.primaryOf(visitor);
    const visitors = people.visitorsOf(person);
    const contact = inbox.contactOf(visitors);
    if (touched.length > 0)
      this.#ports.chores.addForVisitors('block', touched, this.#ports.now() + TELLING_MS);
    return {
      is: 'done',
      author: agent,
      told: touched.flatMap((of) => {
        const reason = people.block(of)?.reason ?? null;
        return inbox.ofVisitors([of], TOLD).map((conversation) => ({ conversation, reason }));
      }),
      person: {
        visitor: person,
        ...contact,
        userIds: people.userIdsOf(visitors),
        since: inbox.firstOf(visitors),
        ...people.notesOf(person),
        block: people.block(person),
        merged: visitors.slice(1),
        aliases: visitors.slice(visitors.length > 1 ? 0 : 1).map((of) => {
          const { name, email } = inbox.contactOf([of]);
          return { visitor: of, name, email };
        }),
        alike: inbox
          .alike(contact, visitors, ALIKE_LOOKED_AT)
          .filter((other) => people.visitorsOf(other.visitor).length === 1)
          .slice(0, ALIKE)
          .map(({ visitor, name, email, conversation }) => ({ visitor, name, email, conversation })),
        conversations: inbox.rowsOfVisitors(agent.id, visitors, SHOWN),
      },
    };
  }
}

const refused = (code: ErrorCode, message: string): PersonOutcome => ({ is: 'refused', code, message });
