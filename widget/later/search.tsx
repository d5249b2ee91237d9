/** Looks for words in the visitor's conversations, as far as they are loaded. */
import type { MessageEntry } from '../../client/timeline.ts';
import { t, texts } from '../i18n.ts';
import { type MessengerState, startOf } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Avatar } from '../ui/avatar.tsx';

const MAX_RESULTS = 50;
/** So much stands before what was found. */
const LEAD = 24;
const TRAIL = 120;

interface Hit {
  talk: string;
  entry: MessageEntry;
  /** Where in the text. */
  at: number;
  length: number;
}

export function Results({ state, model }: { state: MessengerState; model: MessengerModel }) {
  const hits = hitsFor(state, (state.detail.query ?? '').trim());
  return (
    <>
      <p class="quiet" role="status">
        {hits.length === 0 && t('nothingFound')}
      </p>
      <ul aria-label={t('search')}>
        {hits.map((hit) => (
          <li key={`${hit.talk}${hit.entry.seq}`}>
            <Result hit={hit} model={model} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Result({ hit, model }: { hit: Hit; model: MessengerModel }) {
  const { entry, at, length } = hit;
  const { author, ts } = entry;
  const text = entry.text ?? '';
  const name = author.role === 'visitor' ? t('you') : (author.name ?? t('team'));
  return (
    <button
      type="button"
      class="row"
      onClick={({ currentTarget }) => showHit(currentTarget.closest('dialog'), model, hit)}
    >
      <Avatar name={name} />
      <span class="who">
        <b dir="auto">{name}</b>
        <span dir="auto">
          {at > LEAD && '…'}
          {text.slice(Math.max(0, at - LEAD), at)}
          <mark>{text.slice(at, at + length)}</mark>
          {text.slice(at + length, at + length + TRAIL)}
        </span>
      </span>
      <span class="quiet">
        {new Date(ts).toLocaleDateString(texts.lang, { day: 'numeric', month: 'short' })}
      </span>
    </button>
  );
}

/** Newest first. */
function hitsFor({ talks }: MessengerState, query: string): Hit[] {
  // With `i` and `u` case is folded as Unicode has it, and the place in the text stays right.
  const pattern = new RegExp(query.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');
  return talks
    .flatMap(({ id, state }) =>
      state.timeline.entries.flatMap((entry): Hit[] => {
        if (entry.is !== 'message' || !entry.text) return [];
        const found = pattern.exec(entry.text);
        return found ? [{ talk: id, entry, at: found.index, length: found[0].length }] : [];
      }),
    )
    .sort((a, b) => b.entry.ts - a.entry.ts || b.entry.seq - a.entry.seq)
    .slice(0, MAX_RESULTS);
}

/** The conversation, at that message. */
function showHit(dialog: Element | null, model: MessengerModel, { talk, entry }: Hit): void {
  model.showConversation(talk);
  const entries = model.state.get().conversation?.timeline.entries ?? [];
  const index = entries.findIndex(({ seq }) => seq === entry.seq);
  const start = Math.min(startOf(model.state.get()), Math.max(0, index - 10));
  model.patch({ start });
  const place = entries.slice(start, index).filter(({ is }) => is === 'message').length;
  // After it was drawn.
  queueMicrotask(() => {
    const log = dialog?.querySelector('.log');
    const message = dialog?.querySelectorAll<HTMLElement>('.message')[place];
    if (!log || !message) return;
    log.scrollTop +=
      message.getBoundingClientRect().top - log.getBoundingClientRect().top - log.clientHeight / 3;
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
    message.animate?.([{ background: '#f5b94266' }, { background: '#f5b94200' }], 2_500);
  });
}
