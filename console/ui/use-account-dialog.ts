import { useState } from 'preact/hooks';
import type { AccountDialog } from './account-dialog.tsx';

/** The dialog is fetched when it is first asked for. After a deploy its file may be gone: then the page is outdated. */
export function useAccountDialog() {
  const [state, setState] = useState<{ Dialog: typeof AccountDialog | null; isOutdated: boolean }>({
    Dialog: null,
    isOutdated: false,
  });
  return {
    ...state,
    show: () =>
      void import('./account-dialog.tsx').then(
        (module) => setState({ Dialog: module.AccountDialog, isOutdated: false }),
        () => setState({ Dialog: null, isOutdated: true }),
      ),
    close: () => setState({ Dialog: null, isOutdated: false }),
  };
}
