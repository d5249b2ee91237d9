import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../selfhost/settings.ts';

const RUNTIME = '\0widget-jsx';
const DRAW = JSON.stringify(join(root, 'widget/ui/draw.ts'));

/** What JSX in the messenger stands for: widget/ui/draw.ts. The console's is Preact, whose types both have. */
export const widgetJsx = (): Plugin => ({
  name: 'widget-jsx',
  enforce: 'pre',
  resolveId: (source, importer) =>
    /^preact\/jsx-(dev-)?runtime$/.test(source) && importer?.startsWith(join(root, 'widget/'))
      ? RUNTIME
      : null,
  load: (id) =>
    id === RUNTIME ? `export { Fragment, jsx, jsx as jsxs, jsx as jsxDEV } from ${DRAW};` : null,
});
