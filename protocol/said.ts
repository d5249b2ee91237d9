/**
 * Who a visitor is said to be, and by whom. Proven beats claimed, and of claims the newest counts. Pure; apart from event.ts,
 * which every visitor downloads, and from contact.ts, which every agent does.
 */
import type { Said, Source } from './contact.ts';

/** What one of them said last. What is empty was not said. */
export interface Statement {
  name: string;
  email: string;
  phone: string;
  /** The event that said so. */
  seq: number;
}
export type Statements = Partial<Record<Source, Statement>>;

/** The statement that counts for a field; null when nobody said anything. */
export function saidOf(statements: Statements, field: 'name' | 'email' | 'phone'): Said | null {
  const given = Object.entries(statements).filter(([, statement]) => statement[field]);
  const [best] = given.sort(
    ([a, { seq }], [b, other]) => Number(b === 'verified') - Number(a === 'verified') || other.seq - seq,
  );
  return best ? { text: best[1][field], by: best[0] as Source } : null;
}
