import { t } from '../i18n.ts';
import type { Workspace } from '../model/workspace.ts';
import { useReadable } from './use-readable.ts';

/** The labels of this conversation. */
export function PersonLabels({ workspace, labels }: { workspace: Workspace; labels: readonly string[] }) {
  const known = useReadable(workspace.inbox.state, ({ desk }) => desk.labels);
  const own = (known ?? []).filter(({ id }) => labels.includes(id));
  if (own.length === 0) return null;
  return (
    <ul class="chips" aria-label={t('labels')}>
      {own.map(({ id, name, color }) => (
        <li key={id} class="chip">
          <span class={`swatch swatch-${color}`} />
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}
