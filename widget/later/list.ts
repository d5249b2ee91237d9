/** The list of conversations: those in it are connected, as what it shows of each is in their logs. */
import type { MessengerModel } from '../model.ts';

const PAGE = 20;

export function openList(model: MessengerModel): void {
  connectNewest(model, PAGE);
  model.goHome();
}

/** How many are not in the list yet. */
export const olderCount = (model: MessengerModel): number =>
  model.conversations().length - model.state.get().talks.length;

export const showOlder = (model: MessengerModel): void =>
  connectNewest(model, model.state.get().talks.length + PAGE);

function connectNewest(model: MessengerModel, count: number): void {
  for (const id of model.conversations().slice(0, count)) model.connect(id);
}
