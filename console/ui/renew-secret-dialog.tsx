import { t } from '../i18n.ts';
import { RemoveDialog } from './remove-dialog.tsx';

interface RenewSecretDialogProps {
  /** Of the secret. */
  name: string;
  /** What stops working. */
  text: string;
  /** @returns whether there is a new one. */
  renew(): Promise<unknown>;
  close(): void;
}

/** Asks before a new secret takes the place of one that the owner's server has. */
export function RenewSecretDialog({ name, text, renew, close }: RenewSecretDialogProps) {
  return (
    <RemoveDialog
      name={name}
      title={t('identityRenewTitle')}
      action={t('identityRenewDo')}
      text={text}
      remove={async () => ((await renew()) ? null : 'unreachable')}
      removed={() => {}}
      close={close}
    />
  );
}
