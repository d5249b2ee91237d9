import { useEffect } from 'preact/hooks';
import type { Role } from '../../protocol/api.ts';
import { t } from '../i18n.ts';
import type { Account, Team } from '../model/account.ts';
import { Avatar } from './avatar.tsx';
import { InviteForm } from './invite-form.tsx';
import { useReadable } from './use-readable.ts';

export function PeopleSection({ account, role }: { account: Account; role: Role }) {
  const { team, inviting } = useReadable(account.state);
  useEffect(() => void account.loadTeam(), [account]);
  return (
    <section>
      <h3>{t('settingsPeople')}</h3>
      <p class="hint">{t('peopleLead')}</p>
      <Members team={team} />
      {/* Whoever may not invite is not shown how; the server decides anyway. */}
      {role !== 'agent' && <InviteForm account={account} inviting={inviting} />}
    </section>
  );
}

function Members({ team }: { team: Team }) {
  if (team.is === 'loading') return <div class="bone bone-field" />;
  if (team.is === 'failed') return <p class="hint hint-bad">{t('membersFailed')}</p>;
  return (
    <ul class="members">
      {team.members.map(({ agent, name, title, email, role }) => (
        <li key={agent}>
          <Avatar id={agent} name={name} />
          <span class="ellipsis">
            <bdi>{title ? `${name} · ${title}` : name}</bdi> <span class="quiet">{email}</span>
          </span>
          <span class="quiet">{t(role)}</span>
        </li>
      ))}
    </ul>
  );
}
