import type { VNode } from 'preact';
import { EMPTY_TIMELINE } from '../../client/timeline.ts';
import { t } from '../i18n.ts';
import { logItems } from '../log-items.ts';
import { hasFailed, type MessengerState, startOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { later } from './later-parts.ts';
import { LogEntry } from './log-entry.tsx';

interface LogProps {
  state: MessengerState;
  model: MessengerModel;
}

/** What was drawn last, by messenger. */
const drawn = new WeakMap<MessengerModel, { state: MessengerState; log: VNode }>();

/** The conversation. A keystroke changes the draft, and nothing here. */
export function Log({ state, model }: LogProps): VNode {
  const before = drawn.get(model);
  const isSame =
    before && state.draft !== before.state.draft && state.conversation === before.state.conversation;
  const log = isSame ? before.log : drawLog({ state, model });
  drawn.set(model, { state, log });
  return log;
}

function drawLog({ state, model }: LogProps): VNode {
  const { conversation, site } = state;
  const { entries, readUpTo } = conversation?.timeline ?? EMPTY_TIMELINE;
  const start = startOf(state);
  const items = logItems(
    { entries: entries.slice(start), readUpTo },
    conversation?.unsent ?? [],
    (item) => hasFailed(state, item),
    state.now,
  );
  return (
    <div
      // What scrolls has to be reachable by keyboard; Safari needs this for it.
      tabindex={0}
      class="log"
      role="log"
      aria-live="polite"
      aria-label={t('messages')}
    >
      {start ? (
        later && <later.Earlier state={state} model={model} />
      ) : (
        <p class="bubble" dir="auto">
          {site !== 'unknown' && site && (site.greeting || t('greeting'))}
        </p>
      )}
      {items.map((item) => (
        <LogEntry key={item.key} item={item} state={state} model={model} />
      ))}
      {conversation?.typing.map(({ id, name }) => (
        <p key={id} class="typing">
          {t('typing', name ?? t('team'))}
        </p>
      ))}
      {later && <later.Tail key="tail" state={state} model={model} />}
    </div>
  );
}
