import { useReducer } from 'preact/hooks';
import { withoutMarks } from '../../client/formatting.ts';
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

  const choicesOf = (typed: string): Choice[] => {
    const isTyped = typed.trim() !== '';
    const people: Choice[] = inbox.state
      .get()
      .all.filter((row) => hasWords(`${visitorName(row.conversation, row)} ${row.preview}`, typed))
      .slice(0, MOST_ROWS)
      .map((row) => ({
        id: row.conversation,
        group: t('conversations'),
        label: visitorName(row.conversation, row),
        hint: withoutMarks(row.preview),
        run: () => router.go(row.conversation),
      }));
    const acts = actions.flatMap(({ label, group, key, run }, at) =>
      run && hasWords(label, typed) ? [{ id: `${at}`, group: t(group), label, key, run }] : [],
    );
    // Who types something mostly looks for somebody; who has not, for what can be done.
    return isTyped
      ? [...people, ...hitChoices(typed, found, people, router.go), ...acts]
      : [...acts, ...people];
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

function hitChoices(
  typed: string,
  { query, hits, rows }: ReturnType<Search['state']['get']>,
  shown: readonly Choice[],
  go: (conversation: string) => void,
): Choice[] {
  if (query !== typed.trim()) return [];
  const isShown = new Set(shown.map(({ id }) => id));
  return hits
    .filter(({ conversation }) => !isShown.has(conversation))
    .map(({ conversation, seq, kind, parts }) => {
      const row = rows.find((candidate) => candidate.conversation === conversation);
      return {
        id: `${conversation}-${seq}`,
        group: t('searchHits'),
        label: visitorName(conversation, row),
        hint: `${kind === 'note' ? `${t('note')}: ` : ''}${parts.map(({ text }) => text).join('')}`,
        run: () => go(conversation),
      };
    });
}
