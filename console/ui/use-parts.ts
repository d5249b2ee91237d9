import { useEffect, useState } from 'preact/hooks';
import { loadLaterWords } from '../i18n.ts';

type Parts = typeof import('./parts.ts');
let loaded: Parts | undefined;

/** Rejects when they could not be fetched: whatever is drawn next with them asks again. */
export async function preloadParts(): Promise<void> {
  if (!loaded) [loaded] = await Promise.all([import('./parts.ts'), loadLaterWords()]);
}

/** @returns undefined until they are fetched. */
export function useParts(): Parts | undefined {
  const [, setLoaded] = useState(!!loaded);
  useEffect(() => {
    preloadParts().then(
      () => setLoaded(true),
      () => {},
    );
  }, []);
  return loaded;
}
