/** The agent's own name, title, photo and password; the team, and inviting into it. */
import { type Readable, writable } from '../../client/store.ts';
import { type Member, member, type Role } from '../../protocol/api.ts';
import { object } from '../../protocol/shape.ts';
import type { Invitation } from './backend.ts';
import { squarePhoto } from './photo.ts';
import type { Session, SessionState } from './session.ts';
import { signInLink } from './sign-in-link.ts';

export type Saving =
  | { is: 'ready' }
  | { is: 'saving' }
  | { is: 'saved' }
  | { is: 'invalid' }
  | { is: 'failed' };

export type Inviting =
  | { is: 'ready' }
  | { is: 'sending' }
  /** Without a link they have an account already, and sign in as usual. */
  | { is: 'invited'; name: string; link: string | null }
  | { is: 'failed' };

export type Team = { is: 'loading' } | { is: 'loaded'; members: readonly Member[] } | { is: 'failed' };

export interface AccountState {
  name: Saving;
  title: Saving;
  photo: Saving;
  password: Saving;
  team: Team;
  inviting: Inviting;
}

export interface Account {
  readonly state: Readable<AccountState>;
  rename(name: string): Promise<void>;
  /** @param title empty for none. */
  setTitle(title: string): Promise<void>;
  /** A picture of any size; null removes the one that is there. */
  setPhoto(picture: Blob | null): Promise<void>;
  setPassword(password: string): Promise<void>;
  loadTeam(): Promise<void>;
  invite(invitation: Invitation): Promise<void>;
  /** What somebody may do from now on. @throws ApiError */
  changeRole(agent: string, role: Role): Promise<void>;
  /** Takes somebody out of the team. @throws ApiError */
  removeMember(agent: string): Promise<void>;
}

/** What an agent does, empty for nothing said; null until it is known. */
export const titleOf = (team: Team, agent: string): string | null =>
  team.is === 'loaded' ? (team.members.find((member) => member.agent === agent)?.title ?? '') : null;

export const PASSWORD_MIN_LENGTH = 10;

type SignedIn = Extract<SessionState, { is: 'signed-in' }>;

export function createAccount(session: Session, { membership }: SignedIn): Account {
  const { backend } = session;
  const { workspace } = membership;
  const state = writable<AccountState>({
    name: { is: 'ready' },
    title: { is: 'ready' },
    photo: { is: 'ready' },
    password: { is: 'ready' },
    team: { is: 'loading' },
    inviting: { is: 'ready' },
  });

  /** What the server answers is how the team knows this agent from now on. */
  const keep = (changed: Member) => {
    const { team } = state.get();
    if (team.is !== 'loaded') return;
    const members = team.members.map((each) => (each.agent === changed.agent ? changed : each));
    state.patch({ team: { ...team, members } });
  };

  const save = async (field: 'name' | 'title' | 'photo' | 'password', change: () => Promise<Member>) => {
    state.patch({ [field]: { is: 'saving' } });
    const isSaved = await change().then(
      (changed) => {
        keep(changed);
        return true;
      },
      () => false,
    );
    state.patch({ [field]: { is: isSaved ? 'saved' : 'failed' } });
    return isSaved;
  };

  const account: Account = {
    state,
    async rename(typed) {
      const name = typed.trim();
      if (!name) return state.patch({ name: { is: 'invalid' } });
      if (await save('name', () => backend.changeProfile(workspace, { name }))) session.renamed(name);
    },
    async setTitle(title) {
      await save('title', () => backend.changeProfile(workspace, { title: title.trim() }));
    },
    async setPhoto(picture) {
      if (picture === null) return void (await save('photo', () => backend.removePhoto(workspace)));
      state.patch({ photo: { is: 'saving' } });
      const photo = await squarePhoto(picture);
      if (!photo) return state.patch({ photo: { is: 'invalid' } });
      await save('photo', () => backend.putPhoto(workspace, photo));
    },
    async setPassword(password) {
      if (password.length < PASSWORD_MIN_LENGTH) return state.patch({ password: { is: 'invalid' } });
      await save('password', () => backend.changeProfile(workspace, { password }));
    },
    async loadTeam() {
      try {
        state.patch({ team: { is: 'loaded', members: await backend.members(workspace) } });
      } catch {
        state.patch({ team: { is: 'failed' } });
      }
    },
    async changeRole(agent, role) {
      keep(await backend.ask(member, 'PATCH', workspace, `members/${agent}`, { role }));
    },
    async removeMember(agent) {
      await backend.ask(object({}), 'DELETE', workspace, `members/${agent}`);
      await account.loadTeam();
    },
    async invite(invitation) {
      if (state.get().inviting.is === 'sending') return;
      state.patch({ inviting: { is: 'sending' } });
      try {
        const { member: invited, signInToken } = await backend.invite(workspace, invitation);
        const link = signInToken === null ? null : signInLink(backend.origin, signInToken);
        state.patch({ inviting: { is: 'invited', name: invited.name, link } });
        await account.loadTeam();
      } catch {
        state.patch({ inviting: { is: 'failed' } });
      }
    },
  };
  return account;
}
