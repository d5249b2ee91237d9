import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../client/http.ts';
import type { Member, Role } from '../../protocol/api.ts';
import { shortTime } from '../format.ts';
import { t } from '../i18n.ts';
import type { Account, Team } from '../model/account.ts';
import { Avatar } from './avatar.tsx';
import { InviteForm } from './invite-form.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useReadable } from './use-readable.ts';

const ROLES: readonly Role[] = ['owner', 'admin', 'agent'];

interface PeopleSectionProps {
  account: Account;
  /** Who looks at it, where members can be changed and removed. */
  agent?: string;
  role: Role;
}

export function PeopleSection({ account, agent, role }: PeopleSectionProps) {
  const { team, inviting } = useReadable(account.state);
  const [leaving, askFor] = useState<Member | null>(null);
  const [asked, askRole] = useState<{ member: Member; to: Role } | null>(null);
  const [told, tell] = useState('');
  useEffect(() => void account.loadTeam(), [account]);
  const isOwn = (member: Member) => member.agent === agent;
  // Whoever may not do it is not shown how; the server decides anyway.
  const mayRemove = (member: Member) =>
    agent !== undefined &&
    role !== 'agent' &&
    !isOwn(member) &&
    (role === 'owner' || member.role !== 'owner');
  const owners = team.is === 'loaded' ? team.members.filter((member) => member.role === 'owner').length : 0;
  /** As the server has it: owners are made and unmade by owners, and one stays. */
  const rolesFor = (member: Member): readonly Role[] => {
    if (agent === undefined || role === 'agent') return [];
    if (role === 'owner') return member.role === 'owner' && owners === 1 ? [] : ROLES;
    return member.role === 'owner' ? [] : ROLES.filter((each) => each !== 'owner');
  };
  const change = async ({ agent: of, name }: Member, to: Role) => {
    try {
      await account.changeRole(of, to);
      tell(t('roleChanged', { name, role: t(to) }));
    } catch (error) {
      tell(t(error instanceof ApiError && error.code === 'forbidden' ? 'roleRefused' : 'roleFailed'));
      // What is chosen there is not so.
      void account.loadTeam();
    }
  };
  const choose = (member: Member, to: Role) => {
    // A new owner can unmake who made them, and nobody takes a role again that they gave up.
    if (isOwn(member) || member.role === 'owner' || to === 'owner') askRole({ member, to });
    else void change(member, to);
  };
  const inviteAgain = (name: string, email: string, as: Role) =>
    void account.invite({ name, email, role: as === 'admin' ? 'admin' : 'agent' });
  const remove = async (member: Member) => {
    try {
      await account.removeMember(member.agent);
      return null;
    } catch (error) {
      return error instanceof ApiError && error.code === 'not_found' ? 'gone' : 'unreachable';
    }
  };
  const isInvitation = leaving?.invitedUntil !== undefined;
  return (
    <section>
      <h3>{t('settingsPeople')}</h3>
      <p class="hint">{t('peopleLead')}</p>
      <Members
        team={team}
        rolesFor={rolesFor}
        change={choose}
        invite={role === 'agent' ? undefined : ({ name, email, role: as }) => inviteAgain(name, email, as)}
        mayRemove={mayRemove}
        remove={askFor}
      />
      <p class="hint" role="status">
        {told}
      </p>
      {/* Whoever may not invite is not shown how; the server decides anyway. */}
      {role !== 'agent' && <InviteForm account={account} inviting={inviting} />}
      {leaving && (
        <RemoveDialog
          name={leaving.name}
          title={t(isInvitation ? 'withdrawTitle' : 'removeMemberTitle', { name: leaving.name })}
          text={t(isInvitation ? 'withdrawText' : 'removeMemberText')}
          {...(isInvitation && { action: t('withdraw') })}
          remove={() => remove(leaving)}
          removed={() => {
            tell(t('memberRemoved', { name: leaving.name }));
            // The button that had the focus is gone with them.
            document.getElementById('settings-title')?.focus();
          }}
          close={() => askFor(null)}
        />
      )}
      {asked && (
        <RemoveDialog
          name={asked.member.name}
          title={t(isOwn(asked.member) ? 'roleOwnTitle' : 'roleTitle', {
            name: asked.member.name,
            role: t(asked.to),
          })}
          text={t(
            isOwn(asked.member) ? 'roleOwnText' : asked.to === 'owner' ? 'roleOwnerText' : 'roleNoOwnerText',
          )}
          action={t('roleChange')}
          remove={() => change(asked.member, asked.to).then(() => null)}
          removed={() => {
            // Their own choice may be gone with what they were.
            if (isOwn(asked.member)) document.getElementById('settings-title')?.focus();
          }}
          close={() => askRole(null)}
        />
      )}
    </section>
  );
}

interface MembersProps {
  team: Team;
  /** Those that may be given; empty where it is not theirs to change. */
  rolesFor(member: Member): readonly Role[];
  change(member: Member, role: Role): void;
  /** A new link for somebody who has not come yet; undefined for whoever may not invite. */
  invite: ((member: Member) => void) | undefined;
  mayRemove(member: Member): boolean;
  remove(member: Member): void;
}

function Members({ team, ...does }: MembersProps) {
  if (team.is === 'loading') return <div class="bone bone-field" />;
  if (team.is === 'failed') return <p class="hint hint-bad">{t('membersFailed')}</p>;
  return (
    <ul class="members">
      {team.members.map((member) => (
        <MemberLine key={member.agent} member={member} {...does} />
      ))}
    </ul>
  );
}

function MemberLine({ member, ...does }: Omit<MembersProps, 'team'> & { member: Member }) {
  const { agent, name, title, email, role, invitedUntil } = member;
  const isInvited = invitedUntil !== undefined;
  const roles = does.rolesFor(member);
  return (
    <li>
      <Avatar id={agent} name={name} />
      <span class="member-who">
        <span class="ellipsis">
          <bdi>{title ? `${name} · ${title}` : name}</bdi> <span class="quiet">{email}</span>
        </span>
        {isInvited && (
          <span class="quiet">
            {invitedUntil > Date.now()
              ? t('invitedUntil', { time: shortTime(invitedUntil) })
              : t('invitationOver')}
          </span>
        )}
      </span>
      <span class="member-does">
        {roles.length > 0 ? (
          <select
            aria-label={t('roleOf', { name })}
            value={role}
            onChange={({ currentTarget }) => does.change(member, currentTarget.value as Role)}
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </select>
        ) : (
          <span class="quiet">{t(role)}</span>
        )}
        {isInvited && does.invite && (
          <button
            type="button"
            class="link"
            aria-label={t('newLinkFor', { name })}
            onClick={() => does.invite?.(member)}
          >
            {t('newLink')}
          </button>
        )}
        {does.mayRemove(member) && (
          <button
            type="button"
            class="link"
            aria-label={t(isInvited ? 'withdrawFor' : 'removeMember', { name })}
            onClick={() => does.remove(member)}
          >
            {t(isInvited ? 'withdraw' : 'remove')}
          </button>
        )}
      </span>
    </li>
  );
}
