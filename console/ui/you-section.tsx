import { type Account, titleOf } from '../model/account.ts';
import type { Notifications } from '../model/notifications.ts';
import type { Membership } from '../model/session.ts';
import { NameForm } from './name-form.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { PasswordForm } from './password-form.tsx';
import { PhotoForm } from './photo-form.tsx';
import { TitleForm } from './title-form.tsx';
import { useReadable } from './use-readable.ts';

interface YouSectionProps {
  account: Account;
  notifications(): Promise<Notifications>;
  email: string;
  membership: Membership;
}

/** The agent as others see them, and how they are called. */
export function YouSection({ account, notifications, email, membership }: YouSectionProps) {
  const title = useReadable(account.state, ({ team }) => titleOf(team, membership.agent));
  return (
    <>
      <PhotoForm account={account} membership={membership} />
      <NameForm account={account} name={membership.name} />
      <TitleForm account={account} title={title} />
      <PasswordForm account={account} email={email} />
      <NotificationSettings load={notifications} />
    </>
  );
}
