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

/** What each section of the settings changes of a site; saved and given up by itself. */
const FIELDS = {
  messenger: ['look'],
  sites: ['name', 'origins'],
} as const satisfies Record<string, readonly (keyof Draft)[]>;
export type SitePart = keyof typeof FIELDS;
export const SITE_PARTS = Object.keys(FIELDS) as SitePart[];

export interface SiteSettingsState {
  load: 'loading' | 'loaded' | 'failed';
  sites: readonly Site[];
  /** The key of the one that is being changed. */
  chosen: string;
  /** By key; only of those that somebody has changed. */
  drafts: ReadonlyMap<string, Draft>;
  saving: Readonly<Record<SitePart, SavingSite>>;
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
  discard(part: SitePart): void;
  /** What is not saved of all sites. @returns whether it is now. */
  save(part: SitePart): Promise<boolean>;
  add(name: string): Promise<void>;
}

export const chosenSite = ({ sites, chosen }: SiteSettingsState): Site | null =>
  sites.find(({ site }) => site === chosen) ?? null;

/** The chosen site as it would be saved. */
export function currentDraft(state: SiteSettingsState): Draft | null {
  const site = chosenSite(state);
  return site && (state.drafts.get(site.site) ?? draftFrom(site));
}

/** Those that differ in it from what is stored. */
export const unsavedSites = ({ sites, drafts }: SiteSettingsState, part: SitePart): Site[] =>
  sites.filter((site) => {
    const draft = drafts.get(site.site);
    return draft !== undefined && !isSame(fieldsOf(part, draft), fieldsOf(part, site));
  });

const fieldsOf = (part: SitePart, from: Draft): Partial<Draft> =>
  Object.fromEntries(FIELDS[part].map((field) => [field, from[field]]));
const READY = { messenger: { is: 'ready' }, sites: { is: 'ready' } } as const;

export function createSiteSettings(backend: Backend, workspace: string): SiteSettings {
  const state = writable<SiteSettingsState>({
    load: 'loading',
    sites: [],
    chosen: '',
    drafts: new Map(),
    saving: READY,
    adding: 'ready',
  });

  const change = (next: (draft: Draft) => Draft) => {
    const current = state.get();
    const draft = currentDraft(current);
    if (!draft) return;
    const drafts = new Map(current.drafts).set(current.chosen, next(draft));
    state.patch({ drafts, saving: READY });
  };

  const note = (part: SitePart, saving: SavingSite) =>
    state.patch({ saving: { ...state.get().saving, [part]: saving } });

  /** The site as it is now stored; of the draft the parts stay that say something else than they began with. */
  const stored = (site: Site, begunWith: (part: SitePart) => Partial<Draft>) => {
    const drafts = new Map(state.get().drafts);
    const draft = drafts.get(site.site);
    const kept = draft ? SITE_PARTS.filter((part) => !isSame(fieldsOf(part, draft), begunWith(part))) : [];
    if (draft && kept.length > 0) {
      const fields = kept.map((part) => fieldsOf(part, draft));
      drafts.set(site.site, Object.assign(draftFrom(site), ...fields));
    } else drafts.delete(site.site);
    state.patch({ sites: state.get().sites.map((each) => (each.site === site.site ? site : each)), drafts });
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
    discard(part) {
      for (const site of state.get().sites)
        stored(site, (each) => fieldsOf(each, (each === part && state.get().drafts.get(site.site)) || site));
      note(part, { is: 'ready' });
    },
    async save(part) {
      if (state.get().saving[part].is === 'saving') return false;
      note(part, { is: 'saving' });
      try {
        for (const before of unsavedSites(state.get(), part)) {
          const draft = state.get().drafts.get(before.site);
          if (!draft) continue;
          const sent = fieldsOf(part, draft);
          const changed = await backend.changeSite(workspace, before.site, sent);
          // What was typed meanwhile, or in the other section, is not saved yet.
          stored(changed, (each) => (each === part ? sent : fieldsOf(each, before)));
        }
        note(part, { is: 'saved' });
        return true;
      } catch (error) {
        note(part, { is: 'failed', because: reasonOf(error) });
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
