/** Where the reader is in a long log: only its end is drawn until they go back, and a button leads there again. */
import { t, texts } from '../i18n.ts';
import { type MessengerState, PAGE, startOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Icon } from '../ui/icon.tsx';

interface PlaceProps {
  state: MessengerState;
  model: MessengerModel;
}

/** Closer to the end than this, the reader is at the end (as in ui/stage.ts). */
const NEAR_PX = 40;

export const Earlier = ({ model }: PlaceProps) => (
  <button
    type="button"
    class="earlier"
    onClick={({ currentTarget }) => {
      const log = currentTarget.closest<HTMLElement>('.log');
      if (log) showEarlier(log, model);
    }}
  >
    {t('earlier')}
  </button>
);

/** What is at the same place before and after is what the reader looks at. */
function showEarlier(log: HTMLElement, model: MessengerModel): void {
  const fromEnd = log.scrollHeight - log.scrollTop;
  const hadFocus = log.querySelector(':focus');
  // What was said long ago is not news, to be read out.
  log.ariaBusy = 'true';
  model.patch({ start: Math.max(0, startOf(model.state.get()) - PAGE) });
  // After it was drawn.
  queueMicrotask(() => {
    if (hadFocus && !hadFocus.isConnected) log.focus({ preventScroll: true });
    log.scrollTop = log.scrollHeight - fromEnd;
    log.ariaBusy = null;
  });
}

/** Back to the newest, and how many have come meanwhile. */
export function ToNewest({ state: { conversation, detail }, model }: PlaceProps) {
  const { awayFrom } = detail;
  if (awayFrom == null) return null;
  const isNew = (entry: { is: string; seq: number; author: { role: string } }) =>
    entry.is === 'message' && entry.author.role !== 'visitor' && entry.seq > awayFrom;
  const count = conversation?.timeline.entries.filter(isNew).length ?? 0;
  return (
    // Each of those messages is read out as it comes.
    <p class="newest" aria-live="off">
      <button
        type="button"
        onClick={({ currentTarget }) => {
          const log = currentTarget.closest('.log');
          if (log) log.scrollTop = log.scrollHeight;
          model.patch({ awayFrom: null });
        }}
      >
        <span class="spoken">{t('newest')}</span>
        {count > 0 && <b class="count">{count.toLocaleString(texts.lang)}</b>}
        <Icon path="m9 13 7 7 7-7" />
      </button>
    </p>
  );
}

export function followReader(place: HTMLElement, model: MessengerModel): void {
  place.addEventListener(
    'scroll',
    ({ target }) => {
      const log = target as HTMLElement;
      if (log.className !== 'log') return;
      const state = model.state.get();
      // A resolved conversation ends above what is asked then.
      const asked = log.querySelector<HTMLElement>('div.tail')?.offsetHeight ?? 0;
      const isAway = log.scrollHeight - log.scrollTop - log.clientHeight > NEAR_PX + asked;
      if (isAway && state.detail.awayFrom == null)
        model.patch({ awayFrom: state.conversation?.timeline.last ?? 0, start: startOf(state) });
      else if (!isAway && state.detail.awayFrom != null) model.patch({ awayFrom: null });
      if (isAway && log.scrollTop < NEAR_PX && startOf(state)) showEarlier(log, model);
    },
    true,
  );
  let shown = model.state.get().shown;
  // Another conversation, or the same one opened again, begins at its end.
  model.state.subscribe(() => {
    const { isOpen, isHome, conversation, detail, shown: now } = model.state.get();
    const isAnother = now !== shown || (conversation?.timeline.entries.length ?? 0) < (detail.start ?? 0);
    shown = now;
    if ((isAnother || isHome || !isOpen) && (detail.start ?? detail.awayFrom) != null)
      model.patch({ start: null, awayFrom: null });
  });
}
