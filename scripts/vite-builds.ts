// What the browser gets, as Vite builds. The loader comes after the messenger, whose name it holds.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import { root } from '../selfhost/settings.ts';
import { knownNumbers } from './known-numbers.ts';
import { leanPreact } from './lean-preact.ts';
import { leanWords } from './lean-words.ts';
import { shortNames } from './short-names.ts';
import { smallest } from './smallest.ts';

export interface BuildOptions {
  outDir: string;
  /** Rebuilds on change; names without hashes then, so that the loader need not follow the messenger. */
  isWatching: boolean;
}

/** The messenger: ES modules, fetched on intent. Parts that can wait lie in m/later/. */
export function messengerBuild(options: BuildOptions): InlineConfig {
  const hash = options.isWatching ? '' : '-[hash]';
  const config = shared(options, {
    // Parts that can wait use what the messenger has; without this, what they share would be a second file for all.
    preserveEntrySignatures: 'allow-extension',
    output: {
      entryFileNames: `m/[name]${hash}.js`,
      chunkFileNames: (chunk) => (chunk.isDynamicEntry ? `m/later/[name]${hash}.js` : `m/[name]${hash}.js`),
      minify: true,
      comments: false,
    },
  });
  // As a library, because a page's modules get Vite's preloading code around each import(): half a kilobyte.
  const lib = { entry: { messenger: join(root, 'widget/messenger.tsx') }, formats: ['es' as const] };
  return {
    ...config,
    plugins: [leanPreact(), leanWords(), knownNumbers(), shortNames(), smallest()],
    build: { ...config.build, lib },
  };
}

/**
 * What stands beside the loader, by file name: the texts of each language, the larger part of the page's API, and the
 * script of the console's preview.
 */
function sideFiles(): Record<string, string> {
  const folder = join(root, 'widget/locales');
  const texts = readdirSync(folder).map((file) => [file.replace(/\.ts$/, ''), join(folder, file)]);
  const parts = ['page-api', 'preview'].map((name) => [name, join(root, `widget/${name}.ts`)]);
  return Object.fromEntries([...texts, ...parts]);
}

/** Their names stay, so that old loaders find them. */
export function sideBuild(options: BuildOptions): InlineConfig {
  const config = shared(options, {
    output: {
      // The preview's page is not kept by browsers for a year, and so names no version.
      entryFileNames: ({ name }) => (name === 'preview' ? `${name}.js` : `m/side/${name}.js`),
      minify: true,
      comments: false,
    },
  });
  return { ...config, build: { ...config.build, lib: { entry: sideFiles(), formats: ['es' as const] } } };
}

/** The service worker that visitors are called by: a classic script, whose names must not meet those of a site's own worker. */
export function pushWorkerBuild(options: BuildOptions): InlineConfig {
  const config = shared(options, {
    output: { entryFileNames: '[name].js', minify: true, comments: false },
  });
  // Nothing gets the name.
  const lib = {
    entry: { 'visitor-push': join(root, 'widget/visitor-push.ts') },
    formats: ['iife' as const],
    name: 'push',
  };
  return { ...config, build: { ...config.build, lib } };
}

/** Part of their addresses: browsers keep them for a year. */
const sideVersion = (): string => {
  const hash = createHash('sha256');
  for (const path of Object.values(sideFiles()).sort()) hash.update(readFileSync(path));
  return hash.digest('base64url').slice(0, 8);
};

/** The one script of the tag: no modules, nothing left on the page but `window.Porchlight`. */
export function loaderBuild(options: BuildOptions, messengerPath: string): InlineConfig {
  const config = shared(options, { output: { entryFileNames: '[name].js', comments: false } });
  // As a library for the reason above; nothing gets the name.
  const lib = { entry: { porch: join(root, 'widget/loader.ts') }, formats: ['iife' as const], name: 'porch' };
  return {
    ...config,
    plugins: [smallest()],
    build: { ...config.build, lib },
    define: {
      __MESSENGER_PATH__: JSON.stringify(messengerPath),
      __SIDE_VERSION__: JSON.stringify(sideVersion()),
    },
  };
}

export function consoleBuild(options: BuildOptions): InlineConfig {
  const folder = join(root, 'console');
  const config = shared(options, {
    input: { index: join(folder, 'index.html'), 'service-worker': join(folder, 'service-worker.ts') },
    output: {
      // Found by its name, and may speak for the addresses beside it only.
      entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      // One file of all that the list needs: cut up by which later screen shares what, it would be 5 kB more, and grow with
      // each such screen.
      codeSplitting: {
        groups: [{ name: 'start', tags: ['$initial'], test: (path) => !path.endsWith('service-worker.ts') }],
      },
    },
  });
  const build = { ...config.build, outDir: join(options.outDir, 'console') };
  return { ...config, root: folder, base: '/console/', build, plugins: [installable(folder), smallest()] };
}

/** What a browser reads when it installs the console as an app: by fixed names. */
const installable = (folder: string): Plugin => ({
  name: 'installable',
  generateBundle() {
    for (const fileName of ['icon.svg', 'manifest.webmanifest'])
      this.emitFile({ type: 'asset', fileName, source: readFileSync(join(folder, fileName)) });
  },
});

/** The self-hosted asset server as one module for workerd. */
export function staticServerBuild(outDir: string): InlineConfig {
  const config = shared(
    { outDir, isWatching: false },
    {
      input: { static: join(root, 'selfhost/static.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  );
  return { ...config, build: { ...config.build, minify: false } };
}

type RolldownOptions = NonNullable<NonNullable<InlineConfig['build']>['rolldownOptions']>;

function shared({ outDir, isWatching }: BuildOptions, rolldownOptions: RolldownOptions): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      // Older ones get what our own fallbacks say: translated style sheets are half as long again.
      cssTarget: ['chrome123', 'firefox128', 'safari18'],
      minify: 'oxc',
      reportCompressedSize: false,
      // There is nothing to preload: what a page needs at first is one file.
      modulePreload: false,
      watch: isWatching ? {} : null,
      rolldownOptions,
    },
  };
}
