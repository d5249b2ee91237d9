/** Where the keyboard goes: between the list and what is written. */
export const REPLY_ID = 'reply';
export const LIST_ID = 'conversations';

/** Of what chooses whom is written to. */
export const WRITE_TAB_IDS = { reply: 'write-reply', note: 'write-note' } as const;

export const focusReply = (): void => document.getElementById(WRITE_TAB_IDS.reply)?.click();
/** Of the button that offers saved replies. */
export const SAVED_REPLIES_ID = 'saved-replies';

export const offerSavedReplies = (): void => document.getElementById(SAVED_REPLIES_ID)?.click();

export const focusNote = (): void => document.getElementById(WRITE_TAB_IDS.note)?.click();

export const SCHEDULE_ID = 'schedule';
/** When the reply is to be sent. */
export function askWhen(): void {
  focusReply();
  document.getElementById(SCHEDULE_ID)?.click();
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`#${LIST_ID} a.row`)];

export const PERSON_PANEL_ID = 'visitor';
export const PERSON_TOGGLE_ID = 'visitor-toggle';

/** Opens the visitor's panel where it is folded away; it takes the focus then by itself. */
export function focusPerson(): void {
  const panel = document.getElementById(PERSON_PANEL_ID);
  if (!panel || panel.getClientRects().length > 0) panel?.focus();
  else document.getElementById(PERSON_TOGGLE_ID)?.click();
}

/** Of what merges this visitor with somebody else, blocks them, and what was said as a file. */
export const PERSON_TOOLS_ID = 'visitor-tools';

/** Where the visitor's panel has what is seldom wanted. */
export function focusPersonTools(): void {
  focusPerson();
  // Where the panel is folded away, it has to be drawn first.
  requestAnimationFrame(() => {
    const tools = document.getElementById(PERSON_TOOLS_ID);
    tools?.scrollIntoView({ block: 'center' });
    tools?.querySelector('button')?.focus();
  });
}

/** The conversation whose row has the focus. */
export const focusedRow = (): string | null =>
  document.activeElement?.closest<HTMLElement>(`#${LIST_ID} [data-conversation]`)?.dataset.conversation ??
  null;

/** The row that the arrow keys start from: the focused one, else the open one, else the first. */
const currentRow = (all: HTMLElement[]): number => {
  const focused = all.indexOf(document.activeElement as HTMLElement);
  return focused >= 0
    ? focused
    : all.findIndex((row) => row.ariaCurrent === 'true' || row.hasAttribute('aria-current'));
};

export function moveInList(step: 1 | -1): void {
  const all = rows();
  const isInList = all.includes(document.activeElement as HTMLElement);
  const from = currentRow(all);
  const to = isInList ? from + step : Math.max(0, from);
  all[Math.min(all.length - 1, Math.max(0, to))]?.focus();
}

export function focusEndOfList(end: 'first' | 'last'): void {
  rows()
    .at(end === 'first' ? 0 : -1)
    ?.focus();
}

/** False where the list is not on screen, as on a phone. */
export function focusList(): boolean {
  const list = document.getElementById(LIST_ID);
  if (!list || list.getClientRects().length === 0) return false;
  const all = rows();
  (all[Math.max(0, currentRow(all))] ?? list).focus();
  return true;
}

/** To the list, once it is drawn, where what had the focus is gone. */
export function keepFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusList();
  });
}
