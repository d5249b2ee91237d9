import { customAlphabet } from 'nanoid';
import { ID_ALPHABET } from '../protocol/ids.ts';

/** A random id or secret of 5 bits a character. */
export const newId: (length: number) => string = customAlphabet(ID_ALPHABET);
