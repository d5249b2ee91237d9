import { useEffect, useState } from 'preact/hooks';
import { type DeskSettings, unsavedDesk } from '../model/desk-settings.ts';
import { unsavedSites } from '../model/site-settings.ts';
import type { Workspace } from '../model/workspace.ts';
import { useReadable } from './use-readable.ts';

/** Holds whoever leaves the settings with something unsaved. @returns how to go on, once that is asked; null until then. */
export function useUnsavedGuard({ router, siteSettings }: Workspace, deskSettings: DeskSettings) {
  const isSiteUnsaved = useReadable(siteSettings.state, (state) => unsavedSites(state).length > 0);
  const isDeskUnsaved = useReadable(deskSettings.state, (state) => unsavedDesk(state).length > 0);
  const isUnsaved = isSiteUnsaved || isDeskUnsaved;
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
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
  return { leave, stay: () => setLeave(null) };
}
