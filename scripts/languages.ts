// For every two-letter code of ISO 639-1 there is a file of texts, so that a loader need not know which we have.
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const CODES =
  'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu';

/** What speakers of a language that we don't have read best; English otherwise. */
const NEAREST: Record<string, string> = {
  no: 'nb',
  nn: 'nb',
  se: 'nb',
  fo: 'da',
  kl: 'da',
  iw: 'he',
  in: 'id',
  bs: 'hr',
  mo: 'ro',
  be: 'ru',
  gl: 'es',
  an: 'es',
  oc: 'fr',
  br: 'fr',
  co: 'fr',
  lb: 'de',
  rm: 'de',
  fy: 'nl',
  jv: 'id',
  su: 'id',
};

/**
 * Files that stand in for others; the version in their own address goes on to those. The texts lie in `words`, too, as
 * JSON, for worker/routes/look.ts: `zh.json` in simplified characters, `zh-hant.json` in traditional ones. `languages.json`
 * names those that we have, for the console.
 */
export async function writeLanguages(outDir: string): Promise<void> {
  const folder = join(outDir, 'm/side');
  const standIn = (pick: string) =>
    `const{search:s,href:h}=new URL(import.meta.url);export default(await import(${pick}+s)).default;\n`;
  const known = readdirSync(folder).flatMap((file) => /^([a-z]{2}(-hant)?)\.js$/.exec(file)?.[1] ?? []);
  const words = join(outDir, 'words');
  mkdirSync(words, { recursive: true });
  writeFileSync(join(words, 'languages.json'), JSON.stringify(known));
  // Chinese is written in two ways; the loader passes the whole tag on.
  if (existsSync(join(folder, 'zh.js'))) {
    renameSync(join(folder, 'zh.js'), join(folder, 'zh-hans.js'));
    const pick = '(/zh-(hant|tw|hk|mo)/i.test(h)?"./zh-hant.js":"./zh-hans.js")';
    writeFileSync(join(folder, 'zh.js'), standIn(pick));
  }
  for (const code of CODES.split(' ')) {
    const path = join(folder, `${code}.js`);
    if (!existsSync(path)) writeFileSync(path, standIn(`"./${NEAREST[code] ?? 'en'}.js"`));
  }
  for (const code of [...CODES.split(' '), 'zh-hant']) {
    const { default: texts } = await import(pathToFileURL(join(folder, `${code}.js`)).href);
    writeFileSync(join(words, `${code}.json`), JSON.stringify(texts));
  }
}
