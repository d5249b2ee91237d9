/** Replies begun and not sent, one per conversation, for as long as the tab lives. */
const key = (conversation: string) => `porchlight:draft:${conversation}`;

/** Where storage is denied, drafts live in this map alone. */
const inMemory = new Map<string, string>();

export function readDraft(conversation: string): string {
  try {
    return sessionStorage.getItem(key(conversation)) ?? '';
  } catch {
    return inMemory.get(conversation) ?? '';
  }
}

export function writeDraft(conversation: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key(conversation), text);
    else sessionStorage.removeItem(key(conversation));
  } catch {
    inMemory.set(conversation, text);
  }
}
