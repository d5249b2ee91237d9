/** What a fuzzed conversation's log must hold, whatever was thrown at it. */
import type { ConversationEvent } from '../../../protocol/event.ts';
import type { Known } from './expected-frame.ts';

/**
 * @param log as somebody reads it who comes anew.
 * @param heard as somebody heard it who was there all the time.
 * @param senders what each of the fuzzing clients was told is stored.
 */
export function fuzzedLogFaults(
  log: ConversationEvent[],
  heard: ConversationEvent[],
  senders: Known[],
): string[] {
  const faults = log.flatMap(({ seq }, index) =>
    seq === index + 1 ? [] : [`seq ${seq} at place ${index + 1}`],
  );
  const essence = ({ seq, cid, kind, author }: ConversationEvent) => `${seq} ${cid} ${kind} ${author.role}`;
  const [read, live] = [log.map(essence), heard.map(essence)];
  const first = read.findIndex((one, index) => one !== live[index]);
  if (first !== -1 || read.length !== live.length)
    faults.push(
      `${live.length} events were heard, ${read.length} are read; they part at ${first}: ${read[first]}`,
    );

  const bySeq = new Map(log.map((event) => [event.seq, event]));
  const cids = new Set<string>();
  for (const { author, cid } of log) {
    if (cid === undefined) continue;
    const key = `${author.id} ${cid}`;
    if (cids.has(key)) faults.push(`${cid} is stored twice`);
    cids.add(key);
  }
  const erased = new Set(log.flatMap((event) => (event.kind === 'redact' ? [event.target] : [])));
  for (const { stored } of senders) {
    for (const [cid, { item, seq }] of stored) {
      if (seq === null) continue;
      const event = bySeq.get(seq);
      if (event?.cid !== cid) faults.push(`${cid} was acknowledged as ${seq}, where ${event?.cid} is`);
      // Half a surrogate pair is no character (Unicode, D80): it may come back as the sign for that.
      const isKept = (text: string) => text === item.text || text === String(item.text).toWellFormed();
      if (event?.kind === 'message' && !erased.has(seq) && !isKept(event.text))
        faults.push(`${cid} says ${JSON.stringify(event.text).slice(0, 100)}, not what was sent`);
    }
  }
  return faults;
}
