import { t, type Word } from '../i18n.ts';
import { MODIFIER } from './actions.ts';
import { LampMark } from './icons.tsx';

const KEYS: readonly [keys: readonly string[], does: Extract<Word, `keys${string}`>][] = [
  [['j', 'k'], 'keysMove'],
  [['Enter'], 'keysOpen'],
  [['r'], 'keysReply'],
  [['a'], 'keysAssign'],
  [['e'], 'keysResolve'],
  [['Esc'], 'keysBack'],
  [[MODIFIER, 'K'], 'keysPalette'],
  [['?'], 'keysMap'],
];

export function NothingSelected() {
  return (
    <section class="conversation blank">
      <div class="blank-words">
        <LampMark />
        <h2>{t('nothingSelectedTitle')}</h2>
        <p>{t('nothingSelected')}</p>
        <dl class="keys">
          {KEYS.map(([keys, does]) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(does)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
