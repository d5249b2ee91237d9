/** What is not needed to open, read and send, once it is there: widget/later. Drawn only where it is. */
import type { VNode } from 'preact';
import type { Environment } from '../../client/environment.ts';
import type { MessengerHost } from '../contract.ts';
import type { Bubble } from '../log-items.ts';
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';

interface ScreenProps {
  state: MessengerState;
  model: MessengerModel;
}

export interface Later {
  /** Once for each messenger, before anything of this is drawn there. */
  begin(place: HTMLElement, host: MessengerHost, environment: Environment, model: MessengerModel): void;
  /** All conversations of the visitor. */
  Home(props: ScreenProps): VNode;
  /** What stands above a log of which not everything is drawn. */
  Earlier(props: ScreenProps): VNode;
  /** What stands in the header of a conversation. */
  HeadMenu(props: ScreenProps): VNode;
  /** Null for a text that is plain, so that it need not be drawn anew (and read out again) when this arrives. */
  formatted(text: string): VNode | null;
  /** What visitors can do with a message of theirs. */
  Actions(props: ScreenProps & { bubble: Bubble }): VNode | null;
  /** What is asked or offered below the conversation, also before there is one. */
  Tail(props: ScreenProps): VNode | null;
  /** What else stands beside the text. */
  Tools(props: Pick<ScreenProps, 'model'>): VNode;
  /** One of the methods of docs/API.md. */
  answer(method: string, given: readonly unknown[], model: MessengerModel): void;
}

export let later: Later | undefined;

export const arrived = (parts: Later): void => {
  later = parts;
};
