import type { Availability } from '../../protocol/desk.ts';
import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { hasWords, Palette } from './palette.tsx';
import { useReadable } from './use-readable.ts';
import { AVAILABILITY } from './words.ts';

interface AvailabilityPaletteProps {
  workspace: Workspace;
  agent: string;
  close(): void;
}

/** Whether new conversations come to this agent. */
export function AvailabilityPalette({ workspace, agent, close }: AvailabilityPaletteProps) {
  const { members = [] } = useReadable(workspace.inbox.state, ({ desk }) => desk);
  const now = members.find((member) => member.agent === agent)?.availability;
  const choices = (Object.keys(AVAILABILITY) as Availability[]).map((availability) => ({
    id: availability,
    label: t(AVAILABILITY[availability]),
    hint: t(HINTS[availability]),
    isOn: availability === now,
    run: () => void workspace.setAvailability(availability),
  }));
  return (
    <Palette
      label={t('setAvailability')}
      hint={t('availabilityHint')}
      choicesOf={(typed) => choices.filter(({ label }) => hasWords(label, typed))}
      close={close}
    />
  );
}

export const HINTS = { available: 'availableHint', away: 'awayHint', dnd: 'dndHint' } as const;
