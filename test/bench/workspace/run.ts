/**
 * `npm run bench:workspace`: what an agent asks of the workspace, asked of the built server under workerd, over
 * loopback, when there is ever more. Prints milliseconds from the request to the last byte: the median of a hundred, and
 * the 95th. `nothing` is /health: what a request costs that asks no object.
 *
 *     npm run bench:workspace -- [--sizes 1000,10000,100000]
 */
import { parseArgs } from 'node:util';
import { signIn } from '../../support/wire.ts';
import { percentile } from '../server/statistics.ts';
import { startSeeded } from './seeded-server.ts';

const RUNS = 100;
const LIMIT_MS = 50;

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1000,10000,100000' } } });
const sizes = values.sizes.split(',').map(Number);

const measured: Map<string, number[]>[] = [];
for (const size of sizes) measured.push(await measureAll(size));

console.log(
  `${'milliseconds, median (95th)'.padEnd(36)}${sizes.map((size) => `${size}`.padStart(18)).join('')}`,
);
for (const name of measured[0]?.keys() ?? []) {
  const cells = measured.map((results) => {
    const times = results.get(name) ?? [];
    return `${percentile(times, 0.5).toFixed(1)} (${percentile(times, 0.95).toFixed(1)})`.padStart(18);
  });
  console.log(name.padEnd(36) + cells.join(''));
}
const slowest = Math.max(
  ...measured.flatMap((results) => [...results.values()].map((times) => percentile(times, 0.95))),
);
console.log(`\nslowest of all, 95th of ${RUNS}: ${slowest.toFixed(1)} ms; the limit is ${LIMIT_MS} ms`);
if (slowest > LIMIT_MS) process.exitCode = 1;

async function measureAll(size: number): Promise<Map<string, number[]>> {
  const { server, stop } = await startSeeded(size, 0);
  const cookie = await signIn(server);
  const workspace = `/api/workspaces/${server.siteKey.slice(0, 10)}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(server.origin + path, { ...init, headers: { cookie, ...init.headers } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  };
  const list = (query: string) => () => ask(`${workspace}/inbox?${query}`);
  const search = (words: string) => () => ask(`${workspace}/search?q=${encodeURIComponent(words)}`);

  const { ticket } = JSON.parse(await ask(`${workspace}/inbox/ticket`, { method: 'POST' }));
  const headers = { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ frames: [{ t: 'hello', v: 1, since: 0, epoch: null }] });
  const exchange = () => ask(`${workspace}/inbox/frames`, { method: 'POST', headers, body });

  const requests: Record<string, () => Promise<string>> = {
    nothing: () => ask('/health'),
    'list: newest of all states': list(''),
    'list: all open, newest': list('view=all&sort=newest'),
    'list: all open, longest waiting': list('view=all&sort=waiting'),
    'list: all open, by priority': list('view=all&sort=priority'),
    'list: mine, longest waiting': list('view=mine&sort=waiting'),
    'list: done': list('view=done'),
    'filter: nobody, urgent': list('view=unassigned&priority=urgent&sort=waiting'),
    'filter: mine, VIP': list('view=mine&vip=1'),
    'count and open: the inbox from nothing': exchange,
    'search: a word in most messages': search('lamp '),
    'search: its beginning': search('deliv'),
    'search: two common words': search('broken delivery '),
    'search: a rare word': search('zirconium'),
    'search: nothing': search('nowhere'),
    'search: Chinese': search('退款'),
    'search: a person': search('visitor-7@example'),
  };
  const results = new Map<string, number[]>();
  for (const [name, request] of Object.entries(requests)) {
    await request();
    const times: number[] = [];
    for (let turn = 0; turn < RUNS; turn += 1) {
      const before = performance.now();
      await request();
      times.push(performance.now() - before);
    }
    results.set(name, times);
  }
  await stop();
  return results;
}
