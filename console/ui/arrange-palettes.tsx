/** What can be done to a conversation or to several: who has it, labels, priority, when it comes back. */

import { PRIORITIES } from '../../protocol/team-event.ts';
import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { type Choice, hasWords, Palette } from './palette.tsx';
import { TimePalette } from './time-palette.tsx';
import { useReadable } from './use-readable.ts';
import { AVAILABILITY, priorityWord } from './words.ts';

interface ArrangeProps {
  workspace: Workspace;
  /** Conversations that it happens to. */
  targets: readonly string[];
  close(): void;
}

export function AssignPalette({ workspace, targets, close }: ArrangeProps) {
  const { members = [], teams = [] } = useReadable(workspace.inbox.state, ({ desk }) => desk);
  const act = (choice: Parameters<typeof workspace.arrange>[1]) => () => workspace.arrange(targets, choice);
  const choices: Choice[] = [
    ...members.map(({ agent, name, availability }) => ({
      id: agent,
      group: t('groupPeople'),
      label: name,
      hint: t(AVAILABILITY[availability]),
      run: act({ do: 'assign', assignee: agent }),
    })),
    ...teams.map(({ id, name }) => ({
      id,
      group: t('groupTeams'),
      label: name,
      run: act({ do: 'assign', assignee: null, team: id }),
    })),
    {
      id: 'nobody',
      group: t('groupNobody'),
      label: t('backToQueue'),
      run: act({ do: 'assign', assignee: null, team: null }),
    },
  ];
  return <Simple label={t('keysAssignTo')} hint={t('assignHint')} choices={choices} close={close} />;
}

export function LabelPalette({ workspace, targets, close }: ArrangeProps) {
  const { all, desk } = useReadable(workspace.inbox.state);
  const rows = all.filter(({ conversation }) => targets.includes(conversation));
  const isOn = (id: string) => rows.length > 0 && rows.every(({ labels }) => labels.includes(id));
  const choices = (desk.labels ?? []).map(({ id, name, color }) => ({
    id,
    label: name,
    color,
    isOn: isOn(id),
    run: () =>
      workspace.arrange(targets, {
        do: 'labels',
        add: isOn(id) ? [] : [id],
        remove: isOn(id) ? [id] : [],
      }),
  }));
  return (
    <Palette
      label={t('keysLabels')}
      hint={t('labelHint')}
      isStaying
      choicesOf={(typed) => {
        const matching = choices.filter(({ label }) => hasWords(label, typed));
        const name = typed.trim();
        const isNew = name && !choices.some(({ label }) => label.toLowerCase() === name.toLowerCase());
        if (!isNew) return matching;
        return [
          ...matching,
          { id: 'new', label: t('newLabel', { name }), run: () => workspace.addLabel(name, targets) },
        ];
      }}
      close={close}
    />
  );
}

export function PriorityPalette({ workspace, targets, close }: ArrangeProps) {
  const choices = [...PRIORITIES].reverse().map((priority) => ({
    id: priority,
    label: priorityWord(priority),
    run: () => workspace.arrange(targets, { do: 'priority', priority }),
  }));
  return <Simple label={t('keysPriority')} hint={t('priorityHint')} choices={choices} close={close} />;
}

export function SnoozePalette({ workspace, targets, close }: ArrangeProps) {
  const { all } = useReadable(workspace.inbox.state);
  // One found by the search may have no row here: then it may be.
  const maySleep = targets.some((target) => {
    const row = all.find(({ conversation }) => conversation === target);
    return !row || (row.status === 'open' && row.snoozedUntil !== null);
  });
  const snooze = (until: number | null) => workspace.arrange(targets, { do: 'snooze', until });
  return (
    <TimePalette
      label={t('keysSnooze')}
      hint={t('snoozeHint')}
      names={['hour', 'evening', 'tomorrow', 'monday']}
      others={[
        { id: 'reply', label: t('snoozeReply'), run: () => snooze(0) },
        ...(maySleep ? [{ id: 'wake', label: t('snoozeWake'), run: () => snooze(null) }] : []),
      ]}
      choose={snooze}
      close={close}
    />
  );
}

/** For this agent alone. */
export function RemindPalette({ workspace, targets, close }: ArrangeProps) {
  const { all } = useReadable(workspace.inbox.state);
  const remind = (at: number | null) => workspace.arrange(targets, { do: 'remind', at });
  const isReminded = all.some(({ conversation, reminder }) => reminder && targets.includes(conversation));
  return (
    <TimePalette
      label={t('keysRemind')}
      hint={t('remindHint')}
      names={['hour', 'afternoon', 'tomorrow', 'monday']}
      others={isReminded ? [{ id: 'not', label: t('remindNot'), run: () => remind(null) }] : []}
      choose={remind}
      close={close}
    />
  );
}

interface SimpleProps {
  label: string;
  hint: string;
  choices: readonly Choice[];
  close(): void;
}

const Simple = ({ choices, ...rest }: SimpleProps) => (
  <Palette {...rest} choicesOf={(typed) => choices.filter(({ label }) => hasWords(label, typed))} />
);
