import { useId } from 'preact/hooks';
import { assertNever } from '../../client/timeline.ts';
import type { Person as Known } from '../../protocol/person.ts';
import { t } from '../i18n.ts';
import type { Person, PersonState } from '../model/person.ts';
import { EntryList } from './entry-list.tsx';

interface PersonNotesProps {
  person: Person;
  state: PersonState;
  known: Known;
}

/** What the team writes about somebody: saved by itself, and kept here until it is. */
export function PersonNotes({ person, state, known }: PersonNotesProps) {
  const { phone, note, keyDates, attributes } = { ...known, ...state.drafts };
  const hint = useId();
  const save = () => void person.save();
  return (
    <>
      <section class="person-part">
        <label class="field">
          <span>{t('aboutPerson')}</span>
          <textarea
            rows={3}
            dir="auto"
            value={note}
            aria-describedby={hint}
            onInput={(event) => person.write({ note: event.currentTarget.value })}
            onBlur={save}
          />
        </label>
        <p id={hint} class="hint">
          {t('aboutPersonHint')}
        </p>
        <label class="field">
          <span>{t('phone')}</span>
          <input
            type="tel"
            dir="ltr"
            maxLength={32}
            autocomplete="off"
            value={phone}
            onInput={(event) => person.write({ phone: event.currentTarget.value })}
            onBlur={save}
          />
        </label>
        <NotesSaving state={state} retry={save} />
      </section>
      <EntryList
        title={t('keyDates')}
        names={{ name: t('keyDateName'), value: t('keyDate') }}
        type="date"
        max={20}
        entries={keyDates.map(({ name, date }) => ({ name, value: date }))}
        change={(entries) => {
          person.write({ keyDates: entries.map(({ name, value }) => ({ name, date: value })) });
          save();
        }}
      />
      <EntryList
        title={t('attributes')}
        names={{ name: t('attributeName'), value: t('attributeValue') }}
        type="text"
        max={50}
        entries={attributes}
        change={(entries) => {
          person.write({ attributes: [...entries] });
          save();
        }}
      />
    </>
  );
}

function NotesSaving({ state, retry }: { state: PersonState; retry(): void }) {
  const { saving } = state;
  const isFailed = saving.is === 'failed';
  return (
    <div class="person-saving">
      <p class={isFailed || saving.is === 'invalid' ? 'hint hint-bad' : 'hint'} role="status">
        {savingWords(state)}
      </p>
      {isFailed && (
        <button type="button" class="link link-bad" onClick={retry}>
          {t('tryAgain')}
        </button>
      )}
    </div>
  );
}

function savingWords({ saving, drafts }: PersonState): string {
  switch (saving.is) {
    case 'ready':
      return Object.keys(drafts).length > 0 ? t('notSavedYet') : t('savedByItself');
    case 'saving':
      return t('saving');
    case 'saved':
      return t('saved');
    case 'invalid':
      return t('personTooLong');
    case 'failed':
      return t('personSaveFailed');
    default:
      return assertNever(saving);
  }
}
