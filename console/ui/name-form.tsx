import { useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Account } from '../model/account.ts';
import { SavingText } from './saving-text.tsx';
import { useReadable } from './use-readable.ts';

export function NameForm({ account, name }: { account: Account; name: string }) {
  const saving = useReadable(account.state, (state) => state.name);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    void account.rename(field.current?.value ?? '');
  };
  return (
    <form onSubmit={submit} class="line-form">
      <label class="field">
        <span>{t('yourName')}</span>
        <input ref={field} name="name" autocomplete="given-name" defaultValue={name} maxLength={80} />
      </label>
      <button type="submit" class="button">
        {t('save')}
      </button>
      <SavingText saving={saving} hint={t('yourNameHint')} invalid={t('nameEmpty')} />
    </form>
  );
}
