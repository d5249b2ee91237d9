import { t } from '../i18n.ts';
import { type MessengerState, memberOf, partnerOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { later } from './later-parts.ts';

interface HeaderProps {
  state: MessengerState;
  model: MessengerModel;
  close(): void;
}

/** Who the visitor talks to. */
export function Header({ state, model, close }: HeaderProps) {
  const site = (state.site !== 'unknown' && state.site?.name) || t('team');
  const partner = state.isHome ? null : partnerOf(state);
  const member = memberOf(state, partner?.id);
  const name = partner?.name;
  return (
    <div class="head">
      {later && !state.isHome && <later.HeadMenu state={state} model={model} />}
      <Avatar name={name ?? site} photo={member?.photo} />
      <div class="who">
        <h2 dir="auto">{name ?? site}</h2>
        {name && <p dir="auto">{[member?.title, site].filter(Boolean).join(' · ')}</p>}
      </div>
      <button type="button" class="close" aria-label={t('close')} onClick={close}>
        <Icon path="m9 13 7 7 7-7" />
      </button>
    </div>
  );
}
