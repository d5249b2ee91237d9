import { bucketKey } from '../../protocol/inbox-view.ts';
import { PRIORITIES } from '../../protocol/team-event.ts';
import { t } from '../i18n.ts';
import { countOf, STANDARD, STANDARD_VIEWS, type View } from '../model/view.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Screen } from './actions.ts';
import { keepFocus } from './focus.ts';
import { type Choice, hasWords, Palette } from './palette.tsx';
import { useReadable } from './use-readable.ts';
import { priorityWord, VIEW_NAMES } from './words.ts';

interface ViewPaletteProps {
  workspace: Workspace;
  show(screen: Screen): void;
  agent: string;
  sites: ReadonlyMap<string, string>;
  close(): void;
}

/** Every view with its count, conditions to add to the one that is shown, and a way to keep it. */
export function ViewPalette({ workspace, show, agent, sites, close }: ViewPaletteProps) {
  const { view, counts, desk } = useReadable(workspace.inbox.state);
  const choose = (next: View) => () => {
    workspace.inbox.choose(next);
    keepFocus();
  };
  const { filter, sort } = view;
  const { state } = filter;
  const counted = (key: string) => `${counts[key] ?? 0}`;

  const choices: Choice[] = [
    ...STANDARD_VIEWS.map((name) => ({
      id: name,
      group: t('groupViews'),
      label: t(VIEW_NAMES[name]),
      hint: name === 'done' ? '' : `${countOf({ filter: STANDARD[name] }, agent, counts, []) ?? ''}`,
      run: choose({ filter: STANDARD[name], sort }),
    })),
    ...(desk.views ?? []).map((saved) => ({
      id: saved.id,
      group: t('groupSaved'),
      label: saved.name,
      hint: `${countOf({ filter: saved.filter, saved: saved.id }, agent, counts, desk.views ?? []) ?? ''}`,
      run: choose({ filter: saved.filter, sort: saved.sort, saved: saved.id }),
    })),
    ...(desk.members ?? []).map(({ agent: id, name }) => ({
      id,
      group: t('groupAssignees'),
      label: id === agent ? t('assignedToYou') : t('assignedTo', { name }),
      hint: counted(bucketKey.agent(state, id)),
      run: choose({ filter: { ...filter, assignee: id === agent ? 'me' : id }, sort }),
    })),
    ...(desk.teams ?? []).map(({ id, name }) => ({
      id,
      group: t('groupTeams'),
      label: name,
      hint: counted(bucketKey.team(state, id)),
      run: choose({ filter: { ...filter, team: id }, sort }),
    })),
    ...(desk.labels ?? []).map(({ id, name, color }) => ({
      id,
      group: t('groupLabels'),
      label: name,
      color,
      hint: counted(bucketKey.label(state, id)),
      run: choose({
        filter: { ...filter, labels: [...new Set([...(filter.labels ?? []), id])].slice(-5) },
        sort,
      }),
    })),
    ...[...sites].map(([key, name]) => ({
      id: key,
      group: t('groupSites'),
      label: name,
      hint: counted(bucketKey.site(state, key)),
      run: choose({ filter: { ...filter, site: key }, sort }),
    })),
    ...PRIORITIES.filter((priority) => priority !== 'normal').map((priority) => ({
      id: priority,
      group: t('groupPriority'),
      label: priorityWord(priority),
      hint: counted(bucketKey.priority(state, priority)),
      run: choose({ filter: { ...filter, priority }, sort }),
    })),
    {
      id: 'vip',
      group: t('groupPriority'),
      label: t('vip'),
      hint: counted(bucketKey.vip(state)),
      run: choose({ filter: { ...filter, vip: true }, sort }),
    },
  ];

  const save = { id: 'save', group: t('groupKeep'), label: t('keysSaveView'), run: () => show('saveView') };
  const find = (words: string): Choice => ({
    id: 'find',
    group: t('groupFind'),
    label: t('findWordsFor', { words }),
    run() {
      workspace.search.ask(words);
      show('palette');
    },
  });

  return (
    <Palette
      label={t('keysViews')}
      hint={t('viewsHint')}
      choicesOf={(typed) => {
        const matching = [...choices, save].filter(({ label }) => hasWords(label, typed));
        // What is no view is looked for: nothing is made of words that were only typed.
        return typed.trim() ? [...matching, find(typed.trim())] : matching;
      }}
      close={close}
    />
  );
}
