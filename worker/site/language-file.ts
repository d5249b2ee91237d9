/**
 * The file of texts for a language tag (BCP 47, in lower case): there is one for each two-letter code, and Chinese is
 * written in two ways. As widget/side-files.ts chooses.
 */
export function languageFile(tag: string): string {
  const code = /^[a-z]{2}(?![a-z])/.exec(tag.toLowerCase())?.[0] ?? 'en';
  return code === 'zh' && /-(hant|tw|hk|mo)\b/i.test(tag) ? 'zh-hant' : code;
}
