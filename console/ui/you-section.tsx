import { titleOf } from '../model/account.ts';
import type { Membership } from '../model/session.ts';
import type { Workspace } from '../model/workspace.ts';
import { AvailabilityChoice } from './availability-choice.tsx';
import { NameForm } from './name-form.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { PasswordForm } from './password-form.tsx';
import { PhotoForm } from './photo-form.tsx';
import { TitleForm } from './title-form.tsx';
import { useReadable } from './use-readable.ts';

interface YouSectionProps {
  workspace: Workspace;
  email: string;
  membership: Membership;
}

/** The agent as others see them, and how they are called. */
export function YouSection({ workspace, email, membership }: YouSectionProps) {
  const { account } = workspace;
  const title = useReadable(account.state, ({ team }) => titleOf(team, membership.agent));
  return (
    <>
      <AvailabilityChoice workspace={workspace} agent={membership.agent} />
      <PhotoForm account={account} membership={membership} />
      <NameForm account={account} name={membership.name} />
      <TitleForm account={account} title={title} />
      <PasswordForm account={account} email={email} />
      <NotificationSettings load={workspace.notifications} />
    </>
  );
}
