/** A browser that is called by push, as test/support/push-service.ts knows it. */
import { expect } from 'vitest';
import { newId } from '../../worker/new-id.ts';
import type { Arrival } from '../support/push-service.ts';

/** A browser with a push subscription: what it is sent, opened with its keys. */
export interface PushBrowser {
  device: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  keys: CryptoKeyPair;
}

export async function makeBrowser(how = 'take'): Promise<PushBrowser> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const keys = (await crypto.subtle.generateKey(curve, true, ['deriveBits'])) as CryptoKeyPair;
  const point = (await crypto.subtle.exportKey('raw', keys.publicKey)) as ArrayBuffer;
  return {
    device: newId(26),
    endpoint: `https://push.example/${how}/${newId(26)}`,
    p256dh: Buffer.from(point).toString('base64url'),
    auth: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url'),
    keys,
  };
}

export const arrived = async ({ endpoint }: PushBrowser, count: number): Promise<Arrival[]> =>
  (await fetch(`${endpoint.replace(/\/\w+\/(?=\w+$)/, '/arrived/')}?count=${count}`)).json();

/** The other end of worker/push/encrypt-push.ts, by RFC 8291. */
export async function readPush({ keys, p256dh, auth }: PushBrowser, { body }: Arrival): Promise<unknown> {
  const bytes = Buffer.from(body, 'base64url');
  const [salt, senderPoint, sealed] = [bytes.subarray(0, 16), bytes.subarray(21, 86), bytes.subarray(86)];
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const sender = await crypto.subtle.importKey('raw', senderPoint, curve, false, []);
  const agreement = { name: 'ECDH', public: sender } as unknown as SubtleCryptoDeriveKeyAlgorithm;
  const derive = async (secret: ArrayBuffer, salt: Uint8Array, info: Uint8Array, count: number) => {
    const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
    return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, count * 8);
  };
  const shared = await crypto.subtle.deriveBits(agreement, keys.privateKey, 256);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), Buffer.from(p256dh, 'base64url'), senderPoint]);
  const secret = await derive(shared, Buffer.from(auth, 'base64url'), info, 32);
  const contentKey = await derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const iv = await derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
  const plain = Buffer.from(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
  expect(plain.at(-1)).toBe(2);
  return JSON.parse(plain.subarray(0, -1).toString());
}

/** A way out of this process and back: what waits for the network gets its turn. */
export const turn = async () =>
  void (await (await fetch('https://push.example/arrived/nobody?count=0')).text());
