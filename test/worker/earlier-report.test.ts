/** [INB-1] A deployment reaches objects one after the other: the workspace takes what earlier builds report. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { type Env, workspaceStub } from '../../worker/env.ts';
import { newId } from '../../worker/new-id.ts';
import { CONTEXT, makeWorkspace, openInbox } from './front-door.ts';

it('[INB-1] a report of a build from before views, people and search becomes a row', async () => {
  const workspace = await makeWorkspace();
  const { wire } = await openInbox(workspace, workspace.owner);
  const conversation = `${workspace.id}-${newId(26)}`;
  // As commit 3425eae made it.
  const report = {
    conversation,
    site: workspace.siteKey,
    epoch: 'e',
    head: 2,
    status: 'open',
    assignee: null,
    createdAt: 1_000,
    activeAt: 2_000,
    preview: 'Hello',
    previewRole: 'visitor',
    waitingSince: 2_000,
    visitorMessageCount: 1,
    visitorName: 'Kim',
    readCounts: {},
    context: CONTEXT,
  } as const;
  const pauseMs = await workspaceStub(env as Env, workspace.id).index(report);
  expect(pauseMs).toBeGreaterThanOrEqual(0);
  const { rows } = await wire.next('rows');
  expect(rows).toMatchObject([
    {
      conversation,
      visitor: null,
      team: null,
      labels: [],
      priority: 'normal',
      snoozedUntil: null,
      returnedAt: null,
      mention: null,
      unread: 1,
    },
  ]);
});
