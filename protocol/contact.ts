/** Whose word something about a visitor is: their own, the page's, or the page's with the site's proof. */
import { type Infer, object, oneOf, text } from './shape.ts';

export const source = oneOf('visitor', 'page', 'verified');
export type Source = ReturnType<typeof source>;

export const PHONE_BYTES = 64;

/** A word about a visitor, and whose it is. */
export const said = object({ text: text(256), by: source });
export type Said = Infer<typeof said>;

/** Who somebody is to the site, in the site's own words. */
export const userId = text(256, 1);
