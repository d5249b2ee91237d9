import type { Session, SessionState } from '../model/session.ts';
import type { Workspace } from '../model/workspace.ts';
import { AccountDialog } from './account-dialog.tsx';
import { actionsOf, type Screen } from './actions.ts';
import {
  AssignPalette,
  LabelPalette,
  PriorityPalette,
  RemindPalette,
  SnoozePalette,
} from './arrange-palettes.tsx';
import { AvailabilityPalette } from './availability-palette.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { EverythingPalette } from './everything-palette.tsx';
import { KeyMap } from './key-map.tsx';
import { SaveViewPalette } from './save-view-palette.tsx';
import { ViewPalette } from './view-palette.tsx';

// One file to fetch for all of them.
export { SchedulePalette } from './schedule-palette.tsx';
export { ScheduledReplies } from './scheduled-replies.tsx';

interface OverlaysProps {
  shown: Screen;
  show(screen: Screen): void;
  close(): void;
  workspace: Workspace;
  session: Session;
  signedIn: Extract<SessionState, { is: 'signed-in' }>;
  sites: ReadonlyMap<string, string>;
}

/** What stands over the list and the conversation, one at a time. */
export function Overlays({ shown, show, close, workspace, session, signedIn, sites }: OverlaysProps) {
  const { agent } = signedIn.membership;
  const arrange = { workspace, targets: workspace.targets(), close };
  switch (shown) {
    case 'palette':
      return <EverythingPalette workspace={workspace} actions={actionsOf(workspace, show)} close={close} />;
    case 'menu':
      return <ConversationMenu workspace={workspace} show={show} close={close} />;
    case 'keys':
      return <KeyMap actions={actionsOf(workspace, show)} close={close} />;
    case 'views':
      return <ViewPalette workspace={workspace} show={show} agent={agent} sites={sites} close={close} />;
    case 'saveView':
      return <SaveViewPalette workspace={workspace} sites={sites} close={close} />;
    case 'assign':
      return <AssignPalette {...arrange} />;
    case 'labels':
      return <LabelPalette {...arrange} />;
    case 'priority':
      return <PriorityPalette {...arrange} />;
    case 'snooze':
      return <SnoozePalette {...arrange} />;
    case 'remind':
      return <RemindPalette {...arrange} />;
    case 'availability':
      return <AvailabilityPalette workspace={workspace} agent={agent} close={close} />;
    case 'account':
      return <AccountDialog workspace={workspace} session={session} signedIn={signedIn} close={close} />;
  }
}
