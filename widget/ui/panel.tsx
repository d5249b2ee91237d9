import { t } from '../i18n.ts';
import { type MessengerState, noticeOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Composer } from './composer.tsx';
import { Header } from './header.tsx';
import { later } from './later-parts.ts';
import { Log } from './log.tsx';

interface PanelProps {
  state: MessengerState;
  model: MessengerModel;
  close(): void;
}

/** The open messenger: beside the page where there is room, else over it. */
export function Panel({ state, model, close }: PanelProps) {
  const notice = noticeOf(state);
  return (
    <dialog
      class="panel"
      aria-label={t('chat')}
      onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && close()}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <Header state={state} model={model} close={close} />
      <p class="notice" role="status">
        {notice && t(notice)}
      </p>
      {later && state.isHome ? (
        <later.Home state={state} model={model} />
      ) : (
        [
          <Log key="log" state={state} model={model} />,
          <Composer key="composer" state={state} model={model} />,
        ]
      )}
    </dialog>
  );
}
