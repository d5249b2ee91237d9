/** The sites as their owner changes them: what is stored, what is not saved yet, and what came of saving it. */
import { ApiError } from '../../client/http.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Site } from '../../protocol/sites.ts';
import type { Backend } from './backend.ts';
import { type Draft, draftFrom, isSame, type LookChange, withLook, withText } from './site-draft.ts';

export type SavingSite =
  | { is: 'ready' }
  | { is: 'saving' }
  | { is: 'saved' }
  | { is: 'failed'; because: 'unreachable' | 'too-large' | 'not-allowed' | 'refused' };

export interface SiteSettingsState {
  load: 'loading' | 'loaded' | 'failed';
  sites: readonly Site[];
  /** The key of the one that is being changed. */
  chosen: string;
  /** By key; only of those that somebody has changed. */
  drafts: ReadonlyMap<string, Draft>;
  saving: SavingSite;
  adding: 'ready' | 'adding' | 'added' | 'failed';
}

export interface SiteSettings {
  readonly state: Readable<SiteSettingsState>;
  load(): Promise<void>;
  choose(site: string): void;
  edit(change: Partial<Draft>): void;
  editLook(change: LookChange): void;
  editText(language: string, key: string, text: string): void;
  /** Back to what is stored, of all sites. */
  discard(): void;
  /** All that is not saved. @returns whether it is now. */
  save(): Promise<boolean>;
  add(name: string): Promise<void>;
}

export const chosenSite = ({ sites, chosen }: SiteSettingsState): Site | null =>
  sites.find(({ site }) => site === chosen) ?? null;

/** The chosen site as it would be saved. */
export function currentDraft(state: SiteSettingsState): Draft | null {
  const site = chosenSite(state);
  return site && (state.drafts.get(site.site) ?? draftFrom(site));
}

/** Those that differ from what is stored. */
export const unsavedSites = ({ sites, drafts }: SiteSettingsState): Site[] =>
  sites.filter((site) => {
    const draft = drafts.get(site.site);
    return draft !== undefined && !isSame(draft, draftFrom(site));
  });

export function createSiteSettings(backend: Backend, workspace: string): SiteSettings {
  const state = writable<SiteSettingsState>({
    load: 'loading',
    sites: [],
    chosen: '',
    drafts: new Map(),
    saving: { is: 'ready' },
    adding: 'ready',
  });

  const change = (next: (draft: Draft) => Draft) => {
    const current = state.get();
    const draft = currentDraft(current);
    if (!draft) return;
    const drafts = new Map(current.drafts).set(current.chosen, next(draft));
    state.patch({ drafts, saving: { is: 'ready' } });
  };

  const stored = (changed: Site) => {
    const { sites, drafts } = state.get();
    const left = new Map(drafts);
    left.delete(changed.site);
    state.patch({ sites: sites.map((each) => (each.site === changed.site ? changed : each)), drafts: left });
  };

  return {
    state,
    async load() {
      if (state.get().load === 'loaded') return;
      state.patch({ load: 'loading' });
      try {
        const sites = await backend.sites(workspace);
        state.patch({ load: 'loaded', sites, chosen: sites[0]?.site ?? '' });
      } catch {
        state.patch({ load: 'failed' });
      }
    },
    choose: (chosen) => state.patch({ chosen }),
    edit: (fields) => change((draft) => ({ ...draft, ...fields })),
    editLook: (fields) => change((draft) => withLook(draft, fields)),
    editText: (language, key, text) => change((draft) => withText(draft, language, key, text)),
    discard: () => state.patch({ drafts: new Map(), saving: { is: 'ready' } }),
    async save() {
      if (state.get().saving.is === 'saving') return false;
      state.patch({ saving: { is: 'saving' } });
      try {
        for (const { site } of unsavedSites(state.get())) {
          const draft = state.get().drafts.get(site);
          if (!draft) continue;
          const changed = await backend.changeSite(workspace, site, draft);
          // What was typed meanwhile is not saved yet.
          if (state.get().drafts.get(site) === draft) stored(changed);
          else state.patch({ sites: state.get().sites.map((each) => (each.site === site ? changed : each)) });
        }
        state.patch({ saving: { is: 'saved' } });
        return true;
      } catch (error) {
        state.patch({ saving: { is: 'failed', because: reasonOf(error) } });
        return false;
      }
    },
    async add(name) {
      if (state.get().adding === 'adding') return;
      state.patch({ adding: 'adding' });
      try {
        const site = await backend.addSite(workspace, name);
        state.patch({ sites: [...state.get().sites, site], chosen: site.site, adding: 'added' });
      } catch {
        state.patch({ adding: 'failed' });
      }
    },
  };
}

function reasonOf(error: unknown): Extract<SavingSite, { is: 'failed' }>['because'] {
  switch (error instanceof ApiError ? error.code : '') {
    case 'too_large':
      return 'too-large';
    case 'bad_frame':
      return 'refused';
    case 'not_found':
    case 'forbidden':
    case 'unauthenticated':
      return 'not-allowed';
    default:
      return 'unreachable';
  }
}
