/** The script tags that an owner pastes; asked for only while there is no conversation to show. */
import { type Readable, writable } from '../../client/store.ts';
import type { Backend } from './backend.ts';

export interface SiteTag {
  site: string;
  name: string;
  tag: string;
}

export type InstallState = { is: 'loading' } | { is: 'loaded'; tags: readonly SiteTag[] } | { is: 'failed' };

export interface Install {
  readonly state: Readable<InstallState>;
  load(): Promise<void>;
}

export const scriptTag = (origin: string, site: string): string =>
  `<script async src="${origin}/porch.js" data-site="${site}"></script>`;

export function createInstall(backend: Backend, workspace: string): Install {
  const state = writable<InstallState>({ is: 'loading' });
  return {
    state,
    async load() {
      if (state.get().is === 'loaded') return;
      state.set({ is: 'loading' });
      try {
        const sites = await backend.sites(workspace);
        const tags = sites.map(({ site, name }) => ({ site, name, tag: scriptTag(backend.origin, site) }));
        state.set({ is: 'loaded', tags });
      } catch {
        state.set({ is: 'failed' });
      }
    },
  };
}
