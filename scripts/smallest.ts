import { minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * Minifies what visitors download once more with terser, which finds what Vite's own minifier leaves: 3 % after brotli
 * (the messenger in 2026-11: 14,759 instead of 15,190 bytes).
 */
export const smallest = (): Plugin => ({
  name: 'smallest',
  async generateBundle({ format }, bundle) {
    const compress = { passes: 3, unsafe_arrows: true, unsafe_methods: true };
    for (const output of Object.values(bundle)) {
      if (output.type !== 'chunk') continue;
      const { code } = await minify(output.code, {
        module: format === 'es',
        toplevel: true,
        ecma: 2020,
        compress,
      });
      output.code = code ?? output.code;
    }
  },
});
