import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadLaterWords, t } from '../i18n.ts';

export type Later<P> = ComponentType<P> & {
  /** From then on it is drawn at once. Rejects when it could not be fetched: it is tried again when it is drawn. */
  preload(): Promise<void>;
};

/**
 * A screen that can wait, fetched when it is drawn or before. What could not be fetched can be asked for again.
 * @param frame the class of what holds its place until then.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  frame = 'conversation blank',
): Later<P> {
  let loaded: ComponentType<P> | undefined;
  const preload = async () => {
    const [component] = await Promise.all([load(), loadLaterWords()]);
    loaded = component;
  };

  const Later = (props: P) => {
    const [state, setState] = useState<'loading' | 'failed' | 'there'>(loaded ? 'there' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      preload().then(
        () => setState('there'),
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
  return Object.assign(Later, { preload });
}
