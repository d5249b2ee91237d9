import { useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { Mode } from '../model/drafts.ts';
import { WRITE_TAB_IDS } from './focus.ts';

const MODES = ['reply', 'note'] as const;
const KEYS = { reply: 'r', note: 'n' } as const;

interface ComposerTabsProps {
  mode: Mode;
  /** Id of what they are about. */
  panel: string;
  choose(mode: Mode): void;
  /** Chosen, and to be written in at once. */
  write(mode: Mode): void;
}

/** For the visitor, or for the team? */
export function ComposerTabs({ mode, panel, choose, write }: ComposerTabsProps) {
  const list = useRef<HTMLDivElement>(null);

  const pressed = (event: KeyboardEvent) => {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    const other = mode === 'reply' ? 'note' : 'reply';
    choose(other);
    list.current?.querySelector<HTMLElement>(`#${WRITE_TAB_IDS[other]}`)?.focus();
  };

  return (
    <div ref={list} class="write-tabs" role="tablist" aria-label={t('writeFor')} onKeyDown={pressed}>
      {MODES.map((each) => (
        <button
          key={each}
          id={WRITE_TAB_IDS[each]}
          type="button"
          role="tab"
          class="write-tab"
          aria-selected={each === mode}
          aria-controls={panel}
          aria-keyshortcuts={KEYS[each]}
          tabIndex={each === mode ? 0 : -1}
          onClick={() => write(each)}
        >
          {t(each)}
        </button>
      ))}
      {mode === 'note' && <span class="note-mark">{t('noteHint')}</span>}
    </div>
  );
}
