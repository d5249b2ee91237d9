import { useEffect, useRef, useState } from 'preact/hooks';
import type { Person as Known } from '../../protocol/person.ts';
import { ago } from '../format.ts';
import { t } from '../i18n.ts';
import { visitorName } from '../model/people.ts';
import type { Person, PersonState } from '../model/person.ts';
import type { Search } from '../model/search.ts';
import { type Choice, hasWords, Palette } from './palette.tsx';
import { useReadable } from './use-readable.ts';

interface PersonMergeProps {
  person: Person;
  state: PersonState;
  known: Known;
  search: Search;
  now: number;
}

/** Who else is this person: what was merged, what can be undone, and who might be. */
export function PersonMerge({ person, state, known, search, now }: PersonMergeProps) {
  const [isChoosing, choose] = useState(false);
  const { lastMerged } = state;
  const others = [known.visitor, ...known.merged].filter((visitor) => visitor !== person.visitor);
  const undo = useRef<HTMLButtonElement>(null);
  const mergeOther = useRef<HTMLButtonElement>(null);
  const [doneCount, setDoneCount] = useState(0);
  useEffect(() => {
    // The button that was pressed is gone.
    if (doneCount > 0 && document.activeElement === document.body)
      (undo.current ?? mergeOther.current)?.focus();
  }, [doneCount]);
  const act = async (what: Promise<boolean>) => {
    if (await what) setDoneCount((count) => count + 1);
  };
  const merge = (other: { visitor: string; name: string }) => void act(person.merge(other));
  const takeApart = (other: string) => void act(person.takeApart(other));
  const suggestions = known.alike.map(({ visitor, name, email }) => ({
    visitor,
    name: name || email || numberOf(visitor),
    email,
  }));
  return (
    <section class="person-part" aria-label={t('samePerson')}>
      <div class="person-merged">
        <p role="status">{lastMerged && t('mergedWith', { name: lastMerged.name })}</p>
        {lastMerged && (
          <button ref={undo} type="button" class="button" onClick={() => takeApart(lastMerged.visitor)}>
            {t('undo')}
          </button>
        )}
      </div>
      {others.length > 0 && (
        <>
          <h3>{t('alsoKnownAs')}</h3>
          <ul class="merged">
            {others.map((other) => (
              <li key={other}>
                <bdi>{nameOf(other, known)}</bdi>
                <button
                  type="button"
                  class="link"
                  aria-label={t('takeApartName', { name: nameOf(other, known) })}
                  onClick={() => takeApart(other)}
                >
                  {t('takeApart')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {suggestions.length > 0 && (
        <>
          <h3>{t('samePerson')}</h3>
          <p class="quiet">{t('samePersonLead')}</p>
          <ul class="merged">
            {suggestions.map((other) => (
              <li key={other.visitor}>
                <button type="button" class="button" onClick={() => merge(other)}>
                  <span class="ellipsis">{t('mergeThis', { name: other.name })}</span>
                </button>
                {other.email && other.email !== other.name && <bdi class="quiet">{other.email}</bdi>}
              </li>
            ))}
          </ul>
        </>
      )}
      <button ref={mergeOther} type="button" class="link" onClick={() => choose(true)}>
        {t('mergeOther')}
      </button>
      {isChoosing && (
        <MergePalette
          suggestions={suggestions}
          except={new Set([known.visitor, ...known.merged])}
          search={search}
          now={now}
          merge={merge}
          close={() => choose(false)}
        />
      )}
    </section>
  );
}

interface MergePaletteProps {
  suggestions: readonly { visitor: string; name: string; email: string | null }[];
  /** Visitors who are this person already. */
  except: ReadonlySet<string>;
  search: Search;
  now: number;
  merge(other: { visitor: string; name: string }): void;
  close(): void;
}

function MergePalette({ suggestions, except, search, now, merge, close }: MergePaletteProps) {
  const { query, rows, isAsking, hasFailed } = useReadable(search.state);
  const choice = (visitor: string, name: string, hint: string | null): Choice => ({
    id: visitor,
    label: name,
    ...(hint && { hint }),
    run: () => merge({ visitor, name }),
  });
  const choicesOf = (typed: string) => {
    const offered = suggestions.filter(({ name, email }) => hasWords(`${name} ${email ?? ''}`, typed));
    const seen = new Set([...except, ...offered.map(({ visitor }) => visitor)]);
    const found = query && query === typed.trim() ? rows : [];
    const people = found.flatMap((row) => {
      const { visitor } = row;
      if (visitor === null || seen.has(visitor)) return [];
      seen.add(visitor);
      return [{ ...row, visitor }];
    });
    return [
      ...offered.map(({ visitor, name, email }) => choice(visitor, name, email)),
      ...people.map((row) =>
        choice(
          row.visitor,
          visitorName(row.conversation, row),
          `${ago(row.activeAt, now)} · ${row.preview || t('noMessages')}`,
        ),
      ),
    ];
  };
  const status = isAsking ? t('searching') : hasFailed ? t('searchFailed') : undefined;
  return (
    <Palette
      label={t('mergeOther')}
      hint={t('mergeHint')}
      choicesOf={choicesOf}
      typed={search.ask}
      {...(status && { status })}
      close={() => {
        search.ask('');
        close();
      }}
    />
  );
}

/** By what they said by themselves, before they were merged. */
function nameOf(visitor: string, { aliases }: Known): string {
  const { name = null, email = null } = aliases.find((alias) => alias.visitor === visitor) ?? {};
  return name || email || numberOf(visitor);
}

const numberOf = (visitor: string): string => visitorName(visitor, undefined);
