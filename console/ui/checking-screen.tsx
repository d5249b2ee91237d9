import { t } from '../i18n.ts';
import { LampMark } from './icons.tsx';

export function CheckingScreen({ isUnreachable }: { isUnreachable: boolean }) {
  return (
    <main class="door">
      <div class="door-step" role="status">
        <LampMark />
        <p class="door-note">{isUnreachable ? t('cannotConnect') : t('checking')}</p>
      </div>
    </main>
  );
}
