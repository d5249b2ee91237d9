import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n.ts';

/** A screen that few open, fetched when it is opened. What could not be fetched can be asked for again. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [state, setState] = useState<'loading' | 'failed' | 'there'>(loaded ? 'there' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      load().then(
        (component) => {
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
      <section class="conversation blank">
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
