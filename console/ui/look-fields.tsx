import type { Look } from '../../protocol/look.ts';
import { LAUNCHER_ICONS } from '../../protocol/look.ts';
import { t, type Word } from '../i18n.ts';
import type { SiteSettings } from '../model/site-settings.ts';
import { Choice } from './choice.tsx';
import { ColorField } from './color-field.tsx';
import { useLook } from './use-look.ts';

const ICON_NAMES = {
  bubble: 'iconBubble',
  question: 'iconQuestion',
  wave: 'iconWave',
} as const satisfies Record<(typeof LAUNCHER_ICONS)[number], Word>;

/** Colour, side, distance and launcher. */
export function LookFields({ settings }: { settings: SiteSettings }) {
  const look = useLook(settings);
  const { editLook } = settings;
  return (
    <section aria-labelledby="look-title">
      <h4 id="look-title">{t('lookTitle')}</h4>
      <ColorField color={look.color} change={(color) => editLook({ color })} />
      <div class="two">
        <Choice
          label={t('colorScheme')}
          value={look.colorScheme ?? 'auto'}
          choices={[
            ['auto', t('schemeAuto')],
            ['light', t('schemeLight')],
            ['dark', t('schemeDark')],
          ]}
          change={(colorScheme) =>
            editLook({
              colorScheme: colorScheme === 'auto' ? undefined : (colorScheme as Look['colorScheme']),
            })
          }
        />
        <Choice
          label={t('position')}
          value={look.position ?? 'auto'}
          choices={[
            ['auto', t('positionAuto')],
            ['right', t('positionRight')],
            ['left', t('positionLeft')],
          ]}
          change={(position) =>
            editLook({ position: position === 'auto' ? undefined : (position as Look['position']) })
          }
        />
        <Length label={t('offsetX')} value={look.offsetX} change={(offsetX) => editLook({ offsetX })} />
        <Length label={t('offsetY')} value={look.offsetY} change={(offsetY) => editLook({ offsetY })} />
      </div>
      <fieldset class="picks">
        <legend>{t('launcherIcon')}</legend>
        {LAUNCHER_ICONS.map((icon) => (
          <label key={icon}>
            <input
              type="radio"
              name="launcher-icon"
              checked={(look.launcherIcon ?? 'bubble') === icon}
              onChange={() => editLook({ launcherIcon: icon === 'bubble' ? undefined : icon })}
            />
            {t(ICON_NAMES[icon])}
          </label>
        ))}
      </fieldset>
    </section>
  );
}

interface LengthProps {
  label: string;
  /** A CSS length; one that is not in pixels was set elsewhere and is left until somebody types. */
  value: string | undefined;
  change(value: string | undefined): void;
}

const PIXELS = /^(\d{1,3})px$/;
const DEFAULT_PIXELS = '20';

function Length({ label, value, change }: LengthProps) {
  const pixels = value === undefined ? '' : (PIXELS.exec(value)?.[1] ?? '');
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        min={0}
        max={400}
        placeholder={value && !pixels ? value : DEFAULT_PIXELS}
        value={pixels}
        onInput={({ currentTarget: { value: typed } }) =>
          change(/^\d{1,3}$/.test(typed) ? `${Math.min(400, Number(typed))}px` : undefined)
        }
      />
    </label>
  );
}
