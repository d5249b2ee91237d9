import { useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Account } from '../model/account.ts';
import { SavingText } from './saving-text.tsx';
import { useReadable } from './use-readable.ts';

/** @param title null until it is known. */
export function TitleForm({ account, title }: { account: Account; title: string | null }) {
  const saving = useReadable(account.state, (state) => state.title);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    void account.setTitle(field.current?.value ?? '');
  };
  return (
    <form onSubmit={submit} class="line-form">
      <label class="field">
        <span>{t('yourTitle')}</span>
        <input
          // What was typed stays; what is loaded arrives once.
          key={`${title === null}`}
          ref={field}
          name="title"
          autocomplete="organization-title"
          defaultValue={title ?? ''}
          maxLength={60}
        />
      </label>
      <button type="submit" class="button">
        {t('save')}
      </button>
      <SavingText saving={saving} hint={t('yourTitleHint')} invalid="" />
    </form>
  );
}
