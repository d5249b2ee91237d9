import { useEffect } from 'preact/hooks';
import type { Workspace } from '../model/workspace.ts';
import { type Action, actionsOf, type Screen } from './actions.ts';
import { focusEndOfList, focusedRow, focusList, LIST_ID, moveInList } from './focus.ts';

const FIELDS = 'input, textarea, select, [contenteditable]';

/** Single keys work everywhere but in fields and dialogs; Escape leads back to the list from anywhere. */
export function useShortcuts(workspace: Workspace, show: (screen: Screen) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('dialog')) return;
      // A row that has the focus counts for more than what is open beside it.
      workspace.aimAt(focusedRow());
      const run = runOf(event, target, workspace, show);
      if (!run) return;
      // Else the letter would be typed into the field that just got the focus.
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [workspace, show]);
}

function runOf(
  { key, ctrlKey, metaKey }: KeyboardEvent,
  target: Element | null,
  workspace: Workspace,
  show: (screen: Screen) => void,
): Action['run'] {
  if (ctrlKey || metaKey) return key.toLowerCase() === 'k' ? () => show('palette') : null;
  if (key === 'Escape') return wayBack(workspace);
  if (target?.closest(FIELDS)) return null;
  if (target?.closest(`#${LIST_ID}`)) {
    const move = LIST_KEYS[key];
    if (move) return move;
  }
  return actionsOf(workspace, show).find((action) => action.key === key)?.run ?? null;
}

const LIST_KEYS: Record<string, () => void> = {
  ArrowDown: () => moveInList(1),
  ArrowUp: () => moveInList(-1),
  Home: () => focusEndOfList('first'),
  End: () => focusEndOfList('last'),
};

function wayBack({ router }: Workspace): Action['run'] {
  if (router.route.get().conversation === null) return null;
  return () => {
    if (focusList()) return;
    router.go(null);
    requestAnimationFrame(focusList);
  };
}
