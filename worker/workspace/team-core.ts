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
  /** This agent's account is to know their role. Idempotent. */
  tellRole(email: string, agent: string, role: Role): Promise<void>;
  /** An agent is not to have this conversation open any more. Idempotent. */
  dismiss(conversation: string, agent: string): Promise<void>;
}

interface Refused {
  is: 'refused';
  code: ErrorCode;
  message: string;
}
export type RemovalOutcome = { is: 'removed' } | Refused;
export type RoleOutcome = { is: 'changed'; member: Member } | Refused;
export type InvitationOutcome = { is: 'invited'; member: Member } | Refused;

export class TeamCore {
  readonly #ports: TeamPorts;

  #telling: Promise<void> = Promise.resolve();

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
   * Adds a member for somebody who may: as they stand in the team by now, whatever their account still says. An owner who
   * has not come yet is invited again by owners only, for who hands the link over can open it.
   */
  invite(request: { email: string; name: string; role: Role }, by: string): InvitationOutcome {
    const { store } = this.#ports;
    const inviter = store.member(by);
    if (!inviter) return { is: 'refused', code: 'not_found', message: 'There is no such member.' };
    if (inviter.role === 'agent')
      return { is: 'refused', code: 'forbidden', message: 'Owners and admins invite.' };
    if (store.memberByEmail(request.email)?.role === 'owner' && inviter.role !== 'owner')
      return { is: 'refused', code: 'forbidden', message: 'Only an owner invites an owner again.' };
    return { is: 'invited', member: this.add(request) };
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
   * Gives somebody another role, if the other one may: only owners make owners and unmake them, and one stays. Decided and
   * done in one turn. `tellRoles` does what is left.
   */
  changeRole(agent: string, role: Role, by: string): RoleOutcome {
    const { store, desk } = this.#ports;
    const [member, changer] = [store.member(agent), store.member(by)];
    if (!member || !changer) return { is: 'refused', code: 'not_found', message: 'There is no such member.' };
    if (changer.role === 'agent' || (changer.role !== 'owner' && [member.role, role].includes('owner')))
      return { is: 'refused', code: 'forbidden', message: 'Only an owner makes and unmakes owners.' };
    if (role === 'owner' && member.invitedUntil !== undefined)
      return { is: 'refused', code: 'forbidden', message: 'Whoever becomes an owner has to come first.' };
    const isLastOwner = store.members().filter((each) => each.role === 'owner').length === 1;
    if (member.role === 'owner' && role !== 'owner' && isLastOwner)
      return { is: 'refused', code: 'forbidden', message: 'A workspace has an owner.' };
    store.setRole(agent, role);
    if (member.role !== role) desk.touched('members');
    return { is: 'changed', member: { ...member, role } };
  }

  /** One after the other, so that the last word is the account's last. @throws when somebody could not be told now. */
  tellRoles(): Promise<void> {
    const { store, tellRole } = this.#ports;
    const tell = async () => {
      const told = store.untoldRoles().map(async ({ agent, email, role }) => {
        await tellRole(email, agent, role);
        store.roleTold(agent, role);
      });
      // One that can't be told keeps no other from it.
      const failed = (await Promise.allSettled(told)).find(({ status }) => status === 'rejected');
      if (failed) throw (failed as PromiseRejectedResult).reason;
    };
    this.#telling = this.#telling.then(tell, tell);
    return this.#telling;
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
    const { store } = this.#ports;
    await Promise.all([this.tellRoles(), ...store.formerMembers().map((agent) => this.finish(agent))]);
  }

  rename(agent: string, name: string): void {
    const { store, desk } = this.#ports;
    store.renameMember(agent, name);
    desk.touched('members');
  }
}
