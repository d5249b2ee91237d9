import type { Look } from '../../protocol/look.ts';
import { t } from '../i18n.ts';
import type { SiteSettings } from '../model/site-settings.ts';
import { HintedField } from './hinted-field.tsx';
import { useLook } from './use-look.ts';

const MOST_Z = 2_147_483_647;

/** Where the launcher is not, and what else opens the messenger. */
export function PlaceFields({ settings }: { settings: SiteSettings }) {
  const look = useLook(settings);
  const { editLook } = settings;
  const set = (name: 'hideOnPages' | 'launcher') => (value: string) =>
    editLook({ [name]: value || undefined });
  return (
    <section aria-labelledby="place-title">
      <h4 id="place-title">{t('placeTitle')}</h4>
      <Switch
        label={t('hideOnPhones')}
        isOn={look.hideOnPhones}
        change={(hideOnPhones) => editLook({ hideOnPhones })}
      />
      <Switch
        label={t('hideLauncher')}
        isOn={look.hideLauncher}
        change={(hideLauncher) => editLook({ hideLauncher })}
      />
      <TextField
        label={t('hideOnPages')}
        hint={t('hideOnPagesHint')}
        placeholder="/checkout /legal"
        value={look.hideOnPages}
        maxLength={1000}
        change={set('hideOnPages')}
      />
      <TextField
        label={t('ownLauncher')}
        hint={t('ownLauncherHint')}
        placeholder="a[href='#chat']"
        value={look.launcher}
        maxLength={250}
        change={set('launcher')}
      />
      <HintedField label={t('zIndex')} hint={t('zIndexHint')}>
        {(control) => (
          <input
            {...control}
            type="number"
            min={0}
            max={MOST_Z}
            placeholder="2147483000"
            value={look.zIndex ?? ''}
            onInput={({ currentTarget: { value } }) =>
              editLook({ zIndex: /^\d{1,10}$/.test(value) ? Math.min(Number(value), MOST_Z) : undefined })
            }
          />
        )}
      </HintedField>
    </section>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean | undefined;
  /** Undefined: off, as without it. */
  change(isOn: true | undefined): void;
}

const Switch = ({ label, isOn = false, change }: SwitchProps) => (
  <label class="switch">
    <input
      type="checkbox"
      checked={isOn}
      onChange={({ currentTarget }) => change(currentTarget.checked || undefined)}
    />
    {label}
  </label>
);

interface TextFieldProps {
  label: string;
  hint: string;
  placeholder: string;
  value: Look['launcher'];
  maxLength: number;
  change(value: string): void;
}

const TextField = ({ label, hint, placeholder, value = '', maxLength, change }: TextFieldProps) => (
  <HintedField label={label} hint={hint}>
    {(control) => (
      <input
        {...control}
        dir="ltr"
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        value={value}
        maxLength={maxLength}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
    )}
  </HintedField>
);
