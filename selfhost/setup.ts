import type { Deployment } from './deployment.ts';
import type { Settings } from './settings.ts';
import { StartError } from './start-error.ts';

export interface SetupResult {
  siteKey: string;
  signInToken: string;
}

/** Tells the Worker which workspace and owner this deployment has. Safe to repeat: later starts find the same. */
export async function callSetup(
  origin: string,
  deployment: Deployment,
  { name, owner }: Pick<Settings, 'name' | 'owner'>,
): Promise<SetupResult> {
  const answer = await fetch(`${origin}/api/setup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${deployment.setupToken}`, 'content-type': 'application/json' },
    // JSON leaves out what is undefined: the Worker sees a password only if the owner chose one.
    body: JSON.stringify({
      workspace: deployment.workspace,
      name,
      email: owner.email,
      password: owner.password,
      ownerName: owner.name,
    }),
  });
  const body = await answer.text();
  if (!answer.ok)
    throw new StartError(`Setting up the workspace failed (${answer.status}): ${body.slice(0, 300)}`);
  const { siteKey, signInToken } = JSON.parse(body);
  if (typeof siteKey !== 'string' || typeof signInToken !== 'string') {
    throw new StartError('Setting up the workspace failed: the answer has no site key or no sign-in token.');
  }
  return { siteKey, signInToken };
}
