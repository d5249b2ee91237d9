import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inDataFolder, StartError } from './start-error.ts';

/** What makes this deployment itself. Losing `secret` signs everybody out; leaking it lets others sign. */
export interface Deployment {
  secret: string;
  setupToken: string;
  workspace: string;
}

/** Reads `<data>/deployment.json`, or makes it at the first start. */
export function openDeployment(dataDir: string): Deployment {
  const path = join(dataDir, 'deployment.json');
  return inDataFolder(dataDir, () => {
    mkdirSync(join(dataDir, 'objects'), { recursive: true, mode: 0o700 });
    if (existsSync(path)) return parseDeployment(path, readFileSync(path, 'utf8'));
    const deployment = makeDeployment();
    // Written whole or not at all: half a secrets file would lock the owner out of the data beside it.
    writeFileSync(`${path}.new`, `${JSON.stringify(deployment, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return deployment;
  });
}

function makeDeployment(): Deployment {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return {
    secret: randomBytes(32).toString('base64url'),
    setupToken: randomBytes(32).toString('base64url'),
    workspace: Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join(''),
  };
}

function parseDeployment(path: string, text: string): Deployment {
  try {
    const { secret, setupToken, workspace } = JSON.parse(text);
    if ([secret, setupToken].every((it) => typeof it === 'string' && it.length >= 32)) {
      if (/^[a-z0-9]{10}$/.test(workspace)) return { secret, setupToken, workspace };
    }
  } catch {
    // Falls through: unreadable JSON and wrong contents need the same answer.
  }
  throw new StartError(
    `${path} is damaged. Restore it from a backup; without it the stored data has no owner.`,
  );
}
