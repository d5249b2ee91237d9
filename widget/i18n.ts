/** Every text that visitors see comes from a catalogue. Only English is built in; others will be fetched. */
import { messengerTexts } from './locales/en/messenger.ts';

export type Catalogue = { [Key in keyof typeof messengerTexts]: string };

const catalogue: Catalogue = messengerTexts;

export const t = (key: keyof Catalogue, name?: string | null): string =>
  catalogue[key].replace('{name}', () => name ?? '');
