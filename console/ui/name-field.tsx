import { t } from '../i18n.ts';

interface NameFieldProps {
  name: string;
  changed(name: string): void;
}

/** What something of the desk is called. */
export const NameField = ({ name, changed }: NameFieldProps) => (
  <label class="field">
    <span>{t('name')}</span>
    <input
      required
      maxLength={80}
      autocomplete="off"
      dir="auto"
      value={name}
      onInput={({ currentTarget }) => changed(currentTarget.value)}
    />
  </label>
);
