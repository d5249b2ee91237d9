import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Offer, Suggestion } from '../model/suggestions.ts';
import { Avatar } from './avatar.tsx';

export const SUGGESTIONS_ID = 'suggestions';
export const optionId = ({ id }: Suggestion): string => `suggestion-${id}`;

interface SuggestionsProps {
  offer: Offer;
  chosen: Suggestion;
  point(index: number): void;
  pick(suggestion: Suggestion): void;
}

/** What can be put in at the caret. The field keeps the focus. */
export function Suggestions({ offer, chosen, point, pick }: SuggestionsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen.id]);

  return (
    <div
      ref={list}
      id={SUGGESTIONS_ID}
      class="suggestions"
      role="listbox"
      aria-label={t(offer.of === 'colleagues' ? 'colleagues' : 'savedReplies')}
    >
      {offer.suggestions.map((suggestion, index) => (
        <div
          key={suggestion.id}
          id={optionId(suggestion)}
          class="suggestion"
          role="option"
          tabIndex={-1}
          aria-selected={suggestion === chosen}
          onPointerMove={() => point(index)}
          // The field would lose the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(suggestion)}
          onKeyDown={undefined}
        >
          {suggestion.agent && <Avatar id={suggestion.agent} name={suggestion.label} size="small" />}
          <bdi class="suggestion-label">{suggestion.label}</bdi>
          {suggestion.hint && <bdi class="suggestion-hint">{suggestion.hint}</bdi>}
          {suggestion.agent === null && (
            <span class="suggestion-text" dir="auto">
              {suggestion.text}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
