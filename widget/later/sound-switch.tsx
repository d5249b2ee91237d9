import { t } from '../i18n.ts';
import type { MessengerModel } from '../model.ts';
import { recall, remember } from './browser-memory.ts';

/** Whether an answer may be heard; this browser remembers it. */
export const SoundSwitch = ({ model }: { model: MessengerModel }) => {
  const isOn = recall('quiet') === '';
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={isOn}
      onClick={() => {
        remember('quiet', isOn ? '1' : '');
        // Draws it anew.
        model.patch({});
      }}
    >
      {t('sound')}
      <span />
    </button>
  );
};
