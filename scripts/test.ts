// `npm test`: everything that has to hold, and one line at the end that says whether it does.
import { end, endOnSignals } from '../selfhost/lifetime.ts';
import { buildIfStale } from './build-if-stale.ts';
import { installBrowser } from './install-browser.ts';
import { type Count, runStep, runTests } from './test-step.ts';

// Interrupted is not passed.
endOnSignals({ endsWithParent: true, exitCode: 1 });

const counts: Count[] = [await prepare('browser', installBrowser)];
const build = prepare('build', buildIfStale);
counts.push(
  ...(await Promise.all([
    runStep('types', 'tsc', ['--build']),
    runStep('lint and format', 'biome', ['check', '--error-on-warnings']),
    runStep('nothing unused', 'knip', []),
  ])),
);
counts.push(await build);
counts.push(await runStep('size budgets', 'size-limit', []));
counts.push(await runTests(['unit', 'worker', 'bucket', 'ui']));
counts.push(await runTests(['browser']));
process.env.PORCHLIGHT_FAULTS = 'part';
counts.push(await runTests(['faults']));

const total = (key: keyof Count) => counts.reduce((sum, count) => sum + count[key], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
await end(total('failed') > 0 ? 1 : 0);

/** What fails here counts, and the tests that can do without it still run. */
async function prepare(name: string, work: () => void | Promise<void>): Promise<Count> {
  try {
    await work();
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
