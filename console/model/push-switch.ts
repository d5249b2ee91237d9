/** Push on this device: on, off, and kept on over sessions by whoever switched it on. */
import type { Random } from '../../client/environment.ts';
import type { Subscription } from '../../client/push-subscription.ts';
import { randomId } from '../../client/random-id.ts';
import { ID_LENGTHS } from '../../protocol/ids.ts';
import type { PushDevice } from '../../protocol/notifications.ts';
import type { CallsBackend } from './calls-backend.ts';
import type { Permission } from './notifications.ts';

export type PushState = 'unsupported' | 'off' | 'turning-on' | 'on' | 'turning-off' | 'failed';

/** What the browser has for it. */
export interface PushPlatform {
  isSupported(): boolean;
  /** How this browser is called among an agent's devices. */
  name(): string;
  /** Subscribes, or returns the subscription that is there. @throws when the push service says no. */
  subscribe(key: string): Promise<Subscription>;
  unsubscribe(): Promise<void>;
}

export interface PushSwitch {
  /** The server has said what is to be subscribed with. */
  found(key: string, permission: Permission): Promise<void>;
  set(isOn: boolean, permission: Permission): Promise<void>;
}

const DEVICE_KEY = 'porchlight:device';
const WISHES = 'porchlight:push:';

export function createPushSwitch(
  platform: PushPlatform,
  backend: CallsBackend,
  random: Random,
  agent: string,
  changed: (change: { push?: PushState; devices?: readonly PushDevice[] }) => void,
): PushSwitch {
  /** That this agent wants it here. */
  const wishKey = `${WISHES}${agent}`;
  const device = stored(DEVICE_KEY) ?? randomId(random, ID_LENGTHS.device);
  let key: string | null = null;

  const switchOn = async () => {
    if (key === null) throw new Error('the server has not been reached');
    const subscription = await platform.subscribe(key);
    const { devices } = await backend.putDevice(device, {
      ...subscription,
      name: platform.name(),
    });
    store(DEVICE_KEY, device);
    store(wishKey, 'on');
    changed({ push: 'on', devices });
  };

  const switchOff = async () => {
    store(wishKey, null);
    const { devices } = await backend.removeDevice(device);
    // The browser has one subscription: another workspace's agent may want it still.
    if (!isWantedHere()) await platform.unsubscribe();
    changed({ push: 'off', devices });
  };

  const set = async (isOn: boolean, permission: Permission) => {
    if (!platform.isSupported()) return changed({ push: 'unsupported' });
    if (isOn && permission !== 'granted') return changed({ push: 'off' });
    changed({ push: isOn ? 'turning-on' : 'turning-off' });
    try {
      await (isOn ? switchOn() : switchOff());
    } catch {
      changed({ push: 'failed' });
    }
  };

  return {
    async found(found, permission) {
      // Later answers change nothing: what the agent does here counts.
      const isFirst = key === null;
      key = found;
      if (!platform.isSupported()) changed({ push: 'unsupported' });
      // Also renews it: it ends with the session.
      else if (isFirst && stored(wishKey) === 'on' && permission === 'granted') await set(true, permission);
    },
    set,
  };
}

/** Storage may be denied. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

const isWantedHere = (): boolean => {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(WISHES));
  } catch {
    return false;
  }
};

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then it lasts as long as the page.
  }
}
