import { Component, type VNode } from 'preact';
import { t } from '../i18n.ts';
import { logItems } from '../log-items.ts';
import { hasFailed, type MessengerState } from '../messenger-state.ts';
import { LogEntry } from './log-entry.tsx';
import { Typing } from './typing.tsx';

interface LogProps {
  state: MessengerState;
  retry(cid: string): void;
}

/** The conversation. It stays at its end while the reader is there, and leaves a reader of older messages alone. */
export class Log extends Component<LogProps> {
  private element: HTMLElement | null = null;
  private isAtEnd = true;
  private readonly resized = new ResizeObserver(() => this.follow());

  private readonly follow = () => {
    if (this.element && this.isAtEnd) this.element.scrollTop = this.element.scrollHeight;
  };

  private readonly scrolled = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: { currentTarget: HTMLElement }) => {
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
  };

  override componentDidMount() {
    if (this.element) this.resized.observe(this.element);
    this.follow();
  }

  /** Typing changes the state, but nothing here. */
  override shouldComponentUpdate({ state }: LogProps) {
    const { conversation, site, now, retriedAt, lostAt } = this.props.state;
    return (
      conversation !== state.conversation ||
      site !== state.site ||
      now !== state.now ||
      retriedAt !== state.retriedAt ||
      lostAt !== state.lostAt
    );
  }

  override componentDidUpdate({ state }: LogProps) {
    const unsentCount = (of: MessengerState) => of.conversation?.unsent.length ?? 0;
    if (unsentCount(this.props.state) > unsentCount(state)) this.isAtEnd = true;
    this.follow();
  }

  override componentWillUnmount() {
    this.resized.disconnect();
  }

  override render({ state, retry }: LogProps): VNode {
    const { conversation, site } = state;
    const items = conversation
      ? logItems(conversation.timeline.entries, conversation.unsent, (item) => hasFailed(state, item))
      : [];
    const greeting = (site !== 'unknown' && site?.greeting) || t('greeting');
    return (
      <div
        ref={(element) => {
          this.element = element;
        }}
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t('messages')}
        tabIndex={0}
        onScroll={this.scrolled}
      >
        <p class="greeting" dir="auto">
          {greeting}
        </p>
        {items.map((item) => (
          <LogEntry key={item.key} item={item} retry={retry} />
        ))}
        {conversation?.typing.map(({ id, name }) => (
          <Typing key={id} name={name} />
        ))}
      </div>
    );
  }
}
