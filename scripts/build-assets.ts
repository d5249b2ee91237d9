import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { root } from '../selfhost/settings.ts';
import { writeLanguages } from './languages.ts';
import { filesIn } from './publish.ts';
import { consoleBuild, loaderBuild, messengerBuild, pushWorkerBuild, sideBuild } from './vite-builds.ts';

/** Everything that a browser may ask for, compressed as far as brotli goes. */
export async function buildAssets(outDir: string): Promise<void> {
  const options = { outDir, isWatching: false };
  const messenger = await build(messengerBuild(options));
  const messengerPath = `/${entryFile(messenger)}`;
  await build(sideBuild(options));
  await build(pushWorkerBuild(options));
  await writeLanguages(outDir);
  await build(loaderBuild(options, messengerPath));
  // For loaders of an earlier build, which name a messenger that is no longer there.
  writeFileSync(join(outDir, 'messenger.js'), `export * from '.${messengerPath}';\n`);
  await build(consoleBuild(options));
  writeAssetRules(outDir);
  for (const path of filesIn(outDir)) compress(join(outDir, path));
}

/** The two files that tell Cloudflare's asset store what to do. */
export function writeAssetRules(outDir: string): void {
  cpSync(join(root, 'selfhost/_headers'), join(outDir, '_headers'));
  // Cloudflare compresses by itself; the .br files are for selfhost/static.ts.
  writeFileSync(join(outDir, '.assetsignore'), '*.br\n');
}

function entryFile(result: Awaited<ReturnType<typeof build>>): string {
  const outputs = Array.isArray(result) ? result : [result as Rolldown.RolldownOutput];
  const entry = outputs.flatMap((it) => it.output).find((it) => it.type === 'chunk' && it.isEntry);
  if (!entry) throw new Error('The messenger build made no entry file.');
  return entry.fileName;
}

function compress(path: string): void {
  if (!['.css', '.html', '.js', '.json', '.svg', '.webmanifest'].includes(extname(path))) return;
  const plain = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
}
