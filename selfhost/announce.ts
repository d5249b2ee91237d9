import type { Settings } from './settings.ts';

export interface Running {
  origin: string;
  demoOrigin: string;
  siteKey: string;
  signInLink: string;
  workerdPid: number;
}

/** What the person who typed `npm start` needs next. */
export function announce(
  running: Omit<Running, 'workerdPid'>,
  settings: Settings,
  healthyAfterMs: number,
): void {
  const { origin, demoOrigin, siteKey, signInLink } = running;
  console.log(`
Porchlight is ready: first answer of /health after ${Math.round(healthyAfterMs)} ms.

  Demo shop   ${demoOrigin}
  Console     ${signInLink}
              signs ${settings.owner.email} in, once
  Your tag    <script async src="${origin}/porch.js" data-site="${siteKey}"></script>

Conversations are kept in ${settings.dataDir}. Ctrl-C stops everything.
`);
}
