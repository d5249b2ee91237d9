/**
 * A web address up to its last character that is not punctuation, or to one that turns the direction of what follows: a
 * link reads as where it leads. Bounded, because the text is a stranger's.
 */
const ADDRESS =
  /(\bhttps?:\/\/[^\s<>"\u202a-\u202e\u2066-\u2069]{0,2000}[^\s<>"'.,;:!?)\]}*\u202a-\u202e\u2066-\u2069])/i;

/** Cuts a text into plain parts and web addresses, in turn: every second one is an address. */
export const splitAtLinks = (text: string): string[] => text.split(ADDRESS);
