/** Full-text search on the server, as somebody types: the newest question's answer counts. */
import type { Cancel, Clock } from '../../client/environment.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import type { SearchHit } from '../../protocol/search.ts';
import type { Backend } from './backend.ts';

export interface SearchState {
  /** What somebody looks for now. */
  wanted: string;
  /** What the hits are for. */
  query: string;
  hits: readonly SearchHit[];
  rows: readonly InboxRow[];
  isAsking: boolean;
  hasFailed: boolean;
}

export interface Search {
  readonly state: Readable<SearchState>;
  ask(typed: string): void;
}

/** People type faster. */
const PAUSE_MS = 150;

export function createSearch(clock: Clock, backend: Backend, workspace: string): Search {
  const nothing: SearchState = {
    wanted: '',
    query: '',
    hits: [],
    rows: [],
    isAsking: false,
    hasFailed: false,
  };
  const state = writable<SearchState>(nothing);
  let cancel: Cancel = () => {};

  const look = async (query: string) => {
    try {
      const { hits, rows } = await backend.search(workspace, query);
      if (query === state.get().wanted)
        state.set({ wanted: query, query, hits, rows, isAsking: false, hasFailed: false });
    } catch {
      if (query === state.get().wanted) state.patch({ isAsking: false, hasFailed: true });
    }
  };

  return {
    state,
    ask(typed) {
      const query = typed.trim();
      if (query === state.get().wanted) return;
      cancel();
      if (!query) return state.set(nothing);
      state.patch({ wanted: query, isAsking: true, hasFailed: false });
      cancel = clock.after(PAUSE_MS, () => void look(query));
    },
  };
}
