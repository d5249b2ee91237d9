import type { Router } from './route.ts';
import type { Session } from './session.ts';

const PATH = '/console/service-worker.js';

/** The worker shows notifications, also pushed ones, and says when one was pressed. */
export function followServiceWorker(router: Router, session: Session): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  serviceWorker.addEventListener('message', ({ data }) => router.go(data.go));
  serviceWorker.register(trusted(PATH), { scope: '/console' }).catch(() => {});
  // The server forgets this browser with the session. So must the push service: the next who signs in is somebody else.
  session.state.subscribe(() => {
    if (session.state.get().is === 'signed-out') unsubscribe(serviceWorker).catch(() => {});
  });
}

async function unsubscribe(serviceWorker: ServiceWorkerContainer): Promise<void> {
  const registration = await serviceWorker.getRegistration(PATH);
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
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
