import type { Router } from './route.ts';

const PATH = '/console/service-worker.js';

/** The worker shows notifications, and says when one was pressed. Without it only phones miss something. */
export function followServiceWorker(router: Router): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  serviceWorker.addEventListener('message', ({ data }) => router.go(data.go));
  serviceWorker.register(trusted(PATH), { scope: '/console' }).catch(() => {});
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** The console's content security policy asks that addresses of scripts be vouched for. */
function trusted(path: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('service-worker', { createScriptURL: () => path });
  return policy?.createScriptURL(path) ?? path;
}
