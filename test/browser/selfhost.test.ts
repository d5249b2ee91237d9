import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { commandLine } from '../../selfhost/run-file.ts';
import { freePortPair, type Server, serveToEnd, startServer } from '../support/server.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isRunning = (pid: number) => commandLine(pid) !== '';

describe('a running server', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  test('answers on both loopbacks and prints what to do next', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      expect((await fetch(`http://${host}:${server.port}/health`)).status).toBe(200);
    }
    expect(server.output()).toContain(`Demo shop   ${server.demoOrigin}`);
    expect(server.output()).toContain(server.signInLink);
    expect(server.output()).toContain(
      `<script async src="${server.origin}/porch.js" data-site="${server.siteKey}"></script>`,
    );
    expect(server.output()).toMatch(/first answer of \/health after \d+ ms/);
  });

  test('keeps its secrets to itself', () => {
    const path = join(server.dataDir, 'deployment.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { secret, setupToken } = JSON.parse(readFileSync(path, 'utf8'));
    const config = readFileSync(join(server.dataDir, 'workerd.capnp'), 'utf8');
    for (const hidden of [secret, setupToken]) {
      expect(config).not.toContain(hidden);
      expect(server.output()).not.toContain(hidden);
    }
  });

  test('serves the demo with the tag of this deployment, from another origin', async () => {
    const html = await (await fetch(server.demoOrigin)).text();
    expect(html).toContain(`${server.origin}/porch.js`);
    expect(html).toContain(server.siteKey);
    expect((await fetch(`${server.demoOrigin}/no-such-page`)).status).toBe(404);
  });

  test('the demo outlives a request that names no page', async () => {
    const socket = connect(server.port + 1, '127.0.0.1');
    socket.end('GET // HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(server.demoOrigin)).status).toBe(200);
  });

  test('is called what its owner calls it, else by a name that fits everybody', async () => {
    const site = await fetch(`${server.origin}/api/sites/${server.siteKey}`);
    expect((await site.json()).name).toBe('Our team');
  });

  test('serves the loader compressed, typed and revalidated', async () => {
    const loader = await fetch(`${server.origin}/porch.js`, { headers: { 'accept-encoding': 'br' } });
    expect(loader.headers.get('content-type')).toContain('text/javascript');
    expect(loader.headers.get('content-encoding')).toBe('br');
    expect(loader.headers.get('access-control-allow-origin')).toBe('*');
    const etag = loader.headers.get('etag') ?? '';
    const again = await fetch(`${server.origin}/porch.js`, {
      headers: { 'accept-encoding': 'br', 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
    const plain = await fetch(`${server.origin}/porch.js`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('etag')).not.toBe(etag);
    expect(await plain.text()).toBe(await loader.text());
  });

  test.each(['/console', '/console/', '/console/some/page'])('%s is the console', async (path) => {
    const page = await fetch(server.origin + path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  test.each([
    '/_headers',
    '/porch.js.br',
    '/m',
    '/m/none.js',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
  ])('%s is nothing', async (path) => {
    expect((await fetch(server.origin + path)).status).toBe(404);
  });

  test('its data folder and its ports are not taken twice', async () => {
    const { code, output } = await serveToEnd({
      PORT: String(await freePortPair()),
      PORCHLIGHT_DATA: server.dataDir,
    });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('already runs on') });
    const other = await serveToEnd({ PORT: String(server.port), PORCHLIGHT_DATA: temporaryFolder() });
    expect(other.code).toBe(1);
    expect(other.output).toMatch(/^porchlight: Port \d+ \(for the server\) is already in use\. .+\n$/);
  });
});

describe('ends and starts', () => {
  async function startWithFolder(env: Record<string, string> = {}): Promise<Server> {
    const server = await startServer({ dataDir: temporaryFolder(), env });
    onTestFinished(() => server.stop());
    return server;
  }

  test('a signal ends every process, and the next start finds the same workspace', async () => {
    const server = await startWithFolder();
    const { siteKey, signInLink, workerdPid, supervisorPid } = server;
    await server.stop();
    expect(isRunning(workerdPid)).toBe(false);
    expect(isRunning(supervisorPid)).toBe(false);
    expect(existsSync(join(server.dataDir, 'running.json'))).toBe(false);
    await server.restart();
    expect(server.siteKey).toBe(siteKey);
    expect(server.signInLink).not.toBe(signInLink);
  });

  test('workerd killed: one line, and the supervisor goes too', async () => {
    const server = await startWithFolder();
    await server.kill9();
    expect(server.output().trimEnd().split('\n').at(-1)).toMatch(/^porchlight: workerd was ended by SIGKILL/);
    expect(isRunning(server.supervisorPid)).toBe(false);
    await server.restart();
    expect((await fetch(`${server.origin}/health`)).status).toBe(200);
  });

  test('an error of its own: one line, and nothing is left behind', async () => {
    const mistake = `process.on('SIGUSR2',()=>Promise.reject(new TypeError('mistaken')))`;
    const server = await startWithFolder({
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURI(mistake)}`,
    });
    process.kill(server.supervisorPid, 'SIGUSR2');
    await expect.poll(() => isRunning(server.supervisorPid), { timeout: 10_000 }).toBe(false);
    expect(isRunning(server.workerdPid)).toBe(false);
    expect(existsSync(join(server.dataDir, 'running.json'))).toBe(false);
    expect(server.output().trimEnd().split('\n').at(-1)).toMatch(
      /^porchlight: stopped by an error of its own: TypeError: mistaken at /,
    );
  });

  test('the supervisor killed: its workerd, left behind, does not block the next start', async () => {
    const server = await startWithFolder();
    const leftBehind = server.workerdPid;
    process.kill(server.supervisorPid, 'SIGKILL');
    await server.restart();
    expect(server.workerdPid).not.toBe(leftBehind);
    expect(isRunning(leftBehind)).toBe(false);
  });
});

describe('a start that cannot succeed says why in one line', () => {
  test('the demo port is taken', async () => {
    const port = await freePortPair();
    const taken = createServer().listen(port + 1, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { code, output } = await serveToEnd({ PORT: String(port), PORCHLIGHT_DATA: temporaryFolder() });
    expect(code).toBe(1);
    expect(output).toMatch(/^porchlight: Port \d+ \(for the demo shop\) is already in use\. .+ PORT .+\n$/);
  });

  test('the data folder cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const dataDir = join(file, 'data');
    const { code, output } = await serveToEnd({
      PORT: String(await freePortPair()),
      PORCHLIGHT_DATA: dataDir,
    });
    expect(code).toBe(1);
    expect(output).toBe(
      `porchlight: The data folder ${dataDir} cannot be used (ENOTDIR). Make it writable, or choose another with PORCHLIGHT_DATA.\n`,
    );
  });

  test('the workerd binary is missing', async () => {
    const env = { PORT: String(await freePortPair()), PORCHLIGHT_DATA: temporaryFolder() };
    const { code, output } = await serveToEnd({ ...env, PORCHLIGHT_WORKERD: '/nowhere/workerd' });
    expect(code).toBe(1);
    expect(output).toMatch(/^porchlight: The workerd binary is missing at \/nowhere\/workerd .+\n$/);
  });

  test('the port is no number', async () => {
    const { code, output } = await serveToEnd({ PORT: 'http' });
    expect(code).toBe(1);
    expect(output).toMatch(/^porchlight: PORT must be .+\n$/);
  });
});
