/** What a conversation can be opened and answered without: fetched with the first that is opened. */
export { AnswersEditor } from './answers-editor.tsx';
export { Formatted } from './formatted.tsx';
export { NothingToOffer } from './nothing-to-offer.tsx';
