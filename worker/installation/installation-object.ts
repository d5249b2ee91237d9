/**
 * The one Durable Object of the whole installation. It holds what all workspaces share and nobody else may know: the keys
 * by which push services know this server. Asked once by each object that sends. Decision 0022.
 */
import { DurableObject } from 'cloudflare:workers';
import { exportJWK, generateKeyPair } from 'jose';
import type { Env } from '../env.ts';
import type { PushKeys } from '../push/send-push.ts';

export class InstallationObject extends DurableObject<Env> {
  /** Makes them when they are asked for the first time. */
  async pushKeys(): Promise<PushKeys> {
    const known = await this.ctx.storage.get<PushKeys>('push-keys');
    if (known) return known;
    // Two who ask at once get the same.
    return this.ctx.blockConcurrencyWhile(async () => {
      const meanwhile = await this.ctx.storage.get<PushKeys>('push-keys');
      if (meanwhile) return meanwhile;
      const keys = await makePushKeys();
      await this.ctx.storage.put('push-keys', keys);
      return keys;
    });
  }
}

async function makePushKeys(): Promise<PushKeys> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const [privateKey, { x = '', y = '' }] = await Promise.all([
    exportJWK(pair.privateKey),
    exportJWK(pair.publicKey),
  ]);
  const point = [Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return { privateKey, publicKey: Buffer.concat(point).toString('base64url') };
}
