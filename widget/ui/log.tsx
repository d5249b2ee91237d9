import { Component, type VNode } from 'preact';
import { t } from '../i18n.ts';
import { logItems } from '../log-items.ts';
import { hasFailed, type MessengerState } from '../messenger-state.ts';
import { LogEntry } from './log-entry.tsx';

interface LogProps {
  state: MessengerState;
  retry(cid: string): void;
}

/** Closer to the end than this, the reader is at the end. */
const NEAR_PX = 40;

/** The conversation. It follows what is new while the reader is at its end, and leaves a reader of older messages alone. */
export class Log extends Component<LogProps> {
  private element: HTMLElement | null = null;
  private isAtEnd = true;

  private readonly follow = () => {
    if (this.element && this.isAtEnd) this.element.scrollTop = this.element.scrollHeight;
  };
  private readonly resizes = new ResizeObserver(this.follow);

  override componentDidMount() {
    if (this.element) this.resizes.observe(this.element);
    this.follow();
  }

  /** A keystroke changes the draft, and nothing here. */
  override shouldComponentUpdate({ state }: LogProps) {
    const before = this.props.state;
    return state.draft === before.draft || state.conversation !== before.conversation;
  }

  override componentDidUpdate({ state }: LogProps) {
    const unsentCount = (of: MessengerState) => of.conversation?.unsent.length ?? 0;
    this.isAtEnd ||= unsentCount(this.props.state) > unsentCount(state);
    this.follow();
  }

  override componentWillUnmount() {
    this.resizes.disconnect();
  }

  override render({ state, retry }: LogProps): VNode {
    const { conversation, site } = state;
    const items = logItems(conversation?.timeline.entries ?? [], conversation?.unsent ?? [], (item) =>
      hasFailed(state, item),
    );
    return (
      <div
        ref={(element) => {
          this.element = element;
        }}
        // What scrolls has to be reachable by keyboard; Safari needs this for it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t('messages')}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
        }}
      >
        <p class="bubble" dir="auto">
          {site !== 'unknown' && site?.greeting}
        </p>
        {items.map((item) => (
          <LogEntry key={item.key} item={item} retry={retry} />
        ))}
        {conversation?.typing.map(({ id, name }) => (
          <p key={id} class="typing">
            {t('typing', name ?? t('team'))}
          </p>
        ))}
      </div>
    );
  }
}
