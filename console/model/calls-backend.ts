/** The routes by which an agent is called. Apart from the others, which the list waits for. Every call throws `ApiError`. */
import {
  ledger,
  notificationPreferences,
  notificationSetting,
  type PageCall,
  type PreferencesChange,
  type PushDeviceRequest,
  pushDevices,
  testResponse,
} from '../../protocol/notifications.ts';
import { object } from '../../protocol/shape.ts';
import type { Backend } from './backend.ts';

export type CallsBackend = ReturnType<typeof createCallsBackend>;

export function createCallsBackend({ ask }: Backend, workspace: string) {
  const path = 'me/notifications';
  return {
    setting: () => ask(notificationSetting, 'GET', workspace, path),
    prefer: (change: PreferencesChange) => ask(notificationPreferences, 'PATCH', workspace, path, change),
    putDevice: (device: string, subscription: PushDeviceRequest) =>
      ask(pushDevices, 'PUT', workspace, `${path}/devices/${device}`, subscription),
    removeDevice: (device: string) => ask(pushDevices, 'DELETE', workspace, `${path}/devices/${device}`),
    ledger: async () => (await ask(ledger, 'GET', workspace, `${path}/ledger`)).entries,
    note: (entries: readonly PageCall[]) => ask(object({}), 'POST', workspace, `${path}/ledger`, { entries }),
    noteOpened: (id: string) => ask(object({}), 'POST', workspace, `${path}/opened`, { id }),
    test: () => ask(testResponse, 'POST', workspace, `${path}/test`, {}),
  };
}
