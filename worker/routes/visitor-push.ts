/** Where a visitor wants to be told of answers after the page is closed: devices of theirs, one conversation at a time. */
import { deviceId } from '../../protocol/ids.ts';
import { RATES } from '../../protocol/limits.ts';
import { visitorPushRequest } from '../../protocol/visitor-push.ts';
import { type AppContext, type ConversationVisitor, parameter } from '../auth/access.ts';
import { tokenBuckets } from '../durable/token-bucket.ts';
import { conversationStub, installationStub } from '../env.ts';
import { ProblemError } from '../problem.ts';
import { pushAddress } from '../push/send-push.ts';
import { wellFormed } from '../well-formed.ts';
import { requireAdmission } from './conversations.ts';
import { bodyOf } from './route.ts';

/** Per process: at Cloudflare's edge a rough limit, on one machine an exact one. */
const puts = tokenBuckets(RATES.visitorDevices);
/** Made once for the installation, which is one object for all: that is not asked by each visitor. */
let pushKey: string | undefined;

/** GET /api/conversations/:conversation/push. Out: visitorPushSetting. */
export async function showVisitorPush(c: AppContext): Promise<Response> {
  pushKey ??= (await installationStub(c.env).pushKeys()).publicKey;
  return c.json({ pushKey });
}

/**
 * PUT /api/conversations/:conversation/push/:device: tells this browser of answers that its visitor does not see. In:
 * visitorPushRequest. Out: {}. Errors: forbidden (not the address of a push service; this Origin may not embed the site),
 * blocked, rate_limited.
 */
export async function putVisitorDevice(c: AppContext, caller: ConversationVisitor): Promise<Response> {
  const device = parameter(deviceId, c.req.param('device'));
  const waitMs = puts.take(caller.conversation, Date.now());
  if (waitMs > 0) throw new ProblemError('rate_limited', 'Too many devices. Wait a moment.', waitMs);
  await requireAdmission(c, caller);
  const { endpoint, p256dh, auth, page, icon } = await bodyOf(c, visitorPushRequest);
  const address = pushAddress(endpoint);
  if (!address) throw new ProblemError('forbidden', 'Give a public address that begins with https://.');
  const { origin } = new URL(c.req.url);
  const isKept = await conversationStub(c.env, caller.conversation).putPushDevice({
    device,
    endpoint: address.href,
    p256dh,
    auth,
    page: wellFormed(page),
    icon: icon && wellFormed(icon),
    contact: origin.startsWith('https://') ? origin : null,
  });
  if (!isKept) throw new ProblemError('blocked', 'The team takes nothing more from you here.');
  return c.json({});
}

/** DELETE of the same. Out: {}. */
export async function removeVisitorDevice(
  c: AppContext,
  { conversation }: ConversationVisitor,
): Promise<Response> {
  const device = parameter(deviceId, c.req.param('device'));
  await conversationStub(c.env, conversation).removePushDevice(device);
  return c.json({});
}
