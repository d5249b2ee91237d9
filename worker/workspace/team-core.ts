/** Who belongs to the team: who comes, who goes, and who may send whom away. Rule TEM-3 of docs/SPEC.md. */
import type { Member, Role } from '../../protocol/api.ts';
import type { ErrorCode } from '../../protocol/codes.ts';
import type { DeskCore } from './desk-core.ts';
import type { WorkspaceStore } from './workspace-store.ts';

export interface TeamPorts {
  store: WorkspaceStore;
  desk: Pick<DeskCore, 'touched'>;
  now(): number;
  newId(): string;
  /** This agent's account is to leave the workspace: nobody signs in by it any more. Idempotent. */
  leave(email: string, agent: string): Promise<void>;
  /** An agent is not to have this conversation open any more. Idempotent. */
  dismiss(conversation: string, agent: string): Promise<void>;
}

export type RemovalOutcome = { is: 'removed' } | { is: 'refused'; code: ErrorCode; message: string };

export class TeamCore {
  readonly #ports: TeamPorts;

  constructor(ports: TeamPorts) {
    this.#ports = ports;
  }

  /** Adds a member, or returns the one with this address. */
  add(request: { email: string; name: string; role: Role }): Member {
    const { store, desk, newId } = this.#ports;
    const known = store.memberByEmail(request.email);
    if (known) return known;
    const member = { agent: newId(), ...request };
    store.addMember(member);
    desk.touched('members');
    return member;
  }

  /**
   * Takes somebody out of the team, if the other one may: only owners take out owners, nobody themselves. Decided and done
   * in one turn, so that one owner stays. What they wrote keeps their name. `finish` does what is left; for somebody who is
   * out already, too.
   */
  remove(agent: string, by: string): RemovalOutcome {
    const { store, desk, now } = this.#ports;
    const [member, remover] = [store.member(agent), store.member(by)];
    if (remover && store.formerMembers().includes(agent)) return { is: 'removed' };
    if (!member || !remover) return { is: 'refused', code: 'not_found', message: 'There is no such member.' };
    if (agent === by)
      return { is: 'refused', code: 'forbidden', message: 'Somebody else has to remove you.' };
    if (member.role === 'owner' && remover.role !== 'owner')
      return { is: 'refused', code: 'forbidden', message: 'Only an owner can remove an owner.' };
    store.transaction(() => store.removeMember(member, now()));
    for (const part of ['members', 'teams', 'views'] as const) desk.touched(part);
    return { is: 'removed' };
  }

  /**
   * Ends a former member's sessions, and what they may have open. Each is forgotten when it is done, so that doing this again
   * does the rest. @throws when something could not be done now.
   */
  async finish(agent: string): Promise<void> {
    const { store, now, leave, dismiss } = this.#ports;
    const leaving = async (email: string) => {
      await leave(email, agent);
      store.accountLeft(agent);
    };
    const closing = async (conversation: string) => {
      await dismiss(conversation, agent);
      store.endVisit(agent, conversation);
    };
    const email = store.accountToLeave(agent);
    await Promise.all([email !== null && leaving(email), ...store.visits(agent, now()).map(closing)]);
  }

  /** What a crash has interrupted. @throws as `finish`. */
  async finishAll(): Promise<void> {
    await Promise.all(this.#ports.store.formerMembers().map((agent) => this.finish(agent)));
  }

  rename(agent: string, name: string): void {
    const { store, desk } = this.#ports;
    store.renameMember(agent, name);
    desk.touched('members');
  }
}
