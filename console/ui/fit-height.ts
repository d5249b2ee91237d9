/** Makes a text field as high as its text. Browsers with `field-sizing` do it by themselves; CSS sets the limits. */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight}px`;
}
