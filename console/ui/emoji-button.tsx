import type { ComponentType } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import type { EmojiPickerProps } from './emoji-picker.tsx';
import { EmojiIcon } from './icons.tsx';

interface EmojiButtonProps {
  pick(emoji: string): void;
}

/** The picker is fetched by the first click. */
export function EmojiButton({ pick }: EmojiButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  // In an object, or it would be taken for a function that makes the next state.
  const [picker, setPicker] = useState<{ Picker: ComponentType<EmojiPickerProps> } | null>(null);

  const toggle = async () => {
    setOpen(!isOpen);
    if (picker) return;
    const loaded = await import('./emoji-picker.tsx').catch(() => null);
    if (loaded) setPicker({ Picker: loaded.EmojiPicker });
    // Tried again by the next click.
    else setOpen(false);
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={t('emoji')}
        title={t('emoji')}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => void toggle()}
      >
        <EmojiIcon />
      </button>
      {isOpen && picker && (
        <picker.Picker
          opener={button}
          pick={(emoji) => {
            setOpen(false);
            pick(emoji);
          }}
          close={(isFocusToReturn) => {
            setOpen(false);
            if (isFocusToReturn) button.current?.focus();
          }}
        />
      )}
    </>
  );
}
