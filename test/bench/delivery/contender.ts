/** One messenger in the comparison: a sender and a receiver that know their server only through a network each. */
import type { Networks } from './network.ts';

export interface Contender {
  readonly name: string;
  readonly networks: Networks;
  /** Hands a numbered message to the sending client, whatever its connection does just then. */
  send(number: number): void;
  /** What the receiving application was given until now, in the order in which it was given. */
  received(): readonly number[];
  /** Ends clients, networks and server. */
  close(): Promise<void>;
}

/** Resolves once both clients can talk to each other. */
export type StartContender = () => Promise<Contender>;
