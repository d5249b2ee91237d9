import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../selfhost/settings.ts';
import type { Catalogue } from '../../widget/i18n.ts';
import en from '../../widget/locales/en.ts';

const folder = join(root, 'widget/locales');
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur'];
const COUNTED = ['repliesInMinutes', 'repliesInHours', 'repliesInDays'] as const;

const slotsOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

it('speaks 30 languages at least', () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});

describe.each(names)('%s', async (name) => {
  const texts: Catalogue = (await import(`../../widget/locales/${name}.ts`)).default;

  it('has every text, none empty, with the same slots as in English', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(texts)) {
      if (typeof text !== 'string') continue;
      expect(text.trim(), key).not.toBe('');
      expect(slotsOf(text), key).toEqual(slotsOf((en as Record<string, unknown>)[key] as string));
    }
  });

  it('has every form that its numbers take', () => {
    const rules = new Intl.PluralRules(texts.lang);
    for (const key of COUNTED)
      for (let count = 1; count <= 100; count += 1) {
        const form = texts[key][rules.select(count)];
        expect(form?.trim(), `${key} ${count}`).toBeTruthy();
        // A form may leave its number out only where it stands for one number.
        const others = Array.from({ length: 100 }, (_, other) => other + 1).filter(
          (other) => rules.select(other) === rules.select(count),
        );
        if (others.length > 1) expect(form, `${key} ${count}`).toContain('{count}');
      }
  });

  it('says in which direction it runs, and which language it is', () => {
    expect(texts.dir).toBe(RIGHT_TO_LEFT.includes(name) ? 'rtl' : 'ltr');
    expect(Intl.getCanonicalLocales(texts.lang)[0]?.toLowerCase()).toMatch(new RegExp(`^${name}`));
    expect(Intl.DateTimeFormat.supportedLocalesOf(texts.lang)).toHaveLength(1);
  });

  it('says whether a machine made it', () => {
    const isMarked = readFileSync(join(folder, `${name}.ts`), 'utf8').startsWith('/** Machine-made:');
    expect(isMarked).toBe(name !== 'en');
  });
});
