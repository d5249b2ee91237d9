import type { ComponentType, RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Mode } from '../model/drafts.ts';
import type { Section } from '../model/route.ts';
import { blanksIn } from '../model/saved-reply.ts';
import type { Offer, Suggestion } from '../model/suggestions.ts';
import { fitHeight } from './fit-height.ts';
import { REPLY_ID } from './focus.ts';
import type { NothingToOfferProps } from './nothing-to-offer.tsx';
import { optionId, SUGGESTIONS_ID, Suggestions } from './suggestions.tsx';

interface WritingFieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  mode: Mode;
  text: string;
  placeholder: string;
  offerAt(text: string, caret: number): Offer | null;
  /** Nothing of it is wanted. @returns whether what was typed for it is gone, too. */
  dismiss(offer: Offer): boolean;
  /** Says that there is nothing to offer yet; undefined until it is fetched. */
  Nothing: ComponentType<NothingToOfferProps> | undefined;
  toSettings(section: Section): void;
  typed(text: string): void;
  picked(suggestion: Suggestion): void;
  send(): void;
  pasted(event: ClipboardEvent): void;
}

/** As in any editor, with control or command. */
const MARKS: Readonly<Record<string, string | undefined>> = { b: '**', i: '_' };

/** Where an agent writes, with what is offered at the caret. */
export function WritingField(props: WritingFieldProps) {
  const { field, mode, text, placeholder, offerAt, dismiss, typed, picked, send, pasted } = props;
  const { Nothing, toSettings } = props;
  /** Null while the field has no focus. */
  const [caret, setCaret] = useState<number | null>(null);
  const [index, setIndex] = useState(0);
  /** Where a list was closed; it stays so until another word is begun. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const found = caret === null ? null : offerAt(text, caret);
  const offer = found && found.from !== closedAt ? found : null;
  const chosen = offer?.suggestions[Math.min(index, offer.suggestions.length - 1)];

  useLayoutEffect(() => {
    if (field.current) fitHeight(field.current);
  }, [text, mode]);

  const look = () => {
    const { current } = field;
    setCaret(current && current.selectionStart === current.selectionEnd ? current.selectionEnd : null);
  };

  const changed = (value: string) => {
    setIndex(0);
    if (!found) setClosedAt(null);
    typed(value);
    look();
  };

  const pick = (suggestion: Suggestion) => {
    const { current } = field;
    if (!current || !offer) return;
    current.setRangeText(suggestion.text, offer.from, offer.to, 'end');
    picked(suggestion);
    changed(current.value);
    // What is still to be filled in is written over by the next key.
    const [blank] = blanksIn(suggestion.text);
    if (!blank) return;
    const at = offer.from + blank.at;
    current.setSelectionRange(at, at + blank.text.length);
    look();
  };

  /** Sets what is chosen between marks, or takes them away again. */
  const format = (mark: string) => {
    const { current } = field;
    if (!current) return;
    const { value, selectionStart: from, selectionEnd: to } = current;
    const { length } = mark;
    const isMarked = value.slice(0, from).endsWith(mark) && value.startsWith(mark, to);
    const [outer, inner] = isMarked ? [length, ''] : [0, mark];
    current.setRangeText(inner + value.slice(from, to) + inner, from - outer, to + outer, 'preserve');
    const start = from + (isMarked ? -length : length);
    current.setSelectionRange(start, start + to - from);
    changed(current.value);
  };

  const pressed = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese, Korean), Enter belongs to the input method; Safari says 229.
    if (event.isComposing || event.keyCode === 229) return;
    const mark = event.ctrlKey || event.metaKey ? MARKS[event.key] : undefined;
    if (mark) {
      event.preventDefault();
      return format(mark);
    }
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (offer && event.key === 'Escape' && isPlain) {
      event.preventDefault();
      if (!dismiss(offer)) setClosedAt(offer.from);
    } else if (offer && chosen && isPlain) {
      const at = offer.suggestions.indexOf(chosen);
      const count = offer.suggestions.length;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) setIndex((at + step + count) % count);
      else if (event.key === 'Enter' || event.key === 'Tab') pick(chosen);
      else return;
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    }
  };

  return (
    <>
      {offer && chosen && <Suggestions offer={offer} chosen={chosen} point={setIndex} pick={pick} />}
      {offer && !chosen && Nothing && (
        <Nothing
          of={offer.of}
          go={(section) => {
            dismiss(offer);
            toSettings(section);
          }}
        />
      )}
      <textarea
        // Each has its own history of what was typed.
        key={mode}
        id={REPLY_ID}
        data-mode={mode}
        ref={field}
        rows={1}
        dir="auto"
        aria-label={t(mode)}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={chosen && SUGGESTIONS_ID}
        aria-activedescendant={chosen && optionId(chosen)}
        placeholder={placeholder}
        value={text}
        onInput={(event) => changed(event.currentTarget.value)}
        onKeyDown={pressed}
        onKeyUp={look}
        onClick={look}
        onBlur={() => setCaret(null)}
        onPaste={pasted}
      />
      <p class="unseen" role="status">
        {chosen && t('suggestionCount', { count: offer?.suggestions.length ?? 0 })}
      </p>
    </>
  );
}
