import { t } from '../i18n.ts';
import type { MessengerModel } from '../model.ts';
import { Icon } from '../ui/icon.tsx';

/** Emoji, beside the text. The picker is fetched at the first click. */
export const Tools = ({ model }: { model: MessengerModel }) => (
  <button
    type="button"
    class="emoji"
    aria-label={t('emoji')}
    aria-haspopup="dialog"
    onClick={({ currentTarget }) =>
      import('./emoji-picker.ts').then(
        ({ openEmojiPicker }) => openEmojiPicker(currentTarget, model),
        () => {},
      )
    }
  >
    <Icon path="M16 5a11 11 0 1 0 .1 0M12 13v.5M20 13v.5M11 19q5 4 10 0" />
  </button>
);
