import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { contrast, inkOn } from '../model/contrast.ts';

/** Of the messenger where nothing is set. */
const DEFAULT = '#1d2433';
/** Fainter than this, an edge is not seen (WCAG 2.2, 1.4.11, with some mercy for the launcher's shadow). */
const SEEN = 1.6;

const SIX_DIGITS = /^#?[0-9a-f]{6}$/i;

interface ColorFieldProps {
  color: string | undefined;
  change(color: string | undefined): void;
}

export function ColorField({ color, change }: ColorFieldProps) {
  const shown = color ?? DEFAULT;
  const [typed, setTyped] = useState(shown);
  // Chosen in the other field, or discarded.
  useEffect(() => setTyped(shown), [shown]);

  const take = (hex: string | null) => {
    if (hex) change(hex === DEFAULT ? undefined : hex);
  };
  const type = (value: string) => {
    setTyped(value);
    // Three digits may be the beginning of six.
    if (SIX_DIGITS.test(value.trim())) take(asHex(value));
  };
  const leave = () => {
    take(asHex(typed));
    setTyped(asHex(typed) ?? shown);
  };

  const ink = inkOn(shown);
  const isFaint = contrast(shown, '#ffffff') < SEEN;
  return (
    <div class="color-field">
      <label class="field">
        <span>{t('color')}</span>
        <input type="color" value={shown} onInput={({ currentTarget }) => type(currentTarget.value)} />
      </label>
      <label class="field">
        <span>{t('colorCode')}</span>
        <input
          dir="ltr"
          value={typed}
          maxLength={7}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={asHex(typed) === null}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onBlur={leave}
        />
      </label>
      <p class="hint" role="status">
        {t(ink === '#ffffff' ? 'colorWhiteOnIt' : 'colorBlackOnIt', {
          ratio: contrast(shown, ink).toFixed(1),
        })}{' '}
        {isFaint && <span class="hint-bad">{t('colorFaint')}</span>}
      </p>
    </div>
  );
}

/** `#abc` and `abcdef` are understood, too. */
function asHex(typed: string): string | null {
  const [, digits = ''] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(typed.trim()) ?? [];
  if (!digits) return null;
  const six = digits.length === 3 ? digits.replace(/./g, (digit) => digit + digit) : digits;
  return `#${six.toLowerCase()}`;
}
