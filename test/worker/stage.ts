/**
 * Two visitors, two agents and an inbox of a workspace of their own, connected through the front door. Whatever the
 * server calls them, on stage they always have the same ids, so that two plays can be compared.
 */
import { inviteResponse, setupResponse, ticketResponse } from '../../protocol/api.ts';
import { newId } from '../../worker/new-id.ts';
import { STAND_INS, type StandIn } from '../golden/stand-ins.ts';
import type { Frame, Role } from '../golden/transcript.ts';
import {
  agentTicket,
  conversationPath,
  makeVisitor,
  ORIGIN,
  ok,
  request,
  SHOP,
  signInByLink,
} from './front-door.ts';

export interface Line {
  /** Frames are sent with the real ids; text is sent as it is. */
  say(frame: object | string): void;
  /** The next frame, or the code that the connection was closed with. */
  hear(): Promise<Frame | number>;
  /** Ends the connection. @returns what had come and was not heard. */
  leave(): Promise<Frame[]>;
}

export interface Stage {
  connect(as: Role): Promise<Line>;
  /** Names of the real objects, to evict them. */
  workspace: string;
  conversation: string;
  /** A page of the inbox, as Ada's browser asks for it. */
  inboxPage(): Promise<unknown>;
}

async function makeTeam() {
  const workspace = newId(10);
  const { siteKey, signInToken } = await ok(
    setupResponse,
    request('/api/setup', {
      body: { workspace, name: 'Lamps', email: `${newId(8)}@example.org`, ownerName: 'Ada' },
      bearer: 'test-setup-token',
    }),
  );
  const ada = await signInByLink(signInToken, workspace);
  const invited = await ok(
    inviteResponse,
    request(`/api/workspaces/${workspace}/members`, {
      cookie: ada.cookie,
      body: { email: `${newId(8)}@example.org`, name: 'Grace', role: 'agent' },
    }),
  );
  const grace = await signInByLink(invited.signInToken ?? '', workspace);
  return { workspace, siteKey, ada, grace };
}

export async function openStage(): Promise<Stage> {
  const { workspace, siteKey, ada, grace } = await makeTeam();
  const [visitor, otherVisitor] = [await makeVisitor(siteKey), await makeVisitor(siteKey)];
  const inboxPath = `/api/workspaces/${workspace}/inbox`;
  const real = new Map<StandIn, string>([
    ['workspace', workspace],
    ['site', siteKey],
    ['conversation', visitor.conversation],
    ['otherConversation', otherVisitor.conversation],
    ['visitor', visitor.visitor],
    ['otherVisitor', otherVisitor.visitor],
    ['ada', ada.id],
    ['grace', grace.id],
  ]);
  // Longest first: a site key begins with its workspace.
  const pairs = () =>
    [...real]
      .map(([name, id]) => ({ id, standIn: STAND_INS[name] }))
      .sort((a, b) => b.id.length - a.id.length);
  const onStage = (text: string): Frame =>
    JSON.parse(pairs().reduce((all, { id, standIn }) => all.replaceAll(id, standIn), text));
  const backstage = (text: string): string =>
    pairs().reduce((all, { id, standIn }) => all.replaceAll(standIn, id), text);

  const conversation = (of: typeof visitor, epoch: StandIn) => ({
    path: conversationPath(of.conversation),
    epoch,
  });
  const inboxTicket = async () =>
    (await ok(ticketResponse, request(`${inboxPath}/ticket`, { cookie: ada.cookie, body: {} }))).ticket;
  const ticketOf = async (of: typeof visitor) => {
    const path = `/api/conversations/${of.conversation}/ticket`;
    return (await ok(ticketResponse, request(path, { bearer: of.token, origin: SHOP, body: {} }))).ticket;
  };
  const talk = conversation(visitor, 'epoch');
  const otherTalk = conversation(otherVisitor, 'otherEpoch');
  const entrances: Record<
    Role,
    { path: string; epoch: StandIn; origin: string; ticket(): Promise<string | null> }
  > = {
    visitor: { ...talk, origin: SHOP, ticket: () => ticketOf(visitor) },
    'other visitor': { ...otherTalk, origin: SHOP, ticket: () => ticketOf(otherVisitor) },
    ada: { ...talk, origin: ORIGIN, ticket: () => agentTicket(ada, visitor.conversation) },
    grace: { ...talk, origin: ORIGIN, ticket: () => agentTicket(grace, visitor.conversation) },
    "ada's inbox": { path: `${inboxPath}/socket`, epoch: 'inboxEpoch', origin: ORIGIN, ticket: inboxTicket },
    stranger: { ...talk, origin: SHOP, ticket: async () => null },
  };

  return {
    workspace,
    conversation: visitor.conversation,
    async inboxPage() {
      const page = await request(inboxPath, { cookie: ada.cookie });
      return onStage(await page.text());
    },
    async connect(as) {
      const { path, epoch, origin, ticket } = entrances[as];
      const line = await openLine(path, await ticket(), origin);
      const heard = (text: string): Frame => {
        const frame: Frame = JSON.parse(text);
        // Only the server knows its name for a log, until the first welcome.
        if (typeof frame.epoch === 'string' && !real.has(epoch)) real.set(epoch, frame.epoch);
        return onStage(text);
      };
      return {
        say: (frame) => line.say(typeof frame === 'string' ? frame : backstage(JSON.stringify(frame))),
        async hear() {
          const text = await line.hear();
          return typeof text === 'number' ? text : heard(text);
        },
        leave: async () => (await line.leave()).map(heard),
      };
    },
  };
}

/** A WebSocket whose frames are taken one by one, as text. */
async function openLine(path: string, ticket: string | null, origin: string) {
  const protocols = ['chat.v1', ...(ticket === null ? [] : [`ticket.${ticket}`])].join(', ');
  const headers = { upgrade: 'websocket', 'sec-websocket-protocol': protocols };
  const { webSocket: socket, status } = await request(path, { origin, headers });
  if (!socket) throw new Error(`no socket: ${status}`);
  const came: (string | number)[] = [];
  let wake = () => {};
  const arrived = (what: string | number) => {
    came.push(what);
    wake();
  };
  socket.addEventListener('message', ({ data }) => arrived(String(data)));
  socket.addEventListener('close', ({ code }) => arrived(code));
  socket.accept();
  const hear = async (): Promise<string | number> => {
    for (;;) {
      const next = came.shift();
      if (next !== undefined) return next;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    say(text: string) {
      // A browser's socket does not throw when the server has hung up, either.
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    hear,
    async leave() {
      socket.close(1000);
      const rest: string[] = [];
      for (let next = await hear(); typeof next === 'string'; next = await hear()) rest.push(next);
      return rest;
    },
  };
}
