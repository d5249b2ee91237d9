/** What an agent is writing in one conversation: a reply and a note, and what has to be asked before either leaves. */
import type { SendRefusal } from '../../client/sender.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { DeskMember } from '../../protocol/desk.ts';
import type { Attachment } from '../../protocol/files.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { utf8ByteCount } from '../../protocol/shape.ts';
import type { Mode } from './drafts.ts';
import { mentionedIn } from './mentions.ts';
import type { OpenConversation } from './open-conversation.ts';
import { blanksIn, fillIn, type Values } from './saved-reply.ts';

export type Objection =
  | { is: 'refused'; as: SendRefusal }
  /** Colleagues answered since this reply was begun: send it all the same? */
  | { is: 'answered'; names: readonly string[] }
  /** Variables that nobody knows a value of. */
  | { is: 'blanks' };

export interface ComposingState {
  mode: Mode;
  text: string;
  /** Why it has not left, until something is changed about it. */
  objection: Objection | null;
}

/** Read when something is sent: all of it may change meanwhile. */
export interface Surroundings {
  members: readonly DeskMember[];
  values: Values;
  /** Replies wait a moment, so that they can be taken back. */
  holdsReplies: boolean;
}

/** How a reply is sent. */
export interface How {
  /** When; null: now. */
  dueAt: number | null;
  /** The conversation is resolved with it. */
  isLast: boolean;
}
export const AT_ONCE: How = { dueAt: null, isLast: false };

export interface Composing {
  readonly state: Readable<ComposingState>;
  /** No longer follows what other devices write. */
  stop(): void;
  choose(mode: Mode): void;
  typed(text: string): void;
  /** A colleague was picked from the list. */
  called(agent: string): void;
  /** @returns whether it is on its way. */
  send(text: string, attachments: Attachment[], quickReplies: readonly string[], how: How): boolean;
  /** The answer to `answered`: the next `send` does not ask again about the same replies. */
  seenAnswers(): void;
  /** Puts a reply that did not leave back before what has been written since. */
  takeBack(text: string): void;
}

export function createComposing(
  conversation: OpenConversation,
  agent: string,
  surroundings: () => Surroundings,
): Composing {
  const { drafts } = conversation;
  const draftOf = (mode: Mode) => drafts.state.get()[mode];
  /** Where something has been begun. */
  const begun = (): Mode => (draftOf('note').text && !draftOf('reply').text ? 'note' : 'reply');
  const first = begun();
  let isUntouched = true;
  const state = writable<ComposingState>({ mode: first, text: draftOf(first).text, objection: null });
  const called = new Set<string>();

  /** The newest event on screen. */
  const newest = (): number | null => {
    const { isLoaded, timeline } = conversation.state.get();
    return isLoaded ? timeline.last : null;
  };

  /** Written on another device. */
  const stop = drafts.state.subscribe(() => {
    const { text } = state.get();
    const mode = isUntouched ? begun() : state.get().mode;
    if (mode !== state.get().mode) choose(mode);
    else if (draftOf(mode).text !== text) state.patch({ text: draftOf(mode).text, objection: null });
  });

  const write = (text: string) => {
    isUntouched = false;
    const { mode } = state.get();
    const since = text.trim() === '' ? null : (draftOf(mode).since ?? newest());
    drafts.write(mode, text, since);
    state.patch({ text, objection: null });
  };

  const object = (objection: Objection): false => {
    state.patch({ objection });
    return false;
  };

  /** Who answered since this reply was begun. */
  const answeredBy = (): string[] => {
    const { since } = draftOf('reply');
    if (since === null) return [];
    const names = conversation.state
      .get()
      .timeline.entries.flatMap((entry) =>
        entry.is === 'message' &&
        entry.seq > since &&
        entry.text !== null &&
        entry.author.role === 'agent' &&
        entry.author.id !== agent
          ? (entry.author.name ?? '')
          : [],
      );
    return [...new Set(names)];
  };

  const sendNote = (text: string, attachments: Attachment[]): SendRefusal | null =>
    conversation.note(text, mentionedIn(text, surroundings().members, called), attachments);

  const sendReply = (
    text: string,
    attachments: Attachment[],
    quickReplies: readonly string[],
    { dueAt, isLast }: How,
  ): SendRefusal | null => {
    if (dueAt !== null) return conversation.schedule(text, attachments, quickReplies, dueAt);
    // What is too long is refused at once, not later.
    if (!surroundings().holdsReplies || utf8ByteCount(text) > LIMITS.textBytes)
      return conversation.reply(text, attachments, quickReplies, isLast);
    return conversation.hold(text, attachments, quickReplies, isLast);
  };

  const choose = (mode: Mode) => {
    if (mode === state.get().mode) return;
    conversation.typing(false);
    state.set({ mode, text: draftOf(mode).text, objection: null });
  };

  return {
    state,
    stop,
    choose(mode) {
      isUntouched = false;
      choose(mode);
    },
    typed(text) {
      write(text);
      // The visitor hears of it; what the team says to itself is not their business.
      if (state.get().mode === 'reply') conversation.typing(text.trim() !== '');
    },
    called: (colleague) => void called.add(colleague),
    send(text, attachments, quickReplies, how) {
      let refused: SendRefusal | null;
      if (state.get().mode === 'note') refused = sendNote(text, attachments);
      else {
        const filled = fillIn(text, surroundings().values);
        if (filled !== text) write(filled);
        if (blanksIn(filled).length > 0) return object({ is: 'blanks' });
        const names = answeredBy();
        if (names.length > 0) return object({ is: 'answered', names });
        refused = sendReply(filled, attachments, quickReplies, how);
      }
      if (refused) return object({ is: 'refused', as: refused });
      called.clear();
      write('');
      return true;
    },
    seenAnswers() {
      drafts.write('reply', draftOf('reply').text, newest());
      state.patch({ objection: null });
    },
    takeBack(text) {
      choose('reply');
      write([text, draftOf('reply').text].filter(Boolean).join('\n\n'));
    },
  };
}
