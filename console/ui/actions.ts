/** Everything that can be done with a key: one list for the keyboard, the palette and the map of keys. */
import { t } from '../i18n.ts';
import { STANDARD, STANDARD_VIEWS } from '../model/view.ts';
import type { Workspace } from '../model/workspace.ts';
import {
  askWhen,
  focusedRow,
  focusList,
  focusNote,
  focusPerson,
  focusReply,
  moveInList,
  offerSavedReplies,
} from './focus.ts';
import { VIEW_NAMES } from './words.ts';

export type Group = 'groupGo' | 'groupConversation' | 'groupConsole';

export interface Action {
  label: string;
  group: Group;
  /** As `KeyboardEvent.key` has it. */
  key?: string;
  /** Null where it has no meaning now. */
  run: (() => void) | null;
}

/** What is shown over the list and the conversation. */
export type Screen =
  | 'account'
  | 'palette'
  | 'menu'
  | 'keys'
  | 'views'
  | 'saveView'
  | 'assign'
  | 'labels'
  | 'priority'
  | 'snooze'
  | 'remind'
  | 'availability';

const isApple = /Mac|iP(hone|ad|od)/.test(navigator.platform);
export const MODIFIER = isApple ? '⌘' : 'Ctrl';

export function actionsOf(workspace: Workspace, show: (screen: Screen) => void): Action[] {
  const { desk, inbox, router } = workspace;
  const { open } = desk.state.get();
  const isAbout = workspace.targets().length > 0;
  const about = (screen: Screen) => (isAbout ? () => show(screen) : null);
  const mark = () => {
    const conversation = focusedRow() ?? open?.id;
    if (conversation) inbox.toggle(conversation);
  };
  return [
    { group: 'groupGo', label: t('keysNext'), key: 'j', run: () => moveInList(1) },
    { group: 'groupGo', label: t('keysPrevious'), key: 'k', run: () => moveInList(-1) },
    { group: 'groupGo', label: t('keysViews'), key: 'f', run: () => show('views') },
    ...STANDARD_VIEWS.map(
      (name): Action => ({
        group: 'groupGo',
        label: t(VIEW_NAMES[name]),
        run() {
          inbox.choose({ filter: STANDARD[name], sort: inbox.state.get().view.sort });
          requestAnimationFrame(focusList);
        },
      }),
    ),
    { group: 'groupConversation', label: t('keysReply'), key: 'r', run: open && focusReply },
    { group: 'groupConversation', label: t('keysSchedule'), key: 'S', run: open && askWhen },
    { group: 'groupConversation', label: t('keysNote'), key: 'n', run: open && focusNote },
    {
      group: 'groupConversation',
      label: t('keysSavedReply'),
      key: '/',
      run: open && offerSavedReplies,
    },
    { group: 'groupConversation', label: t('keysPerson'), key: 'i', run: open && focusPerson },
    {
      group: 'groupConversation',
      label: t('keysAssign'),
      key: 'a',
      run: isAbout ? workspace.takeTargets : null,
    },
    { group: 'groupConversation', label: t('keysAssignTo'), key: 'A', run: about('assign') },
    { group: 'groupConversation', label: t('keysLabels'), key: 'l', run: about('labels') },
    { group: 'groupConversation', label: t('keysPriority'), key: 'p', run: about('priority') },
    { group: 'groupConversation', label: t('keysSnooze'), key: 's', run: about('snooze') },
    { group: 'groupConversation', label: t('keysRemind'), key: 'h', run: about('remind') },
    {
      group: 'groupConversation',
      label: t('keysResolve'),
      key: 'e',
      run: isAbout ? workspace.toggleTargetsResolved : null,
    },
    { group: 'groupConversation', label: t('keysMark'), key: 'x', run: mark },
    { group: 'groupConversation', label: t('keysBack'), key: 'Escape', run: open && (() => router.go(null)) },
    { group: 'groupConsole', label: t('keysPalette'), key: `${MODIFIER}+K`, run: () => show('palette') },
    { group: 'groupConsole', label: t('keysMap'), key: '?', run: () => show('keys') },
    { group: 'groupConsole', label: t('keysSaveView'), run: () => show('saveView') },
    { group: 'groupConsole', label: t('setAvailability'), run: () => show('availability') },
    { group: 'groupConsole', label: t('settings'), run: () => router.goToSettings() },
    { group: 'groupConsole', label: t('keysAccount'), run: () => show('account') },
  ];
}
