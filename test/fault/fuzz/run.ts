/**
 * Fuzzes a fresh server: `node test/fault/fuzz/run.ts --frames 100000 --requests 20000 --seed 1`. Prints one summary and
 * fails on a violation. `--from N --frames 1 --requests 0` replays frame N of that seed alone.
 */
import { parseArgs } from 'node:util';
import { startServer } from '../../support/server.ts';
import { runFuzz } from './run-fuzz.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '10000' },
    requests: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});

const server = await startServer();
try {
  const { violations, ...summary } = await runFuzz(server, {
    seed: Number(values.seed),
    frameCount: Number(values.frames),
    requestCount: Number(values.requests),
    from: Number(values.from),
  });
  console.log(JSON.stringify({ ...summary, violations: violations.length }, null, 2));
  for (const { index, what } of violations.slice(0, 20)) console.log(`${index ?? '–'} ${what}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
} finally {
  await server.stop();
}
