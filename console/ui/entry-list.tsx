import { useEffect, useRef, useState } from 'preact/hooks';
import { dateOnly } from '../format.ts';
import { t } from '../i18n.ts';
import { AddIcon, CloseIcon, EditIcon } from './icons.tsx';

export interface Entry {
  name: string;
  value: string;
}

interface EntryListProps {
  title: string;
  names: Entry;
  type: 'date' | 'text';
  max: number;
  entries: readonly Entry[];
  change(entries: readonly Entry[]): void;
}

/** A short list of names with values, each to be changed or removed. */
export function EntryList({ title, names, type, max, entries, change }: EntryListProps) {
  /** The place of the entry that is open; `entries.length` for a new one. */
  const [open, setOpen] = useState<number | null>(null);
  const section = useRef<HTMLElement>(null);
  /** What had the focus is gone. */
  const close = () => {
    setOpen(null);
    section.current?.focus();
  };
  const put = (at: number, entry: Entry) => {
    change([...entries.slice(0, at), entry, ...entries.slice(at + 1)]);
    close();
  };
  const remove = (at: number) => {
    change(entries.filter((_, index) => index !== at));
    close();
  };
  const form = (at: number) => (
    <EntryForm names={names} type={type} entry={entries[at]} put={(entry) => put(at, entry)} cancel={close} />
  );
  return (
    <section ref={section} class="person-part" tabIndex={-1} aria-label={title}>
      <header class="person-part-head">
        <h3>{title}</h3>
        {entries.length < max && open === null && (
          <button
            type="button"
            class="icon-button"
            aria-label={t('addTo', { list: title })}
            onClick={() => setOpen(entries.length)}
          >
            <AddIcon />
          </button>
        )}
      </header>
      {entries.length > 0 && (
        <ul class="entries">
          {entries.map((entry, at) => (
            <li key={`${at} ${entry.name}`}>
              {open === at ? (
                form(at)
              ) : (
                <>
                  <div class="entry">
                    <bdi class="quiet">{entry.name}</bdi>
                    <bdi>{type === 'date' ? dateOnly(entry.value) : entry.value}</bdi>
                  </div>
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={t('editEntry', { name: entry.name })}
                    onClick={() => setOpen(at)}
                  >
                    <EditIcon />
                  </button>
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={t('removeEntry', { name: entry.name })}
                    onClick={() => remove(at)}
                  >
                    <CloseIcon />
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {open === entries.length && form(open)}
    </section>
  );
}

const DATE = { type: 'date', max: '9999-12-31' } as const;
const TEXT = { type: 'text' } as const;

interface EntryFormProps {
  names: Entry;
  type: 'date' | 'text';
  entry: Entry | undefined;
  put(entry: Entry): void;
  cancel(): void;
}

function EntryForm({ names, type, entry, put, cancel }: EntryFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [isIncomplete, setIncomplete] = useState(false);
  useEffect(() => form.current?.querySelector<HTMLElement>(entry ? '[name=value]' : 'input')?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const said = new FormData(form.current ?? undefined);
    const [name, value] = ['name', 'value'].map((field) => String(said.get(field) ?? '').trim());
    if (name && value) put({ name, value });
    else setIncomplete(true);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    cancel();
  };
  return (
    <form ref={form} class="entry-form" onSubmit={submit} onKeyDown={pressed}>
      <label class="field">
        <span>{names.name}</span>
        <input name="name" dir="auto" maxLength={64} autocomplete="off" defaultValue={entry?.name ?? ''} />
      </label>
      <label class="field">
        <span>{names.value}</span>
        <input
          name="value"
          {...(type === 'date' ? DATE : TEXT)}
          dir="auto"
          maxLength={256}
          autocomplete="off"
          defaultValue={entry?.value ?? ''}
        />
      </label>
      <div class="entry-buttons">
        <button type="submit" class="button">
          {t('save')}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {t('cancel')}
        </button>
      </div>
      <p class="hint hint-bad" role="status">
        {isIncomplete && t('entryIncomplete')}
      </p>
    </form>
  );
}
