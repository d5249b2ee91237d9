/**
 * Who the page says that its visitor is: told to the server once for each conversation, with the site's proof or without.
 * docs/API.md
 */
import type { Clock } from '../../client/environment.ts';
import type { MessengerModel } from '../model.ts';

export interface Identity {
  /** @param given from the page, so it may be anything. Replaces what it said before. */
  say(given: unknown): void;
}

interface IdentityPorts {
  model: MessengerModel;
  /** @throws ApiError */
  tell(conversation: string, body: object): Promise<unknown>;
  /** As much of a text as fits into so many bytes; nothing of what is no text. */
  cut(text: unknown, maxBytes: number): string;
  after: Clock['after'];
}

/** Of what the server takes. Ids are not cut: they would be somebody else's. */
const BYTES = { name: 80, email: 254, phone: 64 };
const LATER = ['unreachable', 'rate_limited', 'overloaded', 'goaway'];
const RETRY_MS = 15_000;

export function createIdentity({ model, tell, cut, after }: IdentityPorts): Identity {
  let said: object | null = null;
  let told = new Set<string>();
  let visitor = model.visitorId();

  const tellNow = (conversation: string, body: object) =>
    tell(conversation, body).catch(({ code, message, retryAfterMs = RETRY_MS }) => {
      if (!LATER.includes(code))
        return console.warn(`Porchlight: who this is was refused (${code}). ${message}`);
      after(retryAfterMs, () => {
        if (body === said) told.delete(conversation);
        look();
      });
    });

  const look = () => {
    const before = visitor;
    visitor = model.visitorId();
    // It was said of whoever was here. Somebody who is signed out is nobody.
    if (before && before !== visitor) said = null;
    const { shown, conversation } = model.state.get();
    if (!said || !shown || !conversation?.isLoaded || told.has(shown)) return;
    told.add(shown);
    void tellNow(shown, said);
  };
  model.state.subscribe(look);

  /** What was given; nothing for what is empty or no text. */
  const fieldsOf = (given: Record<string, unknown>): object => {
    const fields: [string, unknown][] = [
      ['userId', given.userId ?? given.user_id],
      ['userHash', given.userHash ?? given.user_hash],
      ...Object.entries(BYTES).map(([name, bytes]): [string, string] => [name, cut(given[name], bytes)]),
    ];
    // A number is what many databases have for an id.
    const isSaid = ([, value]: [string, unknown]) =>
      (typeof value === 'string' && value) || typeof value === 'number';
    return Object.fromEntries(fields.filter(isSaid).map(([name, value]) => [name, `${value}`]));
  };

  return {
    say(given) {
      const next = fieldsOf(Object(given ?? {}));
      if (Object.keys(next).length === 0 || JSON.stringify(next) === JSON.stringify(said)) return;
      said = next;
      told = new Set();
      look();
    },
  };
}
