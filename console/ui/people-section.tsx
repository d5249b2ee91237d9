import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../client/http.ts';
import type { Member, Role } from '../../protocol/api.ts';
import { t } from '../i18n.ts';
import type { Account, Team } from '../model/account.ts';
import { Avatar } from './avatar.tsx';
import { InviteForm } from './invite-form.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useReadable } from './use-readable.ts';

interface PeopleSectionProps {
  account: Account;
  /** Who looks at it, where members can be removed. */
  agent?: string;
  role: Role;
}

export function PeopleSection({ account, agent, role }: PeopleSectionProps) {
  const { team, inviting } = useReadable(account.state);
  const [leaving, askFor] = useState<Member | null>(null);
  const [told, tell] = useState('');
  useEffect(() => void account.loadTeam(), [account]);
  // Whoever may not do it is not shown how; the server decides anyway.
  const mayRemove = (member: Member) =>
    agent !== undefined &&
    role !== 'agent' &&
    member.agent !== agent &&
    (role === 'owner' || member.role !== 'owner');
  const remove = async (member: Member) => {
    try {
      await account.removeMember(member.agent);
      return null;
    } catch (error) {
      return error instanceof ApiError && error.code === 'not_found' ? 'gone' : 'unreachable';
    }
  };
  return (
    <section>
      <h3>{t('settingsPeople')}</h3>
      <p class="hint">{t('peopleLead')}</p>
      <Members team={team} mayRemove={mayRemove} remove={askFor} />
      <p class="hint" role="status">
        {told}
      </p>
      {/* Whoever may not invite is not shown how; the server decides anyway. */}
      {role !== 'agent' && <InviteForm account={account} inviting={inviting} />}
      {leaving && (
        <RemoveDialog
          name={leaving.name}
          title={t('removeMemberTitle', { name: leaving.name })}
          text={t('removeMemberText')}
          remove={() => remove(leaving)}
          removed={() => {
            tell(t('memberRemoved', { name: leaving.name }));
            // The button that had the focus is gone with them.
            document.getElementById('settings-title')?.focus();
          }}
          close={() => askFor(null)}
        />
      )}
    </section>
  );
}

interface MembersProps {
  team: Team;
  mayRemove(member: Member): boolean;
  remove(member: Member): void;
}

function Members({ team, mayRemove, remove }: MembersProps) {
  if (team.is === 'loading') return <div class="bone bone-field" />;
  if (team.is === 'failed') return <p class="hint hint-bad">{t('membersFailed')}</p>;
  return (
    <ul class="members">
      {team.members.map((member) => (
        <li key={member.agent}>
          <Avatar id={member.agent} name={member.name} />
          <span class="ellipsis">
            <bdi>{member.title ? `${member.name} · ${member.title}` : member.name}</bdi>{' '}
            <span class="quiet">{member.email}</span>
          </span>
          <span class="quiet">{t(member.role)}</span>
          {mayRemove(member) && (
            <button
              type="button"
              class="link"
              aria-label={t('removeMember', { name: member.name })}
              onClick={() => remove(member)}
            >
              {t('remove')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
