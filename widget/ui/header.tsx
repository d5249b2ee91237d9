import { t } from '../i18n.ts';
import { type MessengerState, partnerOf } from '../messenger-state.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';

/** Who the visitor talks to. */
export function Header({ state, close }: { state: MessengerState; close(): void }) {
  const site = (state.site !== 'unknown' && state.site?.name) || t('team');
  const partner = partnerOf(state);
  return (
    <div class="head">
      <Avatar name={partner ?? site} />
      <div class="who">
        <h2 dir="auto">{partner ?? site}</h2>
        {partner && <p dir="auto">{site}</p>}
      </div>
      <button type="button" class="close" aria-label={t('close')} onClick={close}>
        <Icon path="m9 13 7 7 7-7" />
      </button>
    </div>
  );
}
