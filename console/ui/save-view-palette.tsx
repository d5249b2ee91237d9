import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { Palette } from './palette.tsx';
import { useReadable } from './use-readable.ts';
import { viewWords } from './view-words.ts';

interface SaveViewPaletteProps {
  workspace: Workspace;
  sites: ReadonlyMap<string, string>;
  close(): void;
}

/** A name for the view that is shown, and whose it is; below it what the view is. */
export function SaveViewPalette({ workspace, sites, close }: SaveViewPaletteProps) {
  const { view, desk } = useReadable(workspace.inbox.state);
  return (
    <Palette
      label={t('keysSaveView')}
      hint={t('saveViewHint')}
      choicesOf={(typed) => {
        const name = typed.trim();
        if (!name) return [];
        return [
          { id: 'save', label: t('saveView', { name }), run: () => workspace.saveView(name, false) },
          { id: 'share', label: t('shareView', { name }), run: () => workspace.saveView(name, true) },
        ];
      }}
      status={viewWords(view, desk, sites).join(' · ')}
      close={close}
    />
  );
}
