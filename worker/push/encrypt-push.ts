/** Message encryption for Web Push: RFC 8291 on aes128gcm (RFC 8188), one record. */
import type { PushDeviceRequest } from '../../protocol/notifications.ts';

export type PushTarget = Pick<PushDeviceRequest, 'endpoint' | 'p256dh' | 'auth'>;

/** What is made anew for each message; given in tests only. */
export interface Ephemeral {
  salt: Uint8Array;
  keys: CryptoKeyPair;
}

const RECORD_BYTES = 4096;
/** A push service need not take more than 4096 bytes (RFC 8030, 7.2): the header, the text, the byte that ends it, the tag. */
const TEXT_BYTES = 4096 - 86 - 1 - 16;
const LAST_RECORD = 2;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** @returns the body of the request. Throws when the text is too long, or the keys are no point of the curve. */
export async function encryptPush(
  text: string,
  { p256dh, auth }: Pick<PushTarget, 'p256dh' | 'auth'>,
  ephemeral?: Ephemeral,
): Promise<Uint8Array> {
  const plain = bytesOf(text);
  if (plain.byteLength > TEXT_BYTES) throw new Error('this is too long for a push');
  const { salt, keys } = ephemeral ?? (await makeEphemeral());
  const receiver = Buffer.from(p256dh, 'base64url');
  const sender = new Uint8Array((await crypto.subtle.exportKey('raw', keys.publicKey)) as ArrayBuffer);
  const receiverKey = await crypto.subtle.importKey('raw', receiver, CURVE, false, []);
  // workerd calls this field `$public` in its types, and `public` at run time.
  const agreement = { name: 'ECDH', public: receiverKey } as unknown as SubtleCryptoDeriveKeyAlgorithm;
  const shared = await crypto.subtle.deriveBits(agreement, keys.privateKey, 256);
  const info = Buffer.concat([bytesOf('WebPush: info\0'), receiver, sender]);
  const secret = await derive(shared, Buffer.from(auth, 'base64url'), info, 32);
  const contentKey = await derive(secret, salt, bytesOf('Content-Encoding: aes128gcm\0'), 16);
  const iv = await derive(secret, salt, bytesOf('Content-Encoding: nonce\0'), 12);
  const key = await crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']);
  const padded = Buffer.concat([plain, Uint8Array.of(LAST_RECORD)]);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, padded);
  const recordSize = Buffer.alloc(4);
  recordSize.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([salt, recordSize, Uint8Array.of(sender.byteLength), sender, new Uint8Array(sealed)]);
}

async function makeEphemeral(): Promise<Ephemeral> {
  const keys = (await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])) as CryptoKeyPair;
  return { salt: crypto.getRandomValues(new Uint8Array(16)), keys };
}

/** HKDF with SHA-256. */
async function derive(secret: ArrayBuffer, salt: Uint8Array, info: Uint8Array, byteCount: number) {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, byteCount * 8);
}
