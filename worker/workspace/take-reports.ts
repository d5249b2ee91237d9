/** What conversations say of themselves, taken into everything that is derived from it. Idempotent. */
import type { ConversationReport } from '../conversation/summary.ts';
import type { InboxCore } from './inbox-core.ts';
import type { WorkspaceParts } from './workspace-parts.ts';

export function takeReports(
  { store, calls, reminders, errands, index, search, people }: WorkspaceParts,
  inbox: InboxCore | null,
  reports: readonly ConversationReport[],
): void {
  // An agent's connection may mention anybody; only members get a place in the index.
  const members = new Set(store.members().map(({ agent }) => agent));
  const isMember = ([agent]: [string, boolean]) => members.has(agent);
  const call = calls.watch(reports);
  reminders.around(reports, () =>
    inbox?.put(
      reports.map((report) => ({
        ...report,
        mentions: Object.fromEntries(Object.entries(report.mentions).filter(isMember)),
      })),
    ),
  );
  call();
  errands.told(reports.map(({ conversation }) => conversation));
  store.transaction(() => {
    for (const { conversation, texts } of reports) {
      const ref = index.refOf(conversation);
      if (ref !== null) search.put(ref, texts);
    }
  });
  people.heard(reports);
}
