import { useState } from 'preact/hooks';
import { languageName } from '../format.ts';
import { t } from '../i18n.ts';
import type { SiteSettings } from '../model/site-settings.ts';
import { plainText, type SiteWords, slotsIn } from '../model/site-words.ts';
import { Choice } from './choice.tsx';
import { HintedField } from './hinted-field.tsx';
import { useLook } from './use-look.ts';
import { useReadable } from './use-readable.ts';

interface WordFieldsProps {
  settings: SiteSettings;
  words: SiteWords;
  /** The one whose words are changed. */
  language: string;
  choose(language: string): void;
}

const MOST_REPLIES = 6;
/** Also in scripts of three bytes a letter it fits protocol/look.ts. */
const LONGEST_REPLY = 50;
/** They say which language it is. */
const NOT_WORDS = ['lang', 'dir', 'greeting'];

/** What the messenger says, language by language. */
export function WordFields({ settings, words, language, choose }: WordFieldsProps) {
  const look = useLook(settings);
  const { languages, texts, hasFailed } = useReadable(words.state);
  const built = texts.get(language);
  const own = look.texts?.[language] ?? {};
  const isOwn = (each: string) => Object.keys(look.texts?.[each] ?? {}).length > 0;
  const known = languages.length > 0 ? languages : ['en'];
  const named = known.map((each): [string, string] => [
    each,
    isOwn(each) ? t('languageWithOwn', { language: languageName(each) }) : languageName(each),
  ]);
  const direction = built?.dir === 'rtl' ? 'rtl' : 'ltr';
  const edit = (key: string) => (text: string) => settings.editText(language, key, text);
  return (
    <section aria-labelledby="words-title">
      <h4 id="words-title">{t('wordsTitle')}</h4>
      <Choice
        label={t('language')}
        value={language}
        choices={named.sort(([, a], [, b]) => a.localeCompare(b))}
        change={choose}
      />
      {hasFailed && (
        <p class="note note-bad" role="alert">
          {t('wordsFailed')}{' '}
          <button type="button" class="link" onClick={() => void words.load(language)}>
            {t('tryAgain')}
          </button>
        </p>
      )}
      {built && (
        <>
          <label class="field">
            <span>{t('greeting')}</span>
            <textarea
              rows={2}
              lang={language}
              dir={direction}
              maxLength={300}
              placeholder={plainText(built.greeting)}
              value={own.greeting ?? ''}
              onInput={({ currentTarget }) => edit('greeting')(currentTarget.value)}
            />
          </label>
          <AllWords
            key={language}
            built={built}
            own={own}
            direction={direction}
            language={language}
            edit={edit}
          />
        </>
      )}
      <Choice
        label={t('askFirst')}
        value={look.askFirst ?? ''}
        choices={[
          ['', t('askNothing')],
          ['name', t('askName')],
          ['email', t('askEmail')],
          ['name email', t('askBoth')],
        ]}
        change={(askFirst) =>
          settings.editLook({ askFirst: (askFirst as typeof look.askFirst) || undefined })
        }
      />
      <QuickReplies
        replies={look.quickReplies ?? []}
        change={(quickReplies) => settings.editLook({ quickReplies })}
      />
    </section>
  );
}

interface AllWordsProps {
  built: Record<string, string | Record<string, string>>;
  own: Record<string, string>;
  direction: 'ltr' | 'rtl';
  language: string;
  edit(key: string): (text: string) => void;
}

/** Every other text, found by its words. */
function AllWords({ built, own, direction, language, edit }: AllWordsProps) {
  const [typed, setTyped] = useState('');
  const sought = typed.trim().toLocaleLowerCase();
  const found = Object.entries(built).filter(
    ([key, text]) =>
      !NOT_WORDS.includes(key) &&
      `${key} ${plainText(text)} ${own[key] ?? ''}`.toLocaleLowerCase().includes(sought),
  );
  return (
    <details class="all-words">
      <summary>{t('allWords')}</summary>
      <label class="field">
        <span>{t('findWords')}</span>
        <input type="search" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
      </label>
      <p class="unseen" role="status">
        {sought && t('wordsFound', { count: found.length })}
      </p>
      {found.length === 0 && <p class="quiet">{t('noWordsFound')}</p>}
      <ul>
        {found.map(([key, text]) => {
          const missing = own[key]
            ? slotsIn(plainText(text)).filter((slot) => !own[key]?.includes(slot))
            : [];
          return (
            <li key={key}>
              <label class="field">
                <span lang={language} dir={direction}>
                  {plainText(text)}
                </span>
                <input
                  lang={language}
                  dir={direction}
                  maxLength={300}
                  placeholder={t('wordsAsIs')}
                  value={own[key] ?? ''}
                  onInput={({ currentTarget }) => edit(key)(currentTarget.value)}
                />
                {missing.length > 0 && (
                  <span class="hint hint-bad">{t('slotMissing', { slot: missing.join(', ') })}</span>
                )}
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

interface QuickRepliesProps {
  replies: readonly string[];
  change(replies: string[] | undefined): void;
}

/** One line each, so that one field is enough. */
function QuickReplies({ replies, change }: QuickRepliesProps) {
  const [typed, setTyped] = useState(replies.join('\n'));
  const linesOf = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim().slice(0, LONGEST_REPLY))
      .filter(Boolean)
      .slice(0, MOST_REPLIES);
  // Discarded, or of another site.
  const shown = linesOf(typed).join('\n') === replies.join('\n') ? typed : replies.join('\n');
  return (
    <HintedField label={t('greetingReplies')} hint={t('quickRepliesHint')}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          dir="auto"
          value={shown}
          onInput={({ currentTarget: { value } }) => {
            setTyped(value);
            const lines = linesOf(value);
            change(lines.length > 0 ? lines : undefined);
          }}
        />
      )}
    </HintedField>
  );
}
