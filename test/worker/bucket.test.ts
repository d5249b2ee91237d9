/** Where a bucket is bound, files lie in it, and leave it. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { attachment } from '../../protocol/files.ts';
import type { Env } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import { utf8 } from '../support/pictures.ts';
import { join, makeVisitor, makeWorkspace, message, ok, request, SHOP } from './front-door.ts';

const keys = async () => (await (env as Env).FILES?.list())?.objects.map(({ key }) => key);

it('[FIL-6] a file lies in the bucket from its first message to its deletion; what was cut off is not in it', async () => {
  const { siteKey } = await makeWorkspace();
  const { conversation, token, ticket } = await makeVisitor(siteKey);
  const send = (text: string, bytes: number) =>
    request(`/api/conversations/${conversation}/files`, {
      bearer: token,
      origin: SHOP,
      body: utf8(text),
      headers: { 'x-file-id': newId(26), 'x-file-name': 'a.txt', 'content-length': `${bytes}` },
    });
  expect((await send('Cut off', 99)).status).toBe(400);
  expect((await send('#!/bin/sh', 9)).status).toBe(415);
  expect(await keys()).toEqual([]);
  const file = await ok(attachment, send('Words', 5));
  expect(await keys()).toEqual([expect.stringMatching(`^${conversation}/`)]);

  const { wire } = await join(conversation, ticket);
  wire.send({ t: 'send', items: [{ ...message(''), attachments: [file] }] });
  await wire.next('ack');
  wire.send({ t: 'send', items: [{ cid: newId(26), kind: 'redact', target: 1 }] });
  await wire.next('ack');
  await expect.poll(keys).toEqual([]);
});
