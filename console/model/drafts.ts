/** An agent's replies begun and not sent, one per conversation, for as long as the tab lives. */
const key = (agent: string, conversation: string) => `porchlight:draft:${agent}/${conversation}`;

/** Where storage is denied, drafts live in this map alone. */
const inMemory = new Map<string, string>();

export function readDraft(agent: string, conversation: string): string {
  const name = key(agent, conversation);
  try {
    return sessionStorage.getItem(name) ?? '';
  } catch {
    return inMemory.get(name) ?? '';
  }
}

export function writeDraft(agent: string, conversation: string, text: string): void {
  const name = key(agent, conversation);
  try {
    if (text) sessionStorage.setItem(name, text);
    else sessionStorage.removeItem(name);
  } catch {
    inMemory.set(name, text);
  }
}
