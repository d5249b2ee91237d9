import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where e-mails are handed to, and what signs them. Null in the Worker where it is not set. */
export const MAIL_SETTINGS = ['PORCHLIGHT_MAIL_WEBHOOK', 'PORCHLIGHT_MAIL_SECRET'];

export type Settings = ReturnType<typeof readSettings>;

/** Everything that the environment can change, read in one place. */
export function readSettings(env: NodeJS.ProcessEnv) {
  const port = readPort(env.PORT);
  return {
    port,
    demoPort: port + 1,
    /** Undefined: loopback only. */
    host: env.HOST || undefined,
    dataDir: resolve(root, env.PORCHLIGHT_DATA || '.data'),
    workerdPath: env.PORCHLIGHT_WORKERD || undefined,
    /** What visitors and agents see as the name of who they write to, or work for. */
    name: env.PORCHLIGHT_NAME || 'Our team',
    owner: {
      email: env.PORCHLIGHT_OWNER_EMAIL || 'owner@localhost',
      password: env.PORCHLIGHT_OWNER_PASSWORD || undefined,
      name: env.PORCHLIGHT_OWNER_NAME || undefined,
    },
    /** What is set of MAIL_SETTINGS. */
    mail: Object.fromEntries(MAIL_SETTINGS.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    /** When the command was given, as far as we know: the install and the build count. */
    startedAt: Number(env.PORCHLIGHT_STARTED_AT) || performance.timeOrigin,
    /** Started by npm, our npm is to be outlived by nothing; started by hand, the shell may close. */
    endsWithParent: env.npm_lifecycle_event !== undefined,
  };
}

function readPort(text = '8787'): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port < 65_535) return port;
  throw new StartError(`PORT must be a whole number from 1 to 65534 (the demo takes PORT+1), not "${text}".`);
}
