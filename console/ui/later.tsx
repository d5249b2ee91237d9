import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadLaterWords, t } from '../i18n.ts';

/**
 * A screen that can wait, fetched when it is drawn. What could not be fetched can be asked for again.
 * @param frame the class of what holds its place until then.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  frame = 'conversation blank',
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [state, setState] = useState<'loading' | 'failed' | 'there'>(loaded ? 'there' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      Promise.all([load(), loadLaterWords()]).then(
        ([component]) => {
          loaded = component;
          setState('there');
        },
        () => setState('failed'),
      );
    }, [state]);
    if (loaded) {
      const Loaded = loaded;
      return <Loaded {...props} />;
    }
    return (
      <section class={frame}>
        <p class="blank-words" role="status">
          {state === 'failed' ? (
            <button type="button" class="link" onClick={() => setState('loading')}>
              {t('tryAgain')}
            </button>
          ) : (
            t('loading')
          )}
        </p>
      </section>
    );
  };
}
