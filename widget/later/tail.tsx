import { t } from '../i18n.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { Icon } from '../ui/icon.tsx';
import { AskFirst } from './ask-first.tsx';
import { EMAIL, introduce } from './contact.ts';
import { hasSpoken } from './has-spoken.ts';
import { ToNewest } from './place-in-log.tsx';
import { QuickReplies } from './quick-replies.tsx';
import { downloadTranscript } from './transcript.ts';
import { isWaiting, push } from './with-push.ts';

interface TailProps {
  state: MessengerState;
  model: MessengerModel;
}

/** Drawn, because not every device has a picture for a face. */
const FACE = 'M16 3a13 13 0 1 0 .1 0M12 13v.5M20 13v.5';
const SCORES = [
  { score: 3, text: 'good', mouth: 'M10 19q6 6 12 0' },
  { score: 2, text: 'fair', mouth: 'M10 21h12' },
  { score: 1, text: 'bad', mouth: 'M10 23q6-6 12 0' },
] as const;

/** Below the conversation: the way to the newest, which stays above what there is to press, to choose from, and what is asked. */
export const Tail = (props: TailProps) => (
  <>
    <ToNewest {...props} />
    <QuickReplies {...props} />
    <Question {...props} />
  </>
);

/** One thing at a time: who the visitor is, how it was, or where an answer can reach them. */
function Question({ state, model }: TailProps) {
  const { conversation } = state;
  if (!conversation || !hasSpoken(conversation)) return <AskFirst state={state} model={model} />;
  const { timeline } = conversation;
  if (timeline.status === 'resolved')
    return (
      <div class="tail">
        {timeline.isRated && <p>{t('thanks')}</p>}
        {(!timeline.isRated || state.detail.score) && <Rating state={state} model={model} />}
        <button type="button" onClick={() => downloadTranscript(timeline.entries)}>
          {t('download')}
        </button>
        <button type="button" class="begin" onClick={() => model.showConversation()}>
          {t('newConversation')}
        </button>
      </div>
    );
  const isStored = timeline.entries.some(
    (entry) => entry.is === 'message' && entry.author.role === 'visitor',
  );
  const isKnown = timeline.contact || state.detail.hasSkipped;
  if (isStored && !isKnown) return <Contact state={state} model={model} />;
  return push && isWaiting(state) ? <push.Offer /> : null;
}

/** A tap counts at once. By keyboard the arrows pass over what is not meant, so that Send counts. */
function Rating({ state, model }: TailProps) {
  const { score } = state.detail;
  const isRated = state.conversation?.timeline.isRated;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const comment = new FormData(event.currentTarget).get('comment')?.toString().trim();
        if (score && (comment || !isRated))
          model.send({ kind: 'rating', score, ...(comment && { comment }) });
        model.patch({ score: null });
      }}
    >
      <fieldset>
        <legend>{t('rate')}</legend>
        {SCORES.map((it) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: a key chooses the button in it, and Send sends.
          <label
            key={it.score}
            class="face"
            // The label's click comes from a pointer; the one that it makes of it at the button says 0.
            onClick={(event) => {
              if (event.detail) model.send({ kind: 'rating', score: it.score });
            }}
          >
            <input
              type="radio"
              name="score"
              class="spoken"
              checked={score === it.score}
              onChange={() => model.patch({ score: it.score })}
            />
            <Icon path={`${FACE}${it.mouth}`} />
            <span class="spoken">{t(it.text)}</span>
          </label>
        ))}
      </fieldset>
      {score ? (
        <div class="row">
          <input
            name="comment"
            dir="auto"
            maxlength={1000}
            aria-label={t('comment')}
            placeholder={t('comment')}
          />
          <button type="submit">{t('send')}</button>
        </div>
      ) : null}
    </form>
  );
}

/** Asked once, after the first message, and never in the way. */
function Contact({ state, model }: TailProps) {
  const { refusal } = state.detail;
  return (
    <form
      class="tail"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const [name, email] = ['name', 'email'].map((key) => data.get(key)?.toString().trim() ?? '') as [
          string,
          string,
        ];
        if (!EMAIL.test(email)) return model.patch({ refusal: 'wrongEmail' });
        model.patch({ refusal: null });
        introduce(model, { name, email });
      }}
    >
      <p id="contact">{t('contact')}</p>
      <input
        name="name"
        dir="auto"
        autocomplete="name"
        maxlength={60}
        aria-label={t('name')}
        placeholder={t('name')}
      />
      <input
        name="email"
        type="email"
        dir="ltr"
        autocomplete="email"
        maxlength={254}
        aria-label={t('email')}
        aria-describedby="contact-refusal"
        aria-invalid={!!refusal}
        placeholder={t('email')}
      />
      <p id="contact-refusal" role="alert">
        {refusal && t(refusal)}
      </p>
      <div class="row">
        <button type="submit">{t('save')}</button>
        <button type="button" class="quiet" onClick={() => model.patch({ hasSkipped: true })}>
          {t('skip')}
        </button>
      </div>
    </form>
  );
}
