import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface HintedFieldProps {
  label: string;
  hint: ComponentChildren;
  /** Draws the control with these. */
  children(control: { id: string; 'aria-describedby': string }): ComponentChildren;
}

/** A field with a hint, which is read after its name and not as a part of it. */
export function HintedField({ label, hint, children }: HintedFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-hint` })}
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}
