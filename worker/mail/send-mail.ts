/** Hands a mail to the address that the operator has set up for it, signed. docs/API.md says what is agreed. */
import { createHmac } from 'node:crypto';
import { after } from '../durable/timer.ts';

export interface Mail {
  /** The same for the same mail, should it come twice. */
  id: string;
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
}

export type MailOutcome =
  | { is: 'accepted' }
  | { is: 'refused'; why: string }
  | { is: 'unreachable'; why: string };

/** Where mails are handed to, and what signs them. */
interface MailHook {
  url: string;
  secret: string;
}

const SIGNATURE_HEADER = 'porchlight-signature';
const TIMEOUT_MS = 10_000;

/** Null unless the operator has set both. */
export function mailSender(env: {
  PORCHLIGHT_MAIL_WEBHOOK?: string;
  PORCHLIGHT_MAIL_SECRET?: string;
}): ((mail: Mail) => Promise<MailOutcome>) | null {
  const { PORCHLIGHT_MAIL_WEBHOOK: url, PORCHLIGHT_MAIL_SECRET: secret } = env;
  return url && secret ? (mail) => sendMail({ url, secret }, mail) : null;
}

async function sendMail({ url, secret }: MailHook, mail: Mail): Promise<MailOutcome> {
  const body = JSON.stringify({ ...mail, at: Date.now() });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const abort = new AbortController();
  const cancel = after(TIMEOUT_MS, () => abort.abort());
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: `sha256=${signature}` },
      body,
      redirect: 'manual',
      signal: abort.signal,
    });
    await response.body?.cancel();
    if (response.ok) return { is: 'accepted' };
    const why = `status ${response.status}`;
    return response.status === 429 || response.status >= 500
      ? { is: 'unreachable', why }
      : { is: 'refused', why };
  } catch (error) {
    return { is: 'unreachable', why: error instanceof Error ? error.name : 'no answer' };
  } finally {
    cancel();
  }
}
