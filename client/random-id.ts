import { ID_ALPHABET } from '../protocol/ids.ts';
import type { Random } from './environment.ts';

/** A random id of 5 bits a character. */
export const randomId = (random: Random, length: number): string =>
  Array.from(random.bytes(length), (byte) => ID_ALPHABET[byte & 31]).join('');
