import { useMemo } from 'preact/hooks';
import { t } from '../i18n.ts';
import { HOLD_MS } from '../model/holding.ts';
import { createWritingSettings } from '../model/writing-preferences.ts';
import { useReadable } from './use-readable.ts';

/** How the agent sends, as it is chosen beside a reply. Only where no conversation is open, which reads it when it opens. */
export function SendSettings({ agent }: { agent: string }) {
  const settings = useMemo(() => createWritingSettings(agent), [agent]);
  const { holdsReplies } = useReadable(settings.state);
  return (
    <section>
      <h3>{t('sendOptions')}</h3>
      <label class="switch">
        <input
          type="checkbox"
          checked={holdsReplies}
          onChange={({ currentTarget }) => settings.prefer({ holdsReplies: currentTarget.checked })}
        />
        {t('holdReplies', { count: HOLD_MS / 1000 })}
      </label>
    </section>
  );
}
