/** The least that a launcher can be: Preact draws one round button into a shadow root. The yardstick of `npm run bench:page`. */
import { h, render } from 'preact';

const host = document.createElement('div');
const root = host.attachShadow({ mode: 'open' });
const style =
  'button{position:fixed;right:20px;bottom:20px;width:58px;height:58px;border-radius:50%;background:#1d2433;color:#fff}';
render(
  h('div', null, h('style', null, style), h('button', { type: 'button', 'aria-label': 'Open chat' }, '💬')),
  root,
);
document.documentElement.append(host);
