/** One page of hits: found by words, then narrowed to a view. */
import type { InboxRow } from '../../protocol/inbox.ts';
import type { SearchHit, SearchPage } from '../../protocol/search.ts';
import type { InboxStore } from './inbox-store.ts';
import { type FoundText, hitOf, type SearchStore } from './search-store.ts';
import { readQuery } from './search-words.ts';
import type { ViewQuery } from './view-query.ts';

export interface SearchRequest {
  words: string;
  view: ViewQuery | null;
  /** The last page's end. */
  before: number | null;
}

const HITS = 25;
/** People whose name or address it is come before that, on the first page. */
const PEOPLE = 10;
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
  const rows = new Map<string, InboxRow>();
  const namesOf = (found: readonly FoundText[]) =>
    inbox.named(
      found.map(({ ref }) => ref),
      keys,
    );
  const rowOf = (conversation: string) => rows.get(conversation) ?? inbox.row(agent, conversation);

  const people = firstOfEach(search.findNames(query, LOOKED_AT), namesOf, rowOf);
  const hits: SearchHit[] = [];
  const add = (text: FoundText, conversation: string) => {
    hits.push(hitOf(text, conversation, query));
    const row = rowOf(conversation);
    if (row) rows.set(conversation, row);
  };
  if (before === null) for (const { text, conversation } of people) add(text, conversation);
  const peopleCount = hits.length;
  const isAbove = new Set(people.map(({ text }) => text.id));

  const limit = keys.length > 0 ? LOOKED_AT : HITS + PEOPLE + 1;
  const found = search.find(query, before ?? Number.MAX_SAFE_INTEGER, limit);
  const names = namesOf(found);
  for (const [index, text] of found.entries()) {
    const conversation = names.get(text.ref);
    if (conversation === undefined || isAbove.has(text.id)) continue;
    // One more than fits: there is a next page.
    if (hits.length - peopleCount === HITS)
      return { hits, rows: [...rows.values()], next: `${found[index - 1]?.id}` };
    add(text, conversation);
  }
  const end = found.length < limit ? null : found.at(-1);
  return { hits, rows: [...rows.values()], next: end ? `${end.id}` : null };
}

/** Each person once, by what was said of them last. */
function firstOfEach(
  found: readonly FoundText[],
  namesOf: (found: readonly FoundText[]) => ReadonlyMap<number, string>,
  rowOf: (conversation: string) => InboxRow | null | undefined,
): { text: FoundText; conversation: string }[] {
  const names = namesOf(found);
  const people = new Map<string, { text: FoundText; conversation: string }>();
  for (const text of found) {
    if (people.size === PEOPLE) break;
    const conversation = names.get(text.ref);
    if (conversation === undefined) continue;
    const person = rowOf(conversation)?.person ?? conversation;
    if (!people.has(person)) people.set(person, { text, conversation });
  }
  return [...people.values()];
}
