import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../selfhost/settings.ts';

/**
 * Visitors get as much of Preact as the messenger uses: widget/lean-preact.ts in its place. The messenger is written for
 * Preact, tested with it, and runs with it when this is left out. The console has all of Preact. Decision record 0024.
 */
export const leanPreact = (): Plugin => ({
  name: 'lean-preact',
  enforce: 'pre',
  resolveId: (source) =>
    /^preact(\/jsx-(dev-)?runtime)?$/.test(source) ? join(root, 'widget/lean-preact.ts') : null,
});
