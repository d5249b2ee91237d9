/** Answers to choose from: under the newest message, if an agent gave some with it, or under the greeting. */
import type { MessengerState } from '../messenger-state.ts';
import type { MessengerModel } from '../model.ts';
import { settingsOf } from './owner-settings.ts';

interface QuickRepliesProps {
  state: MessengerState;
  model: MessengerModel;
}

export function QuickReplies({ state, model }: QuickRepliesProps) {
  const choices = choicesNow(state, model);
  if (choices.length === 0) return null;
  return (
    <div class="replies">
      {choices.map((text) => (
        <button key={text} type="button" class="reply" dir="auto" onClick={() => say(model, text)}>
          {text}
        </button>
      ))}
    </div>
  );
}

/** Anything newer takes them away, also what is still on its way. */
function choicesNow({ conversation }: MessengerState, model: MessengerModel): readonly string[] {
  if (conversation?.unsent.some(({ command }) => command.kind === 'message')) return [];
  const newest = conversation?.timeline.entries.at(-1);
  if (!newest) return conversation && !conversation.isLoaded ? [] : settingsOf(model).quickReplies;
  if (newest.is !== 'message' || newest.author.role !== 'agent' || newest.text === null) return [];
  return newest.quickReplies ?? [];
}

function say(model: MessengerModel, text: string): void {
  const outcome = model.begin().client.send({ kind: 'message', text });
  if (!('refused' in outcome)) return;
  // Says why, and keeps the words.
  model.typed(text);
  model.sendDraft();
}
