/** [NTF-6] The example of RFC 8291, section 5: the same keys and salt must give the same bytes. */
import { expect, it } from 'vitest';
import { encryptPush } from '../../worker/push/encrypt-push.ts';

const TEXT = 'When I grow up, I want to be a watermelon';
const RECEIVER = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};
const SENDER = {
  publicKey: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  privateKey: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
};
const SALT = 'DGv6ra1nlYgDCS1FRnbzlw';
const BODY =
  'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';

async function senderKeys(): Promise<CryptoKeyPair> {
  const point = Buffer.from(SENDER.publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const jwk = { kty: 'EC', crv: 'P-256', x, y };
  return {
    publicKey: await crypto.subtle.importKey('jwk', jwk as JsonWebKey, curve, true, []),
    privateKey: await crypto.subtle.importKey(
      'jwk',
      { ...jwk, d: SENDER.privateKey } as JsonWebKey,
      curve,
      false,
      ['deriveBits'],
    ),
  };
}

it('[NTF-6] encrypts as the example of RFC 8291', async () => {
  const ephemeral = { salt: Buffer.from(SALT, 'base64url'), keys: await senderKeys() };
  const body = await encryptPush(TEXT, RECEIVER, ephemeral);
  expect(Buffer.from(body).toString('base64url')).toBe(BODY);
});

it('[NTF-6] every message has keys and a salt of its own', async () => {
  const [first, second] = await Promise.all([encryptPush(TEXT, RECEIVER), encryptPush(TEXT, RECEIVER)]);
  expect(Buffer.from(first).subarray(0, 16)).not.toEqual(Buffer.from(second).subarray(0, 16));
  expect(Buffer.from(first).subarray(21, 86)).not.toEqual(Buffer.from(second).subarray(21, 86));
});

it('[NTF-6] a text that a push service need not take is refused', async () => {
  expect((await encryptPush('x'.repeat(3993), RECEIVER)).byteLength).toBe(4096);
  await expect(encryptPush('x'.repeat(3994), RECEIVER)).rejects.toThrow('too long');
});
