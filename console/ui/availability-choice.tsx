import type { Availability } from '../../protocol/desk.ts';
import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { HINTS } from './availability-palette.tsx';
import { Choice } from './choice.tsx';
import { useReadable } from './use-readable.ts';
import { AVAILABILITY } from './words.ts';

/** Whether new conversations come to this agent, beside their name. */
export function AvailabilityChoice({ workspace, agent }: { workspace: Workspace; agent: string }) {
  const now = useReadable(
    workspace.inbox.state,
    ({ desk }) => desk.members?.find((member) => member.agent === agent)?.availability,
  );
  const isFailed = useReadable(workspace.arranging, ({ is }) => is === 'failed');
  if (!now) return null;
  return (
    <div class="availability">
      <Choice
        label={t('setAvailability')}
        value={now}
        choices={(Object.keys(AVAILABILITY) as Availability[]).map((each) => [each, t(AVAILABILITY[each])])}
        change={(to) => void workspace.setAvailability(to as Availability)}
      />
      <p class={isFailed ? 'hint hint-bad' : 'hint'} role="status">
        {t(isFailed ? 'saveFailed' : HINTS[now])}
      </p>
    </div>
  );
}
