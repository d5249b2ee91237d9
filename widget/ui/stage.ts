/** What drawing alone cannot do: the kind of dialog, the focus, the place in the log, room for a phone's keyboard. */

/** Where the panel is a sheet over the whole screen. The style sheet asks the same. */
const SHEET = '(max-width: 480px), (max-height: 420px)';
/** Closer to the end than this, the reader is at the end. */
const NEAR_PX = 40;

/**
 * Draws, and sets right what depends on it. A reader at the end of the log stays there, one who reads older messages
 * is left alone, unless something of their own was added.
 */
export function createStage(place: Element) {
  let isSheet: boolean | undefined;
  let ownCount = 0;

  return (draw: () => void, unsentCount: number) => {
    const log = place.querySelector('.log');
    const isAtEnd = !log || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    const hasSent = unsentCount > ownCount;
    ownCount = unsentCount;
    const hadFocus = place.querySelector(':focus');
    draw();

    const dialog = place.querySelector('dialog');
    if (!dialog) {
      isSheet = undefined;
      return;
    }
    const wasSheet = isSheet;
    isSheet = matchMedia(SHEET).matches;
    if (isSheet !== wasSheet) {
      dialog.close();
      if (isSheet) dialog.showModal();
      else dialog.show();
    }
    // Also when what had the focus is gone, as a button that did its work.
    const hasLostFocus = hadFocus && !place.contains(hadFocus);
    // In the list of conversations there is nothing to write in, but a button to begin.
    if (isSheet !== wasSheet || hasLostFocus)
      (dialog.querySelector('textarea') ?? dialog.querySelector<HTMLElement>('.begin'))?.focus();
    // Keyboards on screens cover the page instead of shrinking it: the sheet keeps to what is visible.
    dialog.style.setProperty('--height', `${window.visualViewport?.height}px`);
    dialog.style.setProperty('--top', `${window.visualViewport?.offsetTop}px`);
    const newLog = dialog.querySelector('.log');
    // Not `scrollTo`, which Prototype puts on elements for something else.
    if (newLog && (isAtEnd || hasSent)) newLog.scrollTop = 1e9;
  };
}

/** Calls back when a keyboard comes or goes, and when the window changes. */
export function followViewport(changed: () => void): () => void {
  const types = ['resize', 'scroll'];
  for (const type of types) window.visualViewport?.addEventListener(type, changed);
  return () => {
    for (const type of types) window.visualViewport?.removeEventListener(type, changed);
  };
}
