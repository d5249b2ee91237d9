import { useLayoutEffect, useState } from 'preact/hooks';
import type { DeskSettings } from '../model/desk-settings.ts';
import { unsavedSections } from '../model/unsaved.ts';
import type { Workspace } from '../model/workspace.ts';
import { useReadable } from './use-readable.ts';

/**
 * Holds whoever leaves the settings with something unsaved.
 * @returns the sections it is in, and how to go on, once that is asked; null until then.
 */
export function useUnsavedGuard({ router, siteSettings }: Workspace, deskSettings: DeskSettings) {
  const unsaved = unsavedSections(useReadable(siteSettings.state), useReadable(deskSettings.state));
  const isUnsaved = unsaved.length > 0;
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useLayoutEffect(() => {
    if (!isUnsaved) return;
    router.guard((next, leaving) => {
      if (next.settings === null) setLeave(() => leaving);
      return next.settings !== null;
    });
    const unloading = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', unloading);
    return () => {
      router.guard(null);
      removeEventListener('beforeunload', unloading);
    };
  }, [isUnsaved, router]);
  return { unsaved, leave, stay: () => setLeave(null) };
}
