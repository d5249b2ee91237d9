import { AGENT_TIMES } from '../../protocol/limits.ts';
import { t } from '../i18n.ts';
import type { Account, Inviting } from '../model/account.ts';
import { CopyField } from './copy-field.tsx';

export function InviteForm({ account, inviting }: { account: Account; inviting: Inviting }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = new FormData(event.currentTarget);
    const read = (name: string) => String(fields.get(name) ?? '').trim();
    const role = read('role') === 'admin' ? 'admin' : 'agent';
    void account.invite({ name: read('name'), email: read('email'), role });
  };
  return (
    <>
      <form class="invite" onSubmit={submit}>
        <h4>{t('invite')}</h4>
        <label class="field">
          <span>{t('inviteName')}</span>
          <input name="name" required maxLength={80} autocomplete="off" />
        </label>
        <label class="field">
          <span>{t('inviteEmail')}</span>
          <input name="email" type="email" required maxLength={254} autocomplete="off" />
        </label>
        <label class="field">
          <span>{t('inviteRole')}</span>
          <select name="role">
            <option value="agent">{t('agent')}</option>
            <option value="admin">{t('admin')}</option>
          </select>
        </label>
        <button type="submit" class="button" aria-disabled={inviting.is === 'sending'}>
          {t('inviteCreate')}
        </button>
      </form>
      <div role="alert">{inviting.is === 'failed' && <p class="hint hint-bad">{t('inviteFailed')}</p>}</div>
      {inviting.is === 'invited' && inviting.link === null && (
        <p class="hint">{t('inviteHasAccount', { name: inviting.name })}</p>
      )}
      {inviting.is === 'invited' && inviting.link !== null && (
        <div ref={(part) => part?.scrollIntoView?.({ block: 'nearest' })}>
          <CopyField
            key={inviting.link}
            label={t('inviteLink', { name: inviting.name })}
            text={inviting.link}
          />
          <p class="hint">
            {t('inviteLinkHint', { name: inviting.name, days: AGENT_TIMES.invitationMs / 86_400_000 })}
          </p>
        </div>
      )}
    </>
  );
}
