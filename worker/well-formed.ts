/** Half a character becomes the sign for one: SQLite would make three of it, and a text within its limit would not be. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
