import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Account } from '../model/account.ts';
import { SavingText } from './saving-text.tsx';
import { useReadable } from './use-readable.ts';

export function PasswordForm({ account, email }: { account: Account; email: string }) {
  const saving = useReadable(account.state, (state) => state.password);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    void account.setPassword(field.current?.value ?? '');
  };
  useEffect(() => {
    if (saving.is === 'saved' && field.current) field.current.value = '';
  }, [saving]);
  return (
    <form onSubmit={submit} class="line-form">
      {/* So that password managers know whose password this is. */}
      <input type="email" name="email" autocomplete="username" value={email} readOnly hidden />
      <label class="field">
        <span>{t('newPassword')}</span>
        <input ref={field} type="password" name="password" autocomplete="new-password" maxLength={256} />
      </label>
      <button type="submit" class="button">
        {t('setPassword')}
      </button>
      <SavingText saving={saving} hint={t('newPasswordHint')} invalid={t('passwordTooShort')} />
    </form>
  );
}
