// Runs one of our TypeScript programs on a fresh clone: `node scripts/run.mjs <program.ts> [arguments]`.
// Plain JavaScript with no imports of ours, because the system's Node (20 or newer) runs it before anything is
// installed. The program itself then runs under the Node 24 that the install brought.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
process.chdir(root);

const startedByPid = process.ppid;
let child;
let isEnding = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
// npm forwards signals, but a killed npm (kill -9) cannot: notice that we were handed to another parent.
setInterval(() => process.ppid !== startedByPid && end('SIGTERM'), 500).unref();

if (!isInstalled()) {
  process.stderr.write('Installing dependencies (once after each change of package-lock.json) …\n');
  const code = await run('npm', ['ci', '--loglevel=error']);
  if (code !== 0)
    fail('`npm ci` failed (its output is above). Check the network, then run the command again.');
}
if (!existsSync(join(bin, 'node'))) {
  fail(
    "Node 24 is missing from node_modules. Delete node_modules and run the command again; npm's install scripts must be allowed.",
  );
}
process.exitCode = await run(join(bin, 'node'), process.argv.slice(2));

/** npm's own record of what it installed has to hold every package of the lock file, at the same version. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
    const present = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional, devOptional }]) =>
        path === '' || optional || devOptional || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function run(command, args) {
  const startedAt = process.env.PORCHLIGHT_STARTED_AT ?? String(performance.timeOrigin);
  const env = { ...process.env, PORCHLIGHT_STARTED_AT: startedAt };
  env.PATH = bin + delimiter + env.PATH;
  return new Promise((resolve) => {
    child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      if (isEnding && command === 'npm') process.exit(1);
      resolve(signal ? 1 : code);
    });
  });
}

function end(signal) {
  isEnding = true;
  child?.kill(signal);
}

function fail(message) {
  process.stderr.write(`porchlight: ${message}\n`);
  process.exit(1);
}
