import { t } from '../i18n.ts';
import { TimePalette } from './time-palette.tsx';

/** When the reply that is being written is to be sent. */
export const SchedulePalette = (props: { choose(at: number): void; close(): void }) => (
  <TimePalette
    label={t('scheduleTitle')}
    hint={t('scheduleHint')}
    names={['hour', 'afternoon', 'tomorrow', 'monday']}
    {...props}
  />
);
