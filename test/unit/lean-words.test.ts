import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leanWords } from '../../scripts/lean-words.ts';
import { root } from '../../selfhost/settings.ts';

/** A file as the messenger has it, without comments. */
function lean(file: string): string {
  const path = join(root, file);
  const { transform } = leanWords();
  const cut = (transform as (code: string, id: string) => string)(readFileSync(path, 'utf8'), path);
  return cut.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

describe('the messenger without words that nobody reads', () => {
  // In a type it is followed by its own type.
  it.each(['protocol/shape.ts', 'protocol/event.ts'])('has no path left over in %s', (file) => {
    expect(lean(file)).not.toMatch(/\bpath\b(?!: string)/);
  });

  it('knows no way to be spoken to as an agent', () => {
    expect(lean('client/conversation-client.ts')).toContain('dialect = undefined');
    expect(lean('protocol/frames.ts')).toMatch(
      /serverFrame = tagged\('t', \{(?:(?!visitorContext)[\s\S])*?\}\);/,
    );
  });
});
