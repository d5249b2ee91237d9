import { useEffect } from 'preact/hooks';
import type { Workspace } from '../model/workspace.ts';
import { focusEndOfList, focusList, focusReply, LIST_ID, moveInList } from './focus.ts';

const FIELDS = 'input, textarea, select, [contenteditable]';

/** Single keys work everywhere but in fields and dialogs; Escape leads back to the list from anywhere. */
export function useShortcuts(workspace: Workspace): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('dialog')) return;
      if (event.key === 'Escape') return backToList(workspace, event);
      if (target?.closest(FIELDS)) return;
      const act = actionFor(event.key, target?.closest(`#${LIST_ID}`) != null, workspace);
      if (!act) return;
      // Else the letter would be typed into the field that just got the focus.
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [workspace]);
}

function actionFor(key: string, isInList: boolean, workspace: Workspace): (() => void) | null {
  const { open } = workspace.desk.state.get();
  switch (key) {
    case 'j':
      return () => moveInList(1);
    case 'k':
      return () => moveInList(-1);
    case 'ArrowDown':
      return isInList ? () => moveInList(1) : null;
    case 'ArrowUp':
      return isInList ? () => moveInList(-1) : null;
    case 'Home':
      return isInList ? () => focusEndOfList('first') : null;
    case 'End':
      return isInList ? () => focusEndOfList('last') : null;
    case 'r':
      return open && focusReply;
    case 'a':
      return open && (() => open.assignToMe());
    case 'e':
      return open && workspace.toggleResolved;
    default:
      return null;
  }
}

function backToList({ router }: Workspace, event: KeyboardEvent): void {
  if (router.route.get().conversation === null) return;
  event.preventDefault();
  if (focusList()) return;
  router.go(null);
  requestAnimationFrame(focusList);
}
