import { t } from '../i18n.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Icon } from '../ui/icon.tsx';
import { openList } from './list.ts';

/** Back to all conversations. */
export const HeadMenu = ({ state, model }: { state: MessengerState; model: MessengerModel }) => {
  const others = state.talks.filter(({ id }) => id !== state.shown);
  const unread = others.reduce((sum, talk) => sum + talk.state.unread, 0);
  return (
    <button type="button" class="back" aria-label={t('conversations')} onClick={() => openList(model)}>
      <Icon path="m19 8-8 8 8 8" />
      {unread > 0 && <span class="badge">{unread}</span>}
    </button>
  );
};
