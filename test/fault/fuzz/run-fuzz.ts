/**
 * Fuzzes the running server with frames and requests at once, and tells what was not as it should be. The test and the
 * command line both run this.
 */
import { eventually } from '../../support/people.ts';
import type { Server } from '../../support/server.ts';
import { ticketFor } from '../../support/wire.ts';
import { runLane, type Target } from './frame-lane.ts';
import { inboxTicket, makeWorkspace, type Workspace } from './fuzz-world.ts';
import { readLog, startTalk } from './healthy-talk.ts';
import { fuzzedLogFaults } from './log-faults.ts';
import { createReport, type Violation } from './report.ts';
import { doorsOf, runRequests } from './request-lanes.ts';
import { watch, watchInbox } from './watcher.ts';

export interface FuzzOptions {
  seed: number;
  frameCount: number;
  requestCount: number;
  /** Number of the first frame and request: with a count of 1, one of them alone. */
  from?: number;
}

export interface FuzzSummary {
  seed: number;
  frames: number;
  requests: number;
  seconds: number;
  /** How many frames ended in which answer or code, and how many requests in which status. */
  frameOutcomes: Record<string, number>;
  requestOutcomes: Record<string, number>;
  limitedHellos: number;
  healthyMessages: number;
  healthySlowestMs: number;
  storedByFuzz: number;
  violations: Violation[];
}

const WORKSPACES = 4;
const CONVERSATIONS_EACH = 12;
/** The healthy ones say something after so many fuzzed frames and requests. */
const TALK_EVERY = 25;
/** Rate limits are an answer, but not the one to most. */
const LIMITED_SHARE = 0.1;

export async function runFuzz(server: Server, options: FuzzOptions): Promise<FuzzSummary> {
  const { origin, workerdPid } = server;
  const { seed, frameCount, requestCount, from = 0 } = options;
  const printedBefore = server.output().length;
  const startedAt = performance.now();

  const workspaces: Workspace[] = [];
  for (let count = 0; count < WORKSPACES; count += 1)
    workspaces.push(await makeWorkspace(server, CONVERSATIONS_EACH + 2));
  const [first] = workspaces;
  const healthyVisitor = first?.visitors.pop();
  const requestVisitor = first?.visitors.pop();
  if (!first || !healthyVisitor || !requestVisitor) throw new Error('there is nobody to fuzz');
  const talk = await startTalk(origin, healthyVisitor, first.watcher);
  let progress = 0;
  const report = createReport(() => {
    progress += 1;
    if (progress % TALK_EVERY === 0) talk.goOn();
  });

  const fuzzed = workspaces.flatMap((workspace) =>
    workspace.visitors.slice(0, CONVERSATIONS_EACH).map((visitor) => ({ workspace, ...visitor })),
  );
  const watchers = await Promise.all(
    // As the visitor's second tab: an agent's connection would end after a while [AUT-13].
    fuzzed.map(({ conversation, token }) => watch(origin, conversation, { token })),
  );
  const inboxes = await Promise.all(
    workspaces.map(async ({ id, watcher }) => watchInbox(origin, id, await inboxTicket(origin, id, watcher))),
  );

  const targets = [
    ...fuzzed.flatMap((one) => conversationTargets(origin, one)),
    ...workspaces.flatMap(inboxTargets(origin)),
  ];
  const lanes = targets.map((target, lane) =>
    // A frame belongs to the same lane wherever the run begins, or it could not be replayed alone.
    runLane(target, {
      origin,
      seed,
      first: from + ((((lane - from) % targets.length) + targets.length) % targets.length),
      end: from + frameCount,
      stride: targets.length,
      report,
    }),
  );
  const doors = await doorsOf(server, first, requestVisitor.conversation);
  const requests = runRequests(server, doors, { seed, from, end: from + requestCount, report });
  const [known] = await Promise.all([Promise.all(lanes), requests]);

  for (const fault of await talk.finish()) report.violate(`healthy conversation: ${fault}`);
  let storedByFuzz = 0;
  for (const [index, watcher] of watchers.entries()) {
    const { conversation, workspace } = fuzzed[index] ?? { conversation: '', workspace: first };
    const log = await readLog(origin, conversation, workspace.owner.cookie);
    await eventually(async () => {
      if (watcher.log.length < log.length) throw new Error('the watcher has not heard everything');
    }).catch((error) => report.violate(`fuzzed conversation ${index}: ${error}`));
    const both = known.slice(index * 2, index * 2 + 2);
    storedByFuzz += log.length;
    const faults = [watcher.fault(), ...fuzzedLogFaults(log, watcher.log, both)];
    for (const fault of faults) if (fault) report.violate(`fuzzed conversation ${index}: ${fault}`);
    watcher.close();
  }
  for (const inbox of inboxes) {
    const fault = inbox.fault();
    if (fault) report.violate(fault);
    inbox.close();
  }
  for (const fault of serverFaults(server, workerdPid, printedBefore)) report.violate(fault);
  if ((report.frames.rate_limited ?? 0) > frameCount * LIMITED_SHARE + 20)
    report.violate(`${report.frames.rate_limited} of ${frameCount} frames were only told to slow down`);

  return {
    seed,
    frames: frameCount,
    requests: requestCount,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    frameOutcomes: report.frames,
    requestOutcomes: report.requests,
    limitedHellos: report.limitedHelloCount,
    healthyMessages: talk.messageCount,
    healthySlowestMs: Math.round(talk.slowestMs),
    storedByFuzz,
    violations: report.violations,
  };
}

interface Fuzzed {
  workspace: Workspace;
  conversation: string;
  token: string;
}

/** A visitor and an agent each, in this order. */
function conversationTargets(origin: string, { workspace, conversation, token }: Fuzzed): Target[] {
  const path = `/api/conversations/${conversation}/socket`;
  const { owner } = workspace;
  return [
    { channel: 'visitor', path, id: '', ticket: () => ticketFor(origin, conversation, { token }) },
    {
      channel: 'agent',
      path,
      id: owner.id,
      ticket: () => ticketFor(origin, conversation, { cookie: owner.cookie }),
    },
  ];
}

const inboxTargets =
  (origin: string) =>
  ({ id, fuzzers }: Workspace): Target[] =>
    fuzzers.map((agent) => ({
      channel: 'inbox',
      path: `/api/workspaces/${id}/inbox/socket`,
      id: agent.id,
      ticket: () => inboxTicket(origin, id, agent),
    }));

/**
 * workerd's remark when an alarm is set anew while the old one is about to run, as every commit does on a busy machine.
 * It means what we want: the old one is not run.
 */
const ALARM_REMARK = /^.*SQLite alarm handler canceled with requestScheduledAlarm.*\n?/gm;

/** Whatever the server printed after its start is a crash, a stack, or noise that an enemy can make at will. */
function serverFaults(server: Server, pid: number, printedBefore: number): string[] {
  const faults: string[] = [];
  if (server.workerdPid !== pid) faults.push('workerd is another process');
  try {
    process.kill(pid, 0);
  } catch {
    faults.push('workerd is gone');
  }
  const printed = server.output().slice(printedBefore).replace(ALARM_REMARK, '');
  if (printed !== '')
    faults.push(`the server printed ${printed.length} characters: ${printed.slice(0, 600)}`);
  return faults;
}
