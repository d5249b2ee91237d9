/** Everything that can be done with a key: one list for the keyboard, the palette and the map of keys. */
import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { focusList, focusReply, moveInList } from './focus.ts';

export type Group = 'groupGo' | 'groupConversation' | 'groupConsole';

export interface Action {
  label: string;
  group: Group;
  /** As `KeyboardEvent.key` has it. */
  key?: string;
  /** Null where it has no meaning now. */
  run: (() => void) | null;
}

/** What is shown beside the list and the conversation. */
export type Screen = 'account' | 'palette' | 'keys';

const isApple = /Mac|iP(hone|ad|od)/.test(navigator.platform);
const MODIFIER = isApple ? '⌘' : 'Ctrl';

export function actionsOf(workspace: Workspace, show: (screen: Screen) => void): Action[] {
  const { desk, inbox, router } = workspace;
  const { open } = desk.state.get();
  const choose = (filter: Parameters<typeof inbox.choose>[0]) => () => {
    inbox.choose(filter);
    requestAnimationFrame(focusList);
  };
  return [
    { group: 'groupGo', label: t('keysNext'), key: 'j', run: () => moveInList(1) },
    { group: 'groupGo', label: t('keysPrevious'), key: 'k', run: () => moveInList(-1) },
    { group: 'groupGo', label: t('filterOpen'), run: choose('open') },
    { group: 'groupGo', label: t('filterMine'), run: choose('mine') },
    { group: 'groupGo', label: t('filterUnassigned'), run: choose('unassigned') },
    { group: 'groupGo', label: t('filterDone'), run: choose('done') },
    { group: 'groupConversation', label: t('keysReply'), key: 'r', run: open && focusReply },
    { group: 'groupConversation', label: t('keysAssign'), key: 'a', run: open && (() => open.assignToMe()) },
    { group: 'groupConversation', label: t('keysResolve'), key: 'e', run: open && workspace.toggleResolved },
    { group: 'groupConversation', label: t('keysBack'), key: 'Escape', run: open && (() => router.go(null)) },
    { group: 'groupConsole', label: t('keysPalette'), key: `${MODIFIER}+K`, run: () => show('palette') },
    { group: 'groupConsole', label: t('keysMap'), key: '?', run: () => show('keys') },
    { group: 'groupConsole', label: t('settings'), run: () => router.goToSettings() },
    { group: 'groupConsole', label: t('keysAccount'), run: () => show('account') },
  ];
}
