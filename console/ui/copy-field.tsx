import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

/** A text to hand on. Where the clipboard is out of reach (plain http), the text is selected for the person to copy. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isCopied, setCopied] = useState(false);
  const id = useId();

  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      field.current?.focus();
    }
  };

  return (
    <div class="copy">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        ref={field}
        class="code"
        dir="ltr"
        rows={3}
        readOnly
        value={text}
        spellcheck={false}
      />
      <button type="button" class="button" onClick={copy}>
        {isCopied ? <CheckIcon /> : <CopyIcon />}
        <span role="status">{isCopied ? t('copied') : t('copy')}</span>
      </button>
    </div>
  );
}
