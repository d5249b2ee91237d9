import { Component, type VNode } from 'preact';
import { t } from '../i18n.ts';
import { type MessengerState, noticeOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Composer } from './composer.tsx';
import { Header } from './header.tsx';
import { Log } from './log.tsx';

export interface PanelProps {
  state: MessengerState;
  model: MessengerModel;
  close(): void;
}

/** Where the panel is a sheet over the whole screen. The style sheet asks the same. */
const SHEET = '(max-width: 480px), (max-height: 420px)';

/** The open messenger: beside the page where there is room, else over it. */
export class Panel extends Component<PanelProps> {
  private dialog: HTMLDialogElement | null = null;
  private isSheet: boolean | undefined;

  private readonly fit = () => {
    const { dialog } = this;
    if (!dialog) return;
    const isSheet = matchMedia(SHEET).matches;
    if (isSheet !== this.isSheet) {
      this.isSheet = isSheet;
      dialog.close();
      if (isSheet) dialog.showModal();
      else dialog.show();
      dialog.querySelector('textarea')?.focus();
    }
    // Keyboards on screens cover the page instead of shrinking it: the sheet keeps to what is visible.
    dialog.style.setProperty('--height', `${visualViewport?.height}px`);
    dialog.style.setProperty('--top', `${visualViewport?.offsetTop}px`);
  };

  override componentDidMount() {
    this.fit();
    visualViewport?.addEventListener('resize', this.fit);
    visualViewport?.addEventListener('scroll', this.fit);
  }

  override componentWillUnmount() {
    visualViewport?.removeEventListener('resize', this.fit);
    visualViewport?.removeEventListener('scroll', this.fit);
  }

  override render({ state, model, close }: PanelProps): VNode {
    const notice = noticeOf(state);
    return (
      <dialog
        ref={(dialog) => {
          this.dialog = dialog;
        }}
        class="panel"
        aria-label={t('chat')}
        onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && close()}
        onCancel={(event) => {
          event.preventDefault();
          close();
        }}
      >
        <Header state={state} close={close} />
        <p class="notice" role="status">
          {notice && t(notice)}
        </p>
        <Log state={state} retry={model.retry} />
        <Composer state={state} model={model} />
      </dialog>
    );
  }
}
