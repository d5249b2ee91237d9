/** A reminder that is due has done its work once its agent opens the conversation. */
import type { Cancel } from '../../client/environment.ts';
import type { Inbox } from './inbox.ts';

export interface Reminded {
  opened(conversation: string | null): void;
  start(): Cancel;
}

/** @param takeOff the reminder; if that fails, it stays for the next time. */
export function createReminded(inbox: Inbox, takeOff: (conversation: string) => void): Reminded {
  let current: string | null = null;
  /** Just opened, and its row is not known yet. */
  let unknown: string | null = null;

  const look = () => {
    if (unknown === null) return;
    const row = inbox.state.get().all.find(({ conversation }) => conversation === unknown);
    if (!row) return;
    unknown = null;
    if (row.reminder?.isDue) takeOff(row.conversation);
  };

  return {
    opened(conversation) {
      if (conversation === current) return;
      current = conversation;
      unknown = conversation;
      look();
    },
    start: () => inbox.state.subscribe(look),
  };
}
