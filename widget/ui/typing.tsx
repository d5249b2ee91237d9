import { t } from '../i18n.ts';

export const Typing = ({ name }: { name: string | null }) => (
  <p class="typing">
    <i />
    <i />
    <i />
    {t('typing', name ?? t('team'))}
  </p>
);
