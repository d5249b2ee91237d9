/** Where the owner's own systems are asked about people: the address, its secret, and a try. */
import { ApiError } from '../../client/http.ts';
import { type Readable, writable } from '../../client/store.ts';
import { type LookupSetting, type LookupTrial, lookupSetting, lookupTrial } from '../../protocol/lookup.ts';
import type { Backend } from './backend.ts';

export interface LookupState {
  load: 'loading' | 'loaded' | 'failed';
  setting: LookupSetting;
  /** Made just now: it is shown this once, and gone with the screen. */
  secret: string | null;
  /** `refused`: an address that the server may not be made to call. */
  saving: 'ready' | 'busy' | 'saved' | 'refused' | 'failed';
  trial: LookupTrial | { is: 'none' | 'asking' | 'unreachable' };
}

export interface LookupSettings {
  readonly state: Readable<LookupState>;
  load(): Promise<void>;
  /** Empty: nothing is asked any more. The first address comes with a secret. @returns whether it is stored. */
  save(url: string): Promise<boolean>;
  /** In the place of the one before. */
  renewSecret(): Promise<boolean>;
  /** Asks the stored address, about whoever asks. */
  try(): Promise<void>;
}

/** 256 bits, as the owner's server will keep them. */
const makeSecret = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

export function createLookupSettings(backend: Backend, workspace: string): LookupSettings {
  const state = writable<LookupState>({
    load: 'loading',
    setting: { url: null, hasSecret: false },
    secret: null,
    saving: 'ready',
    trial: { is: 'none' },
  });

  const put = async (url: string | null, secret: string | null): Promise<boolean> => {
    if (state.get().saving === 'busy') return false;
    state.patch({ saving: 'busy', trial: { is: 'none' } });
    try {
      const change = { url, ...(secret !== null && { secret }) };
      const setting = await backend.ask(lookupSetting, 'PATCH', workspace, 'lookup', change);
      state.patch({ setting, saving: 'saved', ...(secret !== null && { secret }) });
      return true;
    } catch (error) {
      const isRefused =
        error instanceof ApiError && ['forbidden', 'bad_frame', 'too_large'].includes(error.code);
      state.patch({ saving: isRefused ? 'refused' : 'failed' });
      return false;
    }
  };

  return {
    state,
    async load() {
      state.patch({ load: 'loading' });
      try {
        const setting = await backend.ask(lookupSetting, 'GET', workspace, 'lookup');
        state.patch({ load: 'loaded', setting });
      } catch {
        state.patch({ load: 'failed' });
      }
    },
    save(typed) {
      const url = typed.trim() || null;
      return put(url, url !== null && !state.get().setting.hasSecret ? makeSecret() : null);
    },
    renewSecret: () => put(state.get().setting.url, makeSecret()),
    async try() {
      if (state.get().trial.is === 'asking') return;
      state.patch({ trial: { is: 'asking' } });
      try {
        state.patch({ trial: await backend.ask(lookupTrial, 'POST', workspace, 'lookup/trial', {}) });
      } catch {
        state.patch({ trial: { is: 'unreachable' } });
      }
    },
  };
}
