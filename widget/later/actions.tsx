import { t } from '../i18n.ts';
import type { Bubble } from '../log-items.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';

interface ActionsProps {
  state: MessengerState;
  model: MessengerModel;
  bubble: Bubble;
}

/** Change and delete, for a message of the visitor's own that is stored. */
export function Actions({ state, model, bubble: { key, seq, text } }: ActionsProps) {
  if (seq === null || text === null) return null;
  if (state.detail.editing === key) {
    const done = () => model.patch({ editing: null });
    return (
      <form
        class="editor"
        onSubmit={(event) => {
          event.preventDefault();
          const changed = event.currentTarget.querySelector('textarea')?.value.trim();
          if (changed && changed !== text) model.send({ kind: 'edit', target: seq, text: changed });
          done();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          // Where the messenger is a sheet, the browser itself would close it.
          event.preventDefault();
          done();
        }}
      >
        <textarea rows={3} dir="auto" aria-label={t('edit')} defaultValue={text} />
        <button type="submit">{t('save')}</button>
        <button type="button" onClick={done}>
          {t('cancel')}
        </button>
      </form>
    );
  }
  return (
    <p class="actions">
      <button type="button" onClick={() => model.patch({ editing: key })}>
        {t('edit')}
      </button>
      <button type="button" onClick={() => model.send({ kind: 'redact', target: seq })}>
        {t('remove')}
      </button>
    </p>
  );
}
