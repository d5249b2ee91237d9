import { type Counted, clock, t, texts } from '../i18n.ts';
import { type MessengerState, memberOf, type Talk } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Avatar, withTitle } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { olderCount, showOlder } from './list.ts';
import { SoundSwitch } from './sound-switch.tsx';
import { push } from './with-push.ts';

const DAY_MS = 86_400_000;
/** Of the team, before the visitor has met anybody. */
const FACES = 3;

/** Fetched once somebody is about to search. */
let search: typeof import('./search.tsx') | undefined;
const loadSearch = async (model: MessengerModel) => {
  if (search) return;
  try {
    search = await import('./search.tsx');
    model.patch({});
  } catch {
    // The next focus tries again.
  }
};

/** Greeting, team, how soon an answer comes, and every conversation of the visitor's. */
export function Home({ state, model }: { state: MessengerState; model: MessengerModel }) {
  const { site, talks } = state;
  const known = site !== 'unknown' ? site : null;
  const faces = known?.team?.slice(0, FACES);
  return (
    <div class="home">
      <p class="hello" dir="auto">
        {known?.greeting || t('greeting')}
      </p>
      {faces && faces.length > 0 && (
        <p class="team">
          {faces.map((member) => (
            <Avatar key={member.id} {...member} />
          ))}
          <span dir="auto">{faces.map(({ name, title }) => withTitle(name, title)).join(', ')}</span>
        </p>
      )}
      {known?.answersWithinMs && <p class="quiet">{pace(known.answersWithinMs)}</p>}
      <button type="button" class="begin" onClick={() => model.showConversation()}>
        {t('newConversation')}
        <Icon path="M6 16h20m-8-8 8 8-8 8" />
      </button>
      {talks.length > 0 && (
        <input
          type="search"
          class="find"
          dir="auto"
          aria-label={t('search')}
          placeholder={t('search')}
          defaultValue={state.detail.query ?? ''}
          onFocus={() => loadSearch(model)}
          onInput={(event) => model.patch({ query: event.currentTarget.value })}
          onKeyDown={(event) => {
            const field = event.currentTarget;
            if (event.key !== 'Escape' || !field.value) return;
            // Ends the search first, and closes the messenger only after that.
            event.stopPropagation();
            event.preventDefault();
            field.value = '';
            model.patch({ query: '' });
          }}
        />
      )}
      {search && state.detail.query?.trim() ? (
        <search.Results state={state} model={model} />
      ) : (
        <ul aria-label={t('conversations')}>
          {talks.map((talk) => (
            <li key={talk.id}>
              <Row talk={talk} state={state} open={() => model.showConversation(talk.id)} />
            </li>
          ))}
        </ul>
      )}
      {olderCount(model) > 0 && (
        <button type="button" class="earlier" onClick={() => showOlder(model)}>
          {t('earlier')}
        </button>
      )}
      {talks.length > 0 && <SoundSwitch model={model} />}
      {push && talks.length > 0 && <push.Switch />}
    </div>
  );
}

interface RowProps {
  talk: Talk;
  state: MessengerState;
  open(): void;
}

function Row({ talk: { state }, state: all, open }: RowProps) {
  const last = state.timeline.entries.findLast((entry) => entry.is === 'message');
  const waiting = state.unsent.findLast(({ command }) => command.kind === 'message')?.command;
  const preview =
    waiting?.kind === 'message'
      ? waiting.text
      : last?.is === 'message'
        ? (last.text ?? t('deleted'))
        : t('noMessages');
  const agent = state.timeline.entries.findLast((entry) => entry.author.role === 'agent')?.author;
  return (
    <button type="button" class="row" onClick={open}>
      <Avatar name={agent?.name ?? t('you')} photo={memberOf(all, agent?.id)?.photo} />
      <span class="who">
        <b dir="auto">{agent?.name ?? t('you')}</b>
        <span dir="auto">{preview.replace(/[*_`]+/g, '')}</span>
      </span>
      <span class="quiet">{last && shortTime(last.ts, all.now)}</span>
      {state.unread > 0 && <span class="count">{state.unread.toLocaleString(texts.lang)}</span>}
      {state.unread > 0 && <span class="spoken">{t('unread')}</span>}
    </button>
  );
}

const shortTime = (ts: number, now: number): string => {
  const date = new Date(ts);
  return now - ts < DAY_MS
    ? clock.format(date)
    : date.toLocaleDateString(texts.lang, { day: 'numeric', month: 'short' });
};

function pace(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return counted(texts.repliesInMinutes, minutes);
  const hours = Math.ceil(minutes / 60);
  if (hours < 24) return counted(texts.repliesInHours, hours);
  return counted(texts.repliesInDays, Math.ceil(hours / 24));
}

const counted = (forms: Counted, count: number): string =>
  (forms[new Intl.PluralRules(texts.lang).select(count)] ?? forms.other ?? '').replace('{count}', () =>
    count.toLocaleString(texts.lang),
  );
