import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fullTime } from '../format.ts';
import { t, type Word } from '../i18n.ts';
import { localTime, type NamedTime, timesAhead, tomorrowMorning } from '../model/times-ahead.ts';
import { CloseIcon } from './icons.tsx';
import { type Choice, hasWords, Palette } from './palette.tsx';

interface TimePaletteProps {
  label: string;
  hint: string;
  names: readonly NamedTime[];
  /** What else can be chosen. */
  others?: readonly Choice[];
  choose(at: number): void;
  close(): void;
}

const WORDS = {
  hour: 'timeHour',
  afternoon: 'timeAfternoon',
  evening: 'timeEvening',
  tomorrow: 'timeTomorrow',
  monday: 'timeMonday',
} as const satisfies Record<NamedTime, Word>;

/** A time ahead: one with a name, one that is typed, or any date. */
export function TimePalette({ label, hint, names, others = [], choose, close }: TimePaletteProps) {
  const [isOwn, setOwn] = useState(false);
  // A palette closes before what was chosen is done.
  const goesOn = useRef(false);
  if (isOwn) return <OwnTime label={label} choose={choose} close={close} />;
  const own: Choice = {
    id: 'own',
    label: t('timeOwn'),
    run() {
      goesOn.current = true;
      setOwn(true);
    },
  };
  return (
    <Palette
      label={label}
      hint={hint}
      choicesOf={(typed) => {
        const times = timesAhead(names, typed, Date.now()).map(({ id, at }) => ({
          id,
          label: id in WORDS ? t(WORDS[id as NamedTime]) : id,
          hint: fullTime(at),
          isTyped: !(id in WORDS),
          run: () => choose(at),
        }));
        return [...times, ...others, own].filter(
          (choice) => ('isTyped' in choice && choice.isTyped) || hasWords(choice.label, typed),
        );
      }}
      close={() => queueMicrotask(() => goesOn.current || close())}
    />
  );
}

interface OwnTimeProps {
  label: string;
  choose(at: number): void;
  close(): void;
}

function OwnTime({ label, choose, close }: OwnTimeProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [time, setTime] = useState(() => localTime(tomorrowMorning(Date.now())));
  const [isPast, setPast] = useState(false);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    // By itself the focus would be on Close.
    field.current?.focus();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="time-title" onClose={close}>
      <header class="dialog-head">
        <h2 id="time-title">{label}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('close')}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </header>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          const at = new Date(time).getTime();
          if (!(at > Date.now())) return setPast(true);
          dialog.current?.close();
          choose(at);
        }}
      >
        <label class="field">
          {t('timeOwnField')}
          <input
            ref={field}
            type="datetime-local"
            required
            min={localTime(Date.now())}
            max="2099-12-31T23:59"
            value={time}
            onInput={({ currentTarget }) => {
              setTime(currentTarget.value);
              setPast(false);
            }}
          />
        </label>
        {isPast && (
          <p class="hint hint-bad" role="alert">
            {t('timePast')}
          </p>
        )}
        <button type="submit" class="button button-main">
          {t('timeChoose')}
        </button>
      </form>
    </dialog>
  );
}
