/** Entry of porch.js, the script of the tag: the one module here that acts when it is loaded. */
import { installHostApi } from './host-api.ts';
import { openPorch } from './porch.ts';

// Some optimizers run scripts in a way that leaves `currentScript` empty.
const tag = document.currentScript ?? document.querySelector('script[data-site]');
const site = tag?.getAttribute('data-site');

// A page that includes the tag twice gets one launcher.
if (tag instanceof HTMLScriptElement && !window.Porchlight?.isLoaded) {
  if (site) installHostApi(() => openPorch(site, new URL(tag.src).origin));
  else console.warn('Porchlight: the script tag needs data-site="…", the site key that your console shows.');
}
