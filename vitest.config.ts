import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { ownersServer } from './test/support/owners-server.ts';

// Where wrangler looks for the secrets that wrangler.toml requires.
process.env.PORCHLIGHT_SECRET = 'test-secret-test-secret-test-secret-test-sec';
process.env.PORCHLIGHT_SETUP_TOKEN = 'test-setup-token';

// Nothing here waits for time to pass; the limit only ends what hangs, on a machine as busy as it may be.
const testTimeout = 30_000;

// One project per runtime, as with the tsconfigs: a test runs where its subject runs.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', environment: 'node', include: ['test/{unit,sim}/**/*.test.ts'], testTimeout } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              outboundService: ownersServer,
              bindings: {
                PORCHLIGHT_MAIL_WEBHOOK: 'https://mail.example/take/mail',
                PORCHLIGHT_MAIL_SECRET: 'test-mail-secret',
              },
            },
          }),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          exclude: ['test/worker/bucket.test.ts'],
          testTimeout,
        },
      },
      {
        // The same files with a bucket bound, as README says how.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { r2Buckets: ['FILES'] },
          }),
        ],
        test: { name: 'bucket', include: ['test/worker/{files,bucket}.test.ts'], testTimeout },
      },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'ui',
          environment: 'happy-dom',
          include: ['test/ui/**/*.test.{ts,tsx}'],
          // Styles are imported as text: without this they are empty.
          css: true,
          testTimeout,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/{browser,fault}/**/*.test.ts'],
          exclude: ['test/fault/chromium.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file starts its own server and Chromium: one at a time on a small machine.
          fileParallelism: false,
        },
      },
      {
        // Minutes of waiting by design: `npm run test:faults`. `npm test` plays a part of it.
        test: {
          name: 'faults',
          environment: 'node',
          include: ['test/fault/chromium.test.ts'],
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
