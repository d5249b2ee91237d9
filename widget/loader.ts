/** Entry of porch.js, the script of the tag: the one module here that acts when it is loaded. */
import { installHostApi } from './host-api.ts';
import { openPorch } from './porch.ts';

const { currentScript } = document;
// Optimizers run scripts in a way that leaves it empty, and `<img name="currentScript">` takes its place.
const tag =
  currentScript instanceof HTMLScriptElement
    ? currentScript
    : document.querySelector<HTMLScriptElement>('script[src*="/porch.js"]');

// A page that includes the tag twice gets one launcher.
if (tag && !window.Porchlight?.isLoaded) {
  const { site } = tag.dataset;
  if (site) installHostApi((settings) => openPorch(site, new URL(tag.src).origin, settings), tag.dataset);
  else console.warn('Porchlight: the script tag needs data-site="…", the site key that your console shows.');
}
