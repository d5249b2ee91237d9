/** A web address up to its last character that is not punctuation. Bounded, because the text is a stranger's. */
const ADDRESS = /(\bhttps?:\/\/[^\s<>"]{0,2000}[^\s<>"'.,;:!?)\]}*])/i;

/** Cuts a text into plain parts and web addresses, in turn: every second one is an address. */
export const splitAtLinks = (text: string): string[] => text.split(ADDRESS);
