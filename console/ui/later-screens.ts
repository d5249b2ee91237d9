/** What can wait until the list is there: fetched right after it, or when it is drawn. */
import { later } from './later.tsx';

export const ConversationPane = later(async () => (await import('./conversation-pane.tsx')).ConversationPane);
export const PersonPanel = later(async () => (await import('./person-panel.tsx')).PersonPanel, 'person');
export const Overlays = later(async () => (await import('./overlays.tsx')).Overlays);
export const InstallGuide = later(async () => (await import('./install-guide.tsx')).InstallGuide);
export const SettingsScreen = later(async () => (await import('./settings-screen.tsx')).SettingsScreen);

export const ScheduledReplies = later(
  async () => (await import('./overlays.tsx')).ScheduledReplies,
  'unseen',
);
export const SchedulePalette = later(async () => (await import('./overlays.tsx')).SchedulePalette, 'unseen');

/** In the order in which they are likely to be wanted. What could not be fetched is asked for again when it is drawn. */
export async function preloadScreens(): Promise<void> {
  for (const screen of [ConversationPane, PersonPanel, Overlays, ScheduledReplies, SchedulePalette])
    await screen.preload().catch(() => {});
}
