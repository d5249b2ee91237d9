/** [NTF-12] The service worker for visitors as it is built: beside a site's own code it is nobody's trouble. */
import { runInNewContext } from 'node:vm';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { pushWorkerBuild } from '../../scripts/vite-builds.ts';

const ORIGIN = 'https://shop.example';
let text: string;

beforeAll(async () => {
  const config = pushWorkerBuild({ outDir: 'dist', isWatching: false });
  const built = await build({ ...config, build: { ...config.build, write: false } });
  const [{ output }] = built as unknown as [Rolldown.RolldownOutput];
  text = output[0].code;
});

/** @param before what the worker has said itself. @returns the names that are there afterwards, and whether it took over. */
function load(path: string, scope: string, before = ''): { names: string[]; hasSkipped: boolean } {
  const listeners: Record<string, (event: object) => void> = {};
  let hasSkipped = false;
  const scopeOfWorker = {
    location: new URL(path, ORIGIN),
    registration: { scope: ORIGIN + scope },
    addEventListener: (type: string, listener: (event: object) => void) => {
      listeners[type] = listener;
    },
    skipWaiting: () => {
      hasSkipped = true;
    },
  };
  const own = Object.keys(scopeOfWorker);
  const context: Record<string, unknown> = { ...scopeOfWorker };
  context.self = context;
  runInNewContext(before + text, context);
  listeners.install?.({ waitUntil: () => {} });
  return { names: Object.keys(context).filter((name) => ![...own, 'self'].includes(name)), hasSkipped };
}

test('it declares nothing, whatever else is declared', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  expect(load('/sw.js', '/', `const ${letters.map((it) => `${it} = 0`).join()};`).names).toEqual([]);
});

test('it takes over at once where it is for nothing else, and leaves that to a site’s own worker', () => {
  expect(load('/porchlight-push.js', '/porchlight-push.js/abcdefghjk-12345678').hasSkipped).toBe(true);
  expect(load('/visitor-push.js', '/visitor-push.js/abcdefghjk-12345678').hasSkipped).toBe(true);
  for (const scope of ['/', '/shop/', '/porchlight-push.js']) {
    expect(load('/porchlight-push.js', scope).hasSkipped, scope).toBe(false);
  }
});
