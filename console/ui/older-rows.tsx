import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';

interface OlderRowsProps {
  older: 'some' | 'loading' | 'failed';
  /** More rows than last time may still not fill the screen: look again. */
  rowCount: number;
  load(): Promise<void>;
}

/** The end of what is loaded. Coming near it loads the next page. */
export function OlderRows({ older, rowCount, load }: OlderRowsProps) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (older !== 'some' || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void load(), {
      rootMargin: '400px',
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [older, rowCount, load]);

  return (
    <div ref={end} class="list-end">
      {older === 'failed' ? (
        <>
          {t('olderFailed')}{' '}
          <button type="button" class="link" onClick={() => void load()}>
            {t('tryAgain')}
          </button>
        </>
      ) : (
        t('loadingOlder')
      )}
    </div>
  );
}
