import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Screen } from './actions.ts';
import { keepFocus } from './focus.ts';
import { CheckIcon, ClockIcon, CloseIcon, FlagIcon, LabelIcon, PersonIcon } from './icons.tsx';

interface BulkBarProps {
  workspace: Workspace;
  count: number;
  show(screen: Screen): void;
}

/** What can be done to all that are marked. */
export function BulkBar({ workspace, count, show }: BulkBarProps) {
  const { inbox } = workspace;
  const unmark = () => {
    inbox.clearSelection();
    keepFocus();
  };
  const resolve = () =>
    void workspace.arrange(workspace.targets(), { do: 'status', status: 'resolved' }).then(unmark);
  return (
    <div class="bulk" role="toolbar" aria-label={t('marked', { count })}>
      <button type="button" class="icon-button" aria-label={t('unmark')} onClick={unmark}>
        <CloseIcon />
      </button>
      <span role="status">{t('marked', { count })}</span>
      <button type="button" class="link" onClick={inbox.selectAll}>
        {t('markAll')}
      </button>
      <Tool label={t('keysAssignTo')} onClick={() => show('assign')} icon={<PersonIcon />} />
      <Tool label={t('keysLabels')} onClick={() => show('labels')} icon={<LabelIcon />} />
      <Tool label={t('keysPriority')} onClick={() => show('priority')} icon={<FlagIcon />} />
      <Tool label={t('keysSnooze')} onClick={() => show('snooze')} icon={<ClockIcon />} />
      <Tool label={t('resolve')} onClick={resolve} icon={<CheckIcon />} />
    </div>
  );
}

export const Tool = ({
  label,
  onClick,
  icon,
  keys,
}: {
  label: string;
  onClick(): void;
  icon: preact.JSX.Element;
  keys?: string;
}) => (
  <button
    type="button"
    class="icon-button"
    aria-label={label}
    title={keys ? `${label} (${keys})` : label}
    aria-keyshortcuts={keys}
    onClick={onClick}
  >
    {icon}
  </button>
);
