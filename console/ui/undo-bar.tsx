import { t } from '../i18n.ts';
import { HOLD_MS, type Holding } from '../model/holding.ts';
import { useReadable } from './use-readable.ts';

/** The reply that is about to leave, until it has. */
export function UndoBar({ holding, undo }: { holding: Holding; undo(): void }) {
  const held = useReadable(holding.state, (state) => state.held);
  return (
    <>
      <p class="unseen" role="status">
        {held && t('heldBack')}
      </p>
      {held && (
        <div key={held.cid} class="undo" style={{ '--hold': `${HOLD_MS}ms` }}>
          <span>{t(held.resolveSince === undefined ? 'sendingSoon' : 'sendingAndResolving')}</span>
          <bdi class="ellipsis undo-text">{held.text}</bdi>
          <button type="button" class="button" aria-keyshortcuts="Control+Z Meta+Z" onClick={undo}>
            {t('undo')}
          </button>
        </div>
      )}
    </>
  );
}
