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
}

export type RemovalOutcome =
  | { is: 'allowed'; email: string }
  | { is: 'refused'; code: ErrorCode; message: string };

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

  /** May this member take that one out of the team? Only owners take out owners, nobody themselves, so one owner stays. */
  mayRemove(agent: string, by: string): RemovalOutcome {
    const [member, remover] = [this.#ports.store.member(agent), this.#ports.store.member(by)];
    if (!member || !remover) return { is: 'refused', code: 'not_found', message: 'There is no such member.' };
    if (agent === by)
      return { is: 'refused', code: 'forbidden', message: 'Somebody else has to remove you.' };
    if (member.role === 'owner' && remover.role !== 'owner')
      return { is: 'refused', code: 'forbidden', message: 'Only an owner can remove an owner.' };
    return { is: 'allowed', email: member.email };
  }

  /**
   * Takes somebody out of the team. What they wrote keeps their name.
   * @returns the conversations that they may be connected to.
   */
  remove(agent: string): string[] {
    const { store, desk, now } = this.#ports;
    const at = now();
    if (store.member(agent)) store.transaction(() => store.removeMember(agent, at));
    for (const part of ['members', 'teams', 'views'] as const) desk.touched(part);
    return store.takeVisits(agent, at);
  }

  rename(agent: string, name: string): void {
    const { store, desk } = this.#ports;
    store.renameMember(agent, name);
    desk.touched('members');
  }
}
