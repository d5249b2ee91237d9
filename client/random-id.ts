import { ID_ALPHABET } from '../protocol/ids.ts';
import type { Random } from './environment.ts';

/** A random id of 5 bits a character. Libraries replace `Array.from` by one that knows no mapping. */
export const randomId = (random: Random, length: number): string =>
  [...random.bytes(length)].map((byte) => ID_ALPHABET[byte & 31]).join('');
