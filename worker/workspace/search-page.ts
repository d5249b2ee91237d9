/** One page of hits: found by words, then narrowed to a view. */
import type { InboxRow } from '../../protocol/inbox.ts';
import type { SearchHit, SearchPage } from '../../protocol/search.ts';
import type { InboxStore } from './inbox-store.ts';
import { hitOf, type SearchStore } from './search-store.ts';
import { readQuery } from './search-words.ts';
import type { ViewQuery } from './view-query.ts';

export interface SearchRequest {
  words: string;
  view: ViewQuery | null;
  /** The last page's end. */
  before: number | null;
}

const HITS = 25;
/** A page looks at so many texts at most: few of them may be in the view. */
const LOOKED_AT = 500;

/** @param keys buckets that a hit's conversation must be in. */
export function searchPageOf(
  search: SearchStore,
  inbox: InboxStore,
  agent: string,
  { words, before, keys }: SearchRequest & { keys: readonly string[] },
): SearchPage {
  const query = readQuery(words);
  if (!query) return { hits: [], rows: [], next: null };
  const limit = keys.length > 0 ? LOOKED_AT : HITS + 1;
  const found = search.find(query, before ?? Number.MAX_SAFE_INTEGER, limit);
  const names = inbox.named(
    found.map(({ ref }) => ref),
    keys,
  );
  const hits: SearchHit[] = [];
  const rows = new Map<string, InboxRow>();
  for (const [index, text] of found.entries()) {
    const conversation = names.get(text.ref);
    if (conversation === undefined) continue;
    // One more than fits: there is a next page.
    if (hits.length === HITS) return { hits, rows: [...rows.values()], next: `${found[index - 1]?.id}` };
    hits.push(hitOf(text, conversation, query));
    const row = rows.get(conversation) ?? inbox.row(agent, conversation);
    if (row) rows.set(conversation, row);
  }
  const end = found.length < limit ? null : found.at(-1);
  return { hits, rows: [...rows.values()], next: end ? `${end.id}` : null };
}
