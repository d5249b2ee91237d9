import { useCallback, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { InboxState } from '../model/inbox.ts';
import type { Workspace } from '../model/workspace.ts';
import { ConversationRow } from './conversation-row.tsx';
import { LIST_ID } from './focus.ts';
import { OlderRows } from './older-rows.tsx';
import { useNow } from './use-now.ts';
import { useReadable } from './use-readable.ts';

interface ConversationListProps {
  workspace: Workspace;
  state: InboxState;
  agent: string;
  sites: ReadonlyMap<string, string>;
}

export function ConversationList({ workspace, state, agent, sites }: ConversationListProps) {
  const { router, desk, inbox } = workspace;
  const { open, unsentIn } = useReadable(desk.state);
  const now = useNow(20_000);
  /** Tab enters the list once; the arrow keys move inside (roving focus). */
  const [focused, setFocused] = useState<string | null>(null);
  const isListed = (id: string | null | undefined) =>
    state.rows.some(({ conversation }) => conversation === id);
  const stop = [focused, open?.id].find(isListed) ?? state.rows[0]?.conversation;
  const go = useCallback((id: string) => router.go(id), [router]);

  return (
    <div class="list-scroll">
      <ul id={LIST_ID} class="list" aria-label={t('conversations')} tabIndex={-1}>
        {state.rows.map((row) => (
          <ConversationRow
            key={row.conversation}
            row={row}
            agent={agent}
            now={now}
            labels={state.desk.labels}
            site={sites.size > 1 ? sites.get(row.site) : undefined}
            isMarked={state.selected.has(row.conversation)}
            isMarking={state.selected.size > 0}
            mark={inbox.toggle}
            isOpen={row.conversation === open?.id}
            isTabStop={row.conversation === stop}
            hasUnsent={unsentIn.has(row.conversation)}
            go={go}
            focused={setFocused}
          />
        ))}
      </ul>
      {state.older !== 'none' && (
        <OlderRows older={state.older} rowCount={state.rows.length} load={inbox.loadOlder} />
      )}
    </div>
  );
}
