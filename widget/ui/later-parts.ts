/** What is not needed to open, read and send, once it is there: widget/later. Drawn only where it is. */
import type { VNode } from 'preact';
import type { Bubble } from '../log-items.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';

interface ScreenProps {
  state: MessengerState;
  model: MessengerModel;
}

export interface Later {
  styles: string;
  /** All conversations of the visitor. */
  Home(props: ScreenProps): VNode;
  /** What stands in the header of a conversation. */
  HeadMenu(props: ScreenProps): VNode;
  /** Null for a text that is plain, so that it need not be drawn anew (and read out again) when this arrives. */
  formatted(text: string): VNode | null;
  /** What visitors can do with a message of theirs. */
  Actions(props: ScreenProps & { bubble: Bubble }): VNode | null;
  /** What is asked below the conversation: how it was, and where an answer can reach the visitor. */
  Tail(props: ScreenProps): VNode | null;
  /** One of the methods of docs/API.md. */
  answer(method: string, given: readonly unknown[], model: MessengerModel): void;
}

export let later: Later | undefined;

export const arrived = (parts: Later): void => {
  later = parts;
};
