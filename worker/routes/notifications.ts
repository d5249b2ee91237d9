/** How an agent is called: what they want, on which devices, and what became of it. Each route is about oneself. */
import { deviceId } from '../../protocol/ids.ts';
import {
  ledgerRequest,
  openedRequest,
  preferencesRequest,
  pushDeviceRequest,
} from '../../protocol/notifications.ts';
import { type AppContext, type Member, parameter } from '../auth/access.ts';
import { hashToken } from '../auth/token-hash.ts';
import { accountStub, workspaceStub } from '../env.ts';
import { ProblemError } from '../problem.ts';
import { pushAddress } from '../push/send-push.ts';
import { wellFormed } from '../well-formed.ts';
import { bodyOf } from './route.ts';

/** GET /api/workspaces/:workspace/me/notifications. Out: notificationSetting. */
export const showNotifications = async (c: AppContext, { workspace, agent }: Member): Promise<Response> =>
  c.json(await workspaceStub(c.env, workspace).notifications(agent));

/** PATCH …/me/notifications. In: preferencesRequest. Out: notificationPreferences. */
export async function changePreferences(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const change = await bodyOf(c, preferencesRequest);
  const origin = c.req.header('origin') ?? new URL(c.req.url).origin;
  return c.json(await workspaceStub(c.env, workspace).prefer(agent, change, origin));
}

/**
 * PUT …/me/notifications/devices/:device: calls this browser by push until the session ends that asks for it. In:
 * pushDeviceRequest. Out: pushDevices. Errors: forbidden (not the address of a push service).
 */
export async function putPushDevice(c: AppContext, { workspace, agent, session }: Member): Promise<Response> {
  const device = parameter(deviceId, c.req.param('device'));
  const { name, endpoint, p256dh, auth } = await bodyOf(c, pushDeviceRequest);
  const address = pushAddress(endpoint);
  if (!address) throw new ProblemError('forbidden', 'Give a public address that begins with https://.');
  const expiresAt = await accountStub(c.env, session.account).sessionEndsAt(session.secret);
  const origin = c.req.header('origin') ?? '';
  const devices = await workspaceStub(c.env, workspace).putPushDevice({
    agent,
    device,
    name: wellFormed(name),
    endpoint: address.href,
    p256dh,
    auth,
    contact: origin.startsWith('https://') ? origin : null,
    session: hashToken(session.secret),
    expiresAt: expiresAt ?? 0,
  });
  return c.json({ devices });
}

/** DELETE …/me/notifications/devices/:device. Out: pushDevices. */
export async function removePushDevice(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const device = parameter(deviceId, c.req.param('device'));
  return c.json({ devices: await workspaceStub(c.env, workspace).removePushDevice(agent, device) });
}

/** GET …/me/notifications/ledger. Out: ledger. */
export const showLedger = async (c: AppContext, { workspace, agent }: Member): Promise<Response> =>
  c.json({ entries: await workspaceStub(c.env, workspace).callLedger(agent) });

/** POST …/me/notifications/ledger: what a page of theirs did. In: ledgerRequest. Out: {}. */
export async function noteCalls(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const { entries } = await bodyOf(c, ledgerRequest);
  const named = entries.map((entry) => ({
    ...entry,
    visitorName: entry.visitorName && wellFormed(entry.visitorName),
  }));
  await workspaceStub(c.env, workspace).noteCalls(agent, named);
  return c.json({});
}

/** POST …/me/notifications/opened: one was pressed. In: openedRequest. Out: {}. */
export async function noteOpened(c: AppContext, { workspace, agent }: Member): Promise<Response> {
  const { id } = await bodyOf(c, openedRequest);
  await workspaceStub(c.env, workspace).noteOpened(agent, id);
  return c.json({});
}

/** POST …/me/notifications/test: calls each of one's devices by push, whatever one prefers. Out: testResponse. */
export const testPush = async (c: AppContext, { workspace, agent }: Member): Promise<Response> =>
  c.json({ devices: await workspaceStub(c.env, workspace).testPush(agent) });
