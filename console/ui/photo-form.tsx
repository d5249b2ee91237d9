import { useContext, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Account } from '../model/account.ts';
import type { Membership } from '../model/session.ts';
import { Avatar } from './avatar.tsx';
import { Faces } from './faces.ts';
import { SavingText } from './saving-text.tsx';
import { useReadable } from './use-readable.ts';

export function PhotoForm({
  account,
  membership: { agent, name },
}: {
  account: Account;
  membership: Membership;
}) {
  const saving = useReadable(account.state, (state) => state.photo);
  const picker = useRef<HTMLInputElement>(null);
  const hasPhoto = useContext(Faces).has(agent);
  return (
    <div class="photo-form">
      <Avatar id={agent} name={name} size="large" />
      <div>
        <input
          ref={picker}
          type="file"
          accept="image/*"
          hidden
          aria-label={t('choosePhoto')}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void account.setPhoto(file);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
        <button type="button" class="button" onClick={() => picker.current?.click()}>
          {hasPhoto ? t('changePhoto') : t('choosePhoto')}
        </button>{' '}
        {hasPhoto && (
          <button type="button" class="button" onClick={() => void account.setPhoto(null)}>
            {t('removePhoto')}
          </button>
        )}
        <SavingText saving={saving} hint={t('photoHint')} invalid={t('photoUnreadable')} />
      </div>
    </div>
  );
}
