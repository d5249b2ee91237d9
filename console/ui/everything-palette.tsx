import { useReducer } from 'preact/hooks';
import { withoutMarks } from '../../client/formatting.ts';
import type { InboxRow } from '../../protocol/inbox.ts';
import { t } from '../i18n.ts';
import { visitorName } from '../model/people.ts';
import type { Search } from '../model/search.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Action } from './actions.ts';
import { type Choice, hasWords, Palette } from './palette.tsx';
import { useReadable } from './use-readable.ts';

interface EverythingPaletteProps {
  workspace: Workspace;
  actions: readonly Action[];
  close(): void;
}

const MOST_ROWS = 8;

/** Every action, every conversation at hand, and what the server finds in all of them. */
export function EverythingPalette({ workspace, actions, close }: EverythingPaletteProps) {
  const { inbox, router, search } = workspace;
  const found = useReadable(search.state);
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);

  const choiceOf = (row: InboxRow): Choice => ({
    id: row.conversation,
    label: visitorName(row.conversation, row),
    hint: withoutMarks(row.preview),
    run: () => router.go(row.conversation),
  });
  const choicesOf = (typed: string): Choice[] => {
    const acts = actions.flatMap(({ label, group, key, run }, at) =>
      run && hasWords(label, typed) ? [{ id: `${at}`, group: t(group), label, key, run }] : [],
    );
    const { all } = inbox.state.get();
    if (!typed.trim())
      return [...acts, ...grouped(all.slice(0, MOST_ROWS).map(choiceOf), t('conversations'))];
    // Who types something mostly looks for somebody: first whoever is called so, then who said so.
    const isCalledSo = (row: InboxRow) => hasWords(visitorName(row.conversation, row), typed);
    const called = all.filter(isCalledSo).slice(0, MOST_ROWS).map(choiceOf);
    const saying = all.filter((row) => !isCalledSo(row) && hasWords(row.preview, typed));
    const { people, texts } = hitChoices(typed, found, router.go);
    return [
      ...once([
        ...grouped([...called, ...people], t('groupPeople')),
        ...grouped(saying.slice(0, MOST_ROWS).map(choiceOf), t('conversations')),
        ...grouped(texts, t('searchHits')),
      ]),
      ...acts,
    ];
  };

  return (
    <Palette
      label={t('keysPalette')}
      hint={t('paletteHint')}
      first={found.wanted}
      choicesOf={choicesOf}
      typed={(typed) => {
        search.ask(typed);
        redraw(null);
      }}
      {...(found.isAsking && { status: t('searching') })}
      {...(found.hasFailed && { status: t('searchFailed') })}
      close={() => {
        search.ask('');
        close();
      }}
    />
  );
}

const grouped = (choices: readonly Choice[], group: string) => choices.map((it) => ({ ...it, group }));

/** A conversation that stands above is not found again below. */
function once(choices: readonly Choice[]): Choice[] {
  const above = new Set<string>();
  return choices.filter(({ id }) => {
    const [, conversation = id] = /^(.*)~/.exec(id) ?? [];
    const isAbove = above.has(conversation);
    // Several texts of one conversation are several finds.
    if (conversation === id) above.add(conversation);
    return !isAbove;
  });
}

/** What the server has found: people by name or address, each once, and texts. */
function hitChoices(
  typed: string,
  { query, hits, rows }: ReturnType<Search['state']['get']>,
  go: (conversation: string) => void,
): { people: Choice[]; texts: Choice[] } {
  if (query !== typed.trim()) return { people: [], texts: [] };
  const [people, texts]: [Choice[], Choice[]] = [[], []];
  for (const { conversation, seq, kind, parts } of hits) {
    const row = rows.find((candidate) => candidate.conversation === conversation);
    const choice = {
      id: kind === 'person' ? conversation : `${conversation}~${seq}`,
      label: visitorName(conversation, row),
      hint: `${kind === 'note' ? `${t('note')}: ` : ''}${parts.map(({ text }) => text).join('')}`,
      run: () => go(conversation),
    };
    (kind === 'person' ? people : texts).push(choice);
  }
  return { people, texts };
}
