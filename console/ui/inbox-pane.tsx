import { t } from '../i18n.ts';
import type { Membership } from '../model/session.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Screen } from './actions.ts';
import { Avatar } from './avatar.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ConversationList } from './conversation-list.tsx';
import { EmptyInbox } from './empty-inbox.tsx';
import { FilterTabs } from './filter-tabs.tsx';
import { CloseIcon, LampMark, SearchIcon, SettingsIcon } from './icons.tsx';
import { ListSkeleton } from './skeleton.tsx';
import { useReadable } from './use-readable.ts';
import { ViewBar } from './view-bar.tsx';
import { AVAILABILITY } from './words.ts';

interface InboxPaneProps {
  workspace: Workspace;
  membership: Membership;
  sites: ReadonlyMap<string, string>;
  show(screen: Screen): void;
}

export function InboxPane({ workspace, membership, sites, show }: InboxPaneProps) {
  const { inbox, router } = workspace;
  const state = useReadable(inbox.state);
  const { availability = 'available' } =
    state.desk.members?.find(({ agent }) => agent === membership.agent) ?? {};
  const word = t(AVAILABILITY[availability]);
  const isEmpty = state.isLoaded && state.rows.length === 0 && state.older === 'none';
  return (
    <section class="inbox" aria-label={t('conversations')}>
      <header class="inbox-head">
        <LampMark />
        <h2>{membership.workspaceName}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('keysPalette')}
          aria-haspopup="dialog"
          onClick={() => show('palette')}
        >
          <SearchIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t('settings')}
          onClick={() => workspace.router.goToSettings()}
        >
          <SettingsIcon />
        </button>
        <button
          type="button"
          class="face-button"
          aria-label={[t('account', { name: membership.name }), word].join(', ')}
          title={word}
          aria-haspopup="dialog"
          onClick={() => show('account')}
        >
          <Avatar id={membership.agent} name={membership.name} />
          <span class="there" data-there={availability} />
        </button>
      </header>
      {state.selected.size > 0 ? (
        <BulkBar workspace={workspace} count={state.selected.size} show={show} />
      ) : (
        <FilterTabs state={state} agent={membership.agent} choose={inbox.choose} more={() => show('views')} />
      )}
      <ViewBar state={state} sites={sites} choose={inbox.choose} go={router.go} />
      <ArrangeNote workspace={workspace} />
      {!state.isLoaded && <ListSkeleton />}
      {isEmpty && <EmptyInbox view={state.all.length === 0 ? null : state.view} />}
      {state.isLoaded && !isEmpty && (
        <ConversationList workspace={workspace} state={state} agent={membership.agent} sites={sites} />
      )}
    </section>
  );
}

/** A change that did not go through, or not everywhere. */
function ArrangeNote({ workspace }: { workspace: Workspace }) {
  const { is, refused } = useReadable(workspace.arranging);
  return (
    <div role="status">
      {is === 'failed' && (
        <p class="note note-bad list-note">
          {refused > 0 ? t('arrangeRefused', { count: refused }) : t('arrangeFailed')}
          <button
            type="button"
            class="icon-button"
            aria-label={t('close')}
            onClick={workspace.dismissFailure}
          >
            <CloseIcon />
          </button>
        </p>
      )}
    </div>
  );
}
