import type { ComponentChildren } from 'preact';
import { t } from '../i18n.ts';
import type { DeskSettings } from '../model/desk-settings.ts';
import { useReadable } from './use-readable.ts';

interface DeskLoadedProps {
  settings: DeskSettings;
  lead: string;
  children: ComponentChildren;
}

/** What needs the team's desk, once it is here. The connection's banner says when it can't be. */
export function DeskLoaded({ settings, lead, children }: DeskLoadedProps) {
  const isLoaded = useReadable(settings.state, (state) => state.isLoaded);
  return (
    <>
      <p class="quiet">{lead}</p>
      {isLoaded ? children : <div class="bone bone-field" role="status" aria-label={t('loading')} />}
    </>
  );
}
