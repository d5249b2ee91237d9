import { minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * Fields and methods that only the messenger's own code uses, the most frequent first. A minifier keeps such names, as it
 * can't know who else reads them: they are on no wire, in no storage, no setting, no text, and no DOM interface has them
 * (test/unit/short-names.test.ts). What is not on the list keeps its name, so a new field needs no entry.
 */
export const INTERNAL_NAMES = `
  patch readUpTo clock isHome unsent received getTicket isRemembered isLasting refusedAs lostAt talks
  isOutboxLasting isEdited storageChanged writeDrafts retriedAt sendDraft isSlowed isRated onWake via heard hurry
  loadPollTransport statusChanged openTransport ticketSource acknowledged disconnected writeVisitor logReplaced
  lastApplied readVisitor canPoll openSocket readDrafts isFarewell hasUnsent socketUrl postponed seenInLog markRead
  isOnline unrefuse httpUrl notKept
`
  .trim()
  .split(/\s+/);

/** No name on the wire, and none of the DOM with so few letters, begins with a capital. */
const shortName = (index: number): string => {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letter + Math.floor(index / 26);
};

/**
 * The messenger with short names for these, the same in each of its files: before their own names are made of what is in
 * them, since browsers keep them for a year. @throws when one is also said as a text: somebody may look for it by that.
 */
export const shortNames = (): Plugin => {
  const props = Object.fromEntries(INTERNAL_NAMES.map((name, index) => [`$${name}`, shortName(index)]));
  const regex = new RegExp(`^(${INTERNAL_NAMES.join('|')})$`);
  return {
    name: 'short-names',
    async renderChunk(code) {
      const [said] = code.match(new RegExp(`(?<=["'\`])(${INTERNAL_NAMES.join('|')})(?=["'\`])`)) ?? [];
      if (said) throw new Error(`short-names: "${said}" is also a text, so it can't be on the list`);
      const { code: renamed } = await minify(code, {
        module: true,
        compress: false,
        mangle: { properties: { regex } },
        // What may be left out says so in comments.
        format: { preserve_annotations: true, comments: 'all' },
        nameCache: { props: { props: { ...props } } },
      });
      return renamed ?? null;
    },
  };
};
