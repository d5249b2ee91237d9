/** What the owner wants to know before the first message: fields above the composer, and nothing leaves without them. */
import { t } from '../i18n.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { isSendKey } from '../ui/composer.tsx';
import { EMAIL, EMAIL_BYTES, fitting, type Said } from './contact.ts';
import { hasSpoken } from './has-spoken.ts';
import { settingsOf } from './owner-settings.ts';

const NAME_INPUT = { type: 'text', dir: 'auto', autocomplete: 'name', maxlength: 60 } as const;
const EMAIL_INPUT = { type: 'email', dir: 'ltr', autocomplete: 'email', maxlength: EMAIL_BYTES } as const;

type Field = 'name' | 'email';

/** Which are to be filled in now. Nobody is asked who is known, or who has written before. */
const wantedNow = ({ talks, detail }: MessengerState, model: MessengerModel): Field[] =>
  detail.hasSkipped ||
  talks.some(({ state }) => !state.isLoaded || hasSpoken(state) || state.timeline.contact)
    ? []
    : settingsOf(model).askFirst;

export function AskFirst({ state, model }: { state: MessengerState; model: MessengerModel }) {
  const { missing } = state.detail;
  const wanted = wantedNow(state, model);
  if (wanted.length === 0) return null;
  return (
    <div class="tail ask">
      {wanted.map((field) => (
        <label key={field}>
          {t(field)}
          <input
            name={field}
            {...(field === 'email' ? EMAIL_INPUT : NAME_INPUT)}
            required
            aria-describedby="ask-refusal"
            aria-invalid={missing === field}
          />
        </label>
      ))}
      <p id="ask-refusal" role="alert">
        {missing && t(missing === 'email' ? 'wrongEmail' : 'required')}
      </p>
    </div>
  );
}

/** Keeps the first message back until the fields are filled in, and sends them right after it. */
export function holdFirstMessage(place: HTMLElement, model: MessengerModel): void {
  let given: Said | null = null;

  const hold = (event: Event) => {
    const wanted = wantedNow(model.state.get(), model);
    if (wanted.length === 0) return;
    const inputOf = (field: Field) => place.querySelector<HTMLInputElement>(`.ask [name=${field}]`);
    const textOf = (field: Field) => inputOf(field)?.value.trim() ?? '';
    const [name, email] = [textOf('name'), textOf('email')];
    const missing = wanted.find((field) => (field === 'email' ? !EMAIL.test(email) : !name)) ?? null;
    model.patch({ missing });
    given = missing ? null : fitting({ name, email });
    if (!missing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    inputOf(missing)?.focus();
  };
  place.addEventListener(
    'click',
    (event) => (event.target as Element).closest('.send, .reply') && hold(event),
    true,
  );
  place.addEventListener(
    'keydown',
    (event) => (event.target as Element).matches('.field textarea') && isSendKey(event) && hold(event),
    true,
  );

  model.state.subscribe(() => {
    const { conversation } = model.state.get();
    if (!given || !conversation || !hasSpoken(conversation)) return;
    const contact = { kind: 'contact' as const, ...given };
    given = null;
    // After the message, which is on its way into the outbox at this moment.
    queueMicrotask(() => {
      model.send(contact);
      model.patch({ hasSkipped: true });
    });
  });
}
