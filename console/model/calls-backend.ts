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
    setting: () => ask(workspace, notificationSetting, 'GET', path),
    prefer: (change: PreferencesChange) => ask(workspace, notificationPreferences, 'PATCH', path, change),
    putDevice: (device: string, subscription: PushDeviceRequest) =>
      ask(workspace, pushDevices, 'PUT', `${path}/devices/${device}`, subscription),
    removeDevice: (device: string) => ask(workspace, pushDevices, 'DELETE', `${path}/devices/${device}`),
    ledger: async () => (await ask(workspace, ledger, 'GET', `${path}/ledger`)).entries,
    note: (entries: readonly PageCall[]) => ask(workspace, object({}), 'POST', `${path}/ledger`, { entries }),
    noteOpened: (id: string) => ask(workspace, object({}), 'POST', `${path}/opened`, { id }),
    test: () => ask(workspace, testResponse, 'POST', `${path}/test`, {}),
  };
}
