/**
 * The page in which the console shows how the messenger will look (worker/routes/preview.ts). It has no origin and may
 * ask the server for nothing but the site's name, so nothing that happens in it reaches anybody. Settings arrive by a
 * port that it hands to its parent, if that is the console.
 */
import type { Settings } from './settings.ts';

export interface PreviewOrder {
  settings: Settings;
  isOpen: boolean;
}

const SHEET = `
  html { block-size: 100%; background: light-dark(#fff, #12161e); }
  body {
    margin: 0; padding: 28px; block-size: 100%; box-sizing: border-box;
    --bone: light-dark(#eceae5, #232a36);
    background:
      linear-gradient(var(--bone) 0 0) 28px 28px / 38% 26px,
      linear-gradient(var(--bone) 0 0) 28px 84px / 62% 12px,
      linear-gradient(var(--bone) 0 0) 28px 108px / 54% 12px,
      linear-gradient(var(--bone) 0 0) 28px 132px / 58% 12px,
      linear-gradient(var(--bone) 0 0) 28px 180px / 62% 180px;
    background-repeat: no-repeat;
  }
`;

// By script, because the page's policy allows no style of its own.
const sheet = new CSSStyleSheet();
sheet.replaceSync(SHEET);
document.adoptedStyleSheets = [sheet];

// To be looked at. A messenger that opens takes the focus, and whoever types in the settings would lose it; what is modal
// would do so all the same.
document.documentElement.inert = true;
HTMLDialogElement.prototype.showModal = HTMLDialogElement.prototype.show;

// Until porch.js has come.
const queue: unknown[][] = [];
window.Porchlight ??= Object.assign((...call: unknown[]) => void queue.push(call), { q: queue });

const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }: MessageEvent<PreviewOrder>) => {
  document.documentElement.style.colorScheme =
    data.settings.colorScheme === 'auto' ? '' : (data.settings.colorScheme ?? '');
  window.Porchlight?.('update', data.settings);
  window.Porchlight?.(data.isOpen ? 'show' : 'hide');
};
parent.postMessage('porchlight-preview', new URL(import.meta.url).origin, [port2]);
