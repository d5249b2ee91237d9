/** Where the processor's time goes, by V8's sampling profiler through workerd's inspector. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { anything, integer, list, object, optional, parseJson, text } from '../../../protocol/shape.ts';
import { bare, ours } from './contenders.ts';
import { drive, type Span } from './drive.ts';
import { closeRooms, openRooms } from './room.ts';
import type { Scenario } from './scenarios.ts';
import { startBare, startOwn } from './workerd-process.ts';

const SAMPLE_EVERY_US = 100;
const LINES = 30;

/** The inspector's answers; https://chromedevtools.github.io/devtools-protocol/v8/Profiler/ */
const answer = object({ id: optional(integer()), result: optional(anything) });
const stopped = object({
  profile: object({
    nodes: list(
      object({
        id: integer(),
        callFrame: object({ functionName: text(1_000), lineNumber: integer(-1), url: text(10_000) }),
      }),
      1e6,
    ),
    samples: list(integer(), 1e8),
    /** Microseconds before each sample. */
    timeDeltas: list(integer(-1e9), 1e8),
  }),
});

/** Prints the time of each function, and keeps a .cpuprofile for the browser's developer tools. */
export async function printProfiles(scenario: Scenario, span: Span): Promise<void> {
  for (const name of ['ours', 'bare'] as const) {
    const { server, contender } = await start(name);
    try {
      const rooms = await openRooms(contender, scenario.roomCount, scenario.sendersPerRoom);
      await drive(rooms, scenario, { warmUpMs: span.warmUpMs, measureMs: 100 });
      const inspector = await attach(server.inspector, name === 'ours' ? 'porchlight' : 'bare');
      await inspector.call('Profiler.enable');
      await inspector.call('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
      await inspector.call('Profiler.start');
      const { sentCount } = await drive(rooms, scenario, span);
      const result = await inspector.call('Profiler.stop');
      inspector.close();
      closeRooms(rooms);
      print(name, scenario, sentCount, result);
    } finally {
      await contender.stop();
    }
  }
}

async function start(name: 'ours' | 'bare') {
  if (name === 'ours') {
    const server = await startOwn(false);
    return { server, contender: await ours(server) };
  }
  const server = await startBare();
  return { server, contender: bare(server) };
}

function print(name: string, scenario: Scenario, sentCount: number, result: unknown): void {
  const { profile } = stopped(result, 'profile');
  const path = join(tmpdir(), `bench-${name}-${scenario.name}.cpuprofile`);
  writeFileSync(path, JSON.stringify((result as { profile: unknown }).profile));
  const names = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, lineNumber } }) => [
      id,
      `${functionName || '(anonymous)'}:${lineNumber + 1}`,
    ]),
  );
  const times = new Map<string, number>();
  for (const [index, sample] of profile.samples.entries()) {
    const where = names.get(sample) ?? '?';
    times.set(where, (times.get(where) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  console.log(
    `\n${name}, ${scenario.title}: ${sentCount} messages, ${profile.samples.length} samples; ${path}`,
  );
  console.log(
    'microseconds per message, by function:line of the script; line 0 is what the platform provides',
  );
  const top = [...times].toSorted(([, a], [, b]) => b - a).slice(0, LINES);
  for (const [where, time] of top) console.log(`${(time / sentCount).toFixed(1).padStart(8)}  ${where}`);
}

async function attach(address: string, service: string) {
  const socket = new WebSocket(`ws://${address}/${service}`, { perMessageDeflate: false, maxPayload: 0 });
  await new Promise((open, failed) => socket.once('open', open).once('error', failed));
  let lastId = 0;
  return {
    call(method: string, params: object = {}): Promise<unknown> {
      lastId += 1;
      const id = lastId;
      const answered = new Promise<unknown>((resolve) => {
        socket.on('message', function read(data) {
          const frame = parseJson(answer, String(data));
          if (frame.id !== id) return;
          socket.off('message', read);
          resolve(frame.result);
        });
      });
      socket.send(JSON.stringify({ id, method, params }));
      return answered;
    },
    close: () => socket.terminate(),
  };
}
