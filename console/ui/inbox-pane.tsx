import { t } from '../i18n.ts';
import type { Membership } from '../model/session.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Screen } from './actions.ts';
import { Avatar } from './avatar.tsx';
import { ConversationList } from './conversation-list.tsx';
import { EmptyInbox } from './empty-inbox.tsx';
import { FilterTabs } from './filter-tabs.tsx';
import { LampMark, SearchIcon, SettingsIcon } from './icons.tsx';
import { ListSkeleton } from './skeleton.tsx';
import { useReadable } from './use-readable.ts';

interface InboxPaneProps {
  workspace: Workspace;
  membership: Membership;
  show(screen: Screen): void;
}

export function InboxPane({ workspace, membership, show }: InboxPaneProps) {
  const { inbox } = workspace;
  const state = useReadable(inbox.state);
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
          aria-label={t('account', { name: membership.name })}
          aria-haspopup="dialog"
          onClick={() => show('account')}
        >
          <Avatar id={membership.agent} name={membership.name} />
        </button>
      </header>
      <FilterTabs chosen={state.filter} counts={state.counts} choose={inbox.choose} />
      {!state.isLoaded && <ListSkeleton />}
      {isEmpty && <EmptyInbox filter={state.all.length === 0 ? null : state.filter} />}
      {state.isLoaded && !isEmpty && (
        <ConversationList workspace={workspace} state={state} agent={membership.agent} />
      )}
    </section>
  );
}
