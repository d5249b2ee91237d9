import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { type Action, actionsOf, type Screen } from './actions.ts';
import { focusPersonTools } from './focus.ts';
import {
  AssignIcon,
  BellIcon,
  CheckIcon,
  ClockIcon,
  DetailsIcon,
  EditIcon,
  FlagIcon,
  LabelIcon,
  PersonIcon,
  SearchIcon,
} from './icons.tsx';

interface ConversationMenuProps {
  workspace: Workspace;
  show(screen: Screen): void;
  close(): void;
}

/** By the keys of the actions, the commonest first. */
const OFFERED = [
  ['e', CheckIcon],
  ['a', AssignIcon],
  ['A', PersonIcon],
  ['s', ClockIcon],
  ['h', BellIcon],
  ['l', LabelIcon],
  ['p', FlagIcon],
  ['n', EditIcon],
] as const;

/** What can be done with the open conversation, where its header has no room for a button each. */
export function ConversationMenu({ workspace, show, close }: ConversationMenuProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const actions = actionsOf(workspace, show);
  const { open } = workspace.desk.state.get();
  const row = workspace.inbox.state.get().all.find(({ conversation }) => conversation === open?.id);
  const offered = OFFERED.flatMap(([key, Icon]) => {
    const action = actions.find((each) => each.key === key);
    if (!action?.run) return [];
    const label = key === 'e' ? t(row?.status === 'resolved' ? 'reopen' : 'resolve') : action.label;
    return [{ label, run: action.run, Icon }];
  });
  const items: (Pick<Action, 'label' | 'run'> & { Icon: typeof CheckIcon })[] = [
    ...offered,
    { label: t('mergeOrBlock'), Icon: DetailsIcon, run: focusPersonTools },
    { label: t('everything'), Icon: SearchIcon, run: () => show('palette') },
  ];
  const pressed = (event: KeyboardEvent) => {
    const all = [...(dialog.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog menu"
      aria-label={t('moreActions')}
      onClose={close}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
      onKeyDown={pressed}
    >
      <div role="menu" aria-label={t('moreActions')}>
        {items.map(({ label, Icon, run }) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            onClick={() => {
              // Closed first: then the focus may go where the action wants it.
              dialog.current?.close();
              run?.();
            }}
          >
            <Icon />
            {label}
          </button>
        ))}
      </div>
    </dialog>
  );
}
