/**
 * Fills a running server's workspace with made-up conversations, through its front door: they can be opened, searched
 * and answered like any other.
 *
 *     npm run seed -- --conversations 1000 [--messages 5] [--seed 1] [--at http://localhost:8787]
 *
 * Each conversation is a database of its own, so this makes tens a second. `npm run seed:index` fills lists and search only,
 * of a stopped server, a thousand a second.
 */
import { parseArgs } from 'node:util';
import type { Action } from '../../protocol/actions.ts';
import { LABEL_COLORS } from '../../protocol/desk.ts';
import { openDeployment } from '../../selfhost/deployment.ts';
import { readSettings } from '../../selfhost/settings.ts';
import { callSetup } from '../../selfhost/setup.ts';
import { newId } from '../../worker/new-id.ts';
import { type SyntheticConversation, syntheticConversations } from './synthetic.ts';
import { signIn } from './wire.ts';

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    at: { type: 'string' },
  },
});
const count = Number(values.conversations);
const settings = readSettings(process.env);
const origin = values.at ?? `http://localhost:${settings.port}`;
/** At the same time. */
const LANES = 24;
/** Of one visitor, before they are told to slow down. */
const VISITOR_MESSAGES = 18;
const AGENTS = ['Test Ada', 'Test Grace', 'Test Hedy', 'Test Mary'];
const LABELS = ['Refund', 'Delivery', 'Broken', 'Question', 'Praise', 'Invoice', 'Spam', 'Wholesale'];
const CONTEXT = { page: '', title: '', referrer: '', locale: 'en', timeZone: 'UTC', userAgent: 'seed' };

const { workspace, ...deployment } = openDeployment(settings.dataDir);
const { siteKey, signInToken } = await callSetup(origin, { ...deployment, workspace }, settings);
const cookie = await signIn({ origin, signInLink: `#sign-in=${signInToken}` });
const here = (rest: string) => `/api/workspaces/${workspace}/${rest}`;

type Json = Record<string, unknown>;
async function post(path: string, body: object, headers: Record<string, string> = { cookie }): Promise<Json> {
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
}

/** What is missing of the team and its labels. */
async function prepare() {
  const known = (await (await fetch(origin + here('desk'), { headers: { cookie } })).json()) as {
    members: { agent: string; name: string }[];
    labels: { id: string; name: string }[];
  };
  const agents = known.members.map(({ agent }) => agent);
  for (const name of AGENTS) {
    if (known.members.some((member) => member.name === name)) continue;
    const email = `${name.toLowerCase().replace(' ', '-')}@example.invalid`;
    const { member } = (await post(here('members'), { email, name, role: 'agent' })) as {
      member: { agent: string };
    };
    agents.push(member.agent);
  }
  const labels: string[] = [];
  for (const [index, name] of LABELS.entries()) {
    const found = known.labels.find((label) => label.name === name);
    const color = LABEL_COLORS[index % LABEL_COLORS.length];
    labels.push(found?.id ?? `${(await post(here('labels'), { name, color })).id}`);
  }
  return { agents, labels };
}

const item = (kind: string, body: object) => ({ cid: newId(26), kind, ...body });

/** What is to be done to each, gathered, because actions take a hundred at once. */
const todo = new Map<string, string[]>();
const act = (conversation: string, action: Action) => {
  const key = JSON.stringify(action);
  todo.set(key, [...(todo.get(key) ?? []), conversation]);
};

/** What one side said without the other. */
function runsOf(messages: SyntheticConversation['messages']) {
  const runs: { isVisitors: boolean; texts: string[] }[] = [];
  for (const { isVisitors, text } of messages) {
    const last = runs.at(-1);
    if (last?.isVisitors === isVisitors) last.texts.push(text);
    else runs.push({ isVisitors, texts: [text] });
  }
  return runs;
}

async function talk(made: SyntheticConversation, agents: string[], labels: string[]): Promise<void> {
  const conversation = `${workspace}-${newId(26)}`;
  const path = `/api/conversations/${conversation}`;
  const opened = await post(
    `/api/sites/${siteKey}/conversations`,
    { conversation, visitor: newId(26), context: CONTEXT },
    { authorization: `Bearer ${newId(32)}` },
  );
  const say = (ticket: unknown, items: object[]) =>
    post(`${path}/frames`, { frames: [{ t: 'send', items }] }, { authorization: `Bearer ${ticket}` });
  const agentTicket = made.messages.some(({ isVisitors }) => !isVisitors)
    ? (await post(`${path}/ticket`, {})).ticket
    : null;
  const runs = runsOf(
    made.messages.filter(({ isVisitors }, index) => !isVisitors || index < VISITOR_MESSAGES),
  );
  let first = [item('contact', { name: made.visitorName, email: made.email })];
  for (const { isVisitors, texts } of runs) {
    const messages = texts.map((text) => item('message', { text }));
    await say(isVisitors ? opened.ticket : agentTicket, [...first, ...messages].slice(0, 20));
    first = [];
  }
  const agent = made.agent === null ? null : (agents[made.agent % agents.length] ?? null);
  const label = made.label === null ? null : labels[made.label];
  act(conversation, { do: 'assign', assignee: agent });
  if (label) act(conversation, { do: 'labels', add: [label], remove: [] });
  if (made.priority !== 'normal') act(conversation, { do: 'priority', priority: made.priority });
  if (made.isResolved) act(conversation, { do: 'status', status: 'resolved' });
  else if (made.isSnoozed) act(conversation, { do: 'snooze', until: 0 });
}

const { agents, labels } = await prepare();
const source = syntheticConversations(count, {
  seed: Number(values.seed),
  messageCount: Number(values.messages),
  agents: agents.length,
  labels: labels.length,
});
const startedAt = performance.now();
let done = 0;
const lane = async () => {
  for (const made of source) {
    await talk(made, agents, labels);
    done += 1;
    if (done % 1_000 === 0) console.log(`${done} of ${count}`);
  }
};
await Promise.all(Array.from({ length: LANES }, lane));
for (const [action, conversations] of todo)
  for (let from = 0; from < conversations.length; from += 100)
    await post(here('actions'), {
      conversations: conversations.slice(from, from + 100),
      cid: newId(26),
      action: JSON.parse(action),
    });
const seconds = (performance.now() - startedAt) / 1000;
console.log(`${done} conversations in ${seconds.toFixed(1)} s, ${(done / seconds).toFixed(0)} a second`);
