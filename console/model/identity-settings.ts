/** How the pages of one site prove who their visitors are: its secret, and whether anything less counts. */
import { type Readable, writable } from '../../client/store.ts';
import { type IdentitySetting, identitySecret, identitySetting } from '../../protocol/identity.ts';
import type { Backend } from './backend.ts';

export interface IdentityState {
  load: 'loading' | 'loaded' | 'failed';
  setting: IdentitySetting;
  /** Made just now: it is told this once, and gone with the screen. */
  secret: string | null;
  asked: 'ready' | 'busy' | 'failed';
}

export interface IdentitySettings {
  readonly state: Readable<IdentityState>;
  load(): Promise<void>;
  /** In the place of the one before. @returns whether it was made. */
  makeSecret(): Promise<boolean>;
  setRequired(isRequired: boolean): Promise<void>;
}

export function createIdentitySettings(backend: Backend, workspace: string, site: string): IdentitySettings {
  const path = `sites/${site}/identity`;
  const state = writable<IdentityState>({
    load: 'loading',
    setting: { madeAt: null, isRequired: false },
    secret: null,
    asked: 'ready',
  });

  const ask = async (run: () => Promise<Partial<IdentityState>>): Promise<boolean> => {
    if (state.get().asked === 'busy') return false;
    state.patch({ asked: 'busy' });
    try {
      state.patch({ ...(await run()), asked: 'ready' });
      return true;
    } catch {
      state.patch({ asked: 'failed' });
      return false;
    }
  };

  return {
    state,
    async load() {
      state.patch({ load: 'loading' });
      try {
        const setting = await backend.ask(identitySetting, 'GET', workspace, path);
        state.patch({ load: 'loaded', setting });
      } catch {
        state.patch({ load: 'failed' });
      }
    },
    makeSecret: () =>
      ask(async () => {
        const { secret, ...setting } = await backend.ask(identitySecret, 'POST', workspace, path, {});
        return { secret, setting };
      }),
    async setRequired(isRequired) {
      await ask(async () => ({
        setting: await backend.ask(identitySetting, 'PATCH', workspace, path, { isRequired }),
      }));
    },
  };
}
