import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.ts';
import { HOLD_MS } from '../model/holding.ts';
import type { WritingSettings } from '../model/writing-preferences.ts';
import { MODIFIER } from './actions.ts';
import { SCHEDULE_ID } from './focus.ts';
import { CheckIcon, ClockIcon, MoreIcon } from './icons.tsx';
import { useReadable } from './use-readable.ts';

interface SendOptionsProps {
  settings: WritingSettings;
  isBlank: boolean;
  /** Sends what is written, and resolves the conversation with it. */
  sendLast(): void;
  schedule(): void;
}

/** Beside the button that sends: how it does. */
export function SendOptions({ settings, isBlank, sendLast, schedule }: SendOptionsProps) {
  const { holdsReplies } = useReadable(settings.state);
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => details.current?.removeAttribute('open');
  useEffect(() => {
    const pressed = ({ target }: Event) => !details.current?.contains(target as Node) && close();
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, []);
  return (
    <details
      ref={details}
      class="send-options"
      // Null: a click on what takes no focus, as a label, which may well be in here.
      onFocusOut={({ relatedTarget }) =>
        relatedTarget && !details.current?.contains(relatedTarget as Node) && close()
      }
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return;
        event.preventDefault();
        close();
        details.current.querySelector('summary')?.focus();
      }}
    >
      <summary class="icon-button" aria-label={t('sendOptions')} title={t('sendOptions')}>
        <MoreIcon />
      </summary>
      <div class="send-menu">
        <button
          type="button"
          class="button"
          aria-disabled={isBlank}
          aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
          title={`${MODIFIER}+Shift+Enter`}
          onClick={() => {
            close();
            sendLast();
          }}
        >
          <CheckIcon />
          {t('sendAndResolve')}
        </button>
        <button
          id={SCHEDULE_ID}
          type="button"
          class="button"
          aria-disabled={isBlank}
          aria-keyshortcuts="Control+Alt+Enter Meta+Alt+Enter"
          title={`${MODIFIER}+Alt+Enter`}
          onClick={() => {
            close();
            schedule();
          }}
        >
          <ClockIcon />
          {t('keysSchedule')}
        </button>
        <label class="switch">
          <input
            type="checkbox"
            checked={holdsReplies}
            onChange={({ currentTarget }) => settings.prefer({ holdsReplies: currentTarget.checked })}
          />
          {t('holdReplies', { count: HOLD_MS / 1000 })}
        </label>
      </div>
    </details>
  );
}
