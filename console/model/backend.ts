/** The backend's routes that the console uses, each with its parsed answer. Every call throws `ApiError`. */
import type { Environment, HttpRequest } from '../../client/environment.ts';
import { ApiError, call } from '../../client/http.ts';
import { type ActionRequest, actionResponse } from '../../protocol/actions.ts';
import {
  inviteResponse,
  type Me,
  type Member,
  me,
  member,
  members,
  type Role,
  ticketResponse,
} from '../../protocol/api.ts';
import {
  type AssignmentRule,
  type Availability,
  agentRequest,
  assignment,
  type Label,
  label,
  type SavedReply,
  type SavedView,
  savedReply,
  savedView,
  type Team,
  team,
} from '../../protocol/desk.ts';
import { fileLinks } from '../../protocol/files.ts';
import { lookupAnswer } from '../../protocol/lookup.ts';
import { type PersonChange, person } from '../../protocol/person.ts';
import { searchPage } from '../../protocol/search.ts';
import { type Infer, list, object, record, type Shape, text } from '../../protocol/shape.ts';
import { type Site, type SiteChange, site, sites } from '../../protocol/sites.ts';
import type { DeskFields, DeskList } from './desk-draft.ts';
import { sendingBytes } from './photo.ts';

export interface Address {
  socketUrl: string;
  httpUrl: string;
}

export interface Invitation {
  email: string;
  name: string;
  role: Exclude<Role, 'owner'>;
}

const builtText: Shape<string | Record<string, string>> = (value, path) =>
  typeof value === 'string' ? value : record(text(16), text(1024), 10)(value, path);
const builtTexts = record(text(40, 1), builtText, 500);
export type BuiltTexts = Infer<typeof builtTexts>;

const deskItems: Record<DeskList, Shape<Label | Team | SavedReply | SavedView>> = {
  labels: label,
  teams: team,
  replies: savedReply,
  views: savedView,
};

export type Backend = ReturnType<typeof createBackend>;

/** `signedOut` is told when the server no longer knows this session, whichever call finds out. */
export function createBackend(environment: Environment, origin: string, signedOut: () => void) {
  const send = <T>(
    answer: Shape<T>,
    method: HttpRequest['method'],
    path: string,
    body?: unknown,
  ): Promise<T> =>
    call(environment, answer, { method, url: origin + path, ...(body === undefined ? {} : { body }) });

  const signedInOnly = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthenticated') signedOut();
      throw error;
    }
  };
  const sendSignedIn: typeof send = (...request) => signedInOnly(() => send(...request));

  const workspacePath = (workspace: string, rest: string) => `/api/workspaces/${workspace}/${rest}`;
  const address = (http: string, socket: string): Address => ({
    httpUrl: origin + http,
    socketUrl: origin.replace(/^http/, 'ws') + socket,
  });
  const ticket = async (path: string) => (await sendSignedIn(ticketResponse, 'POST', path, {})).ticket;

  return {
    origin,
    /** For what is not here because it comes later: `rest` is the path after the workspace. */
    ask: <T>(
      workspace: string,
      answer: Shape<T>,
      method: HttpRequest['method'],
      rest: string,
      body?: unknown,
    ): Promise<T> => sendSignedIn(answer, method, workspacePath(workspace, rest), body),
    me: (): Promise<Me> => send(me, 'GET', '/api/me'),
    signIn: (email: string, password: string): Promise<Me> =>
      send(me, 'POST', '/api/sign-in', { email, password }),
    signInByLink: (token: string): Promise<Me> => send(me, 'POST', '/api/sign-in/link', { token }),
    signOut: () => send(object({}), 'POST', '/api/sign-out', {}),

    changeProfile: (
      workspace: string,
      change: { name?: string; title?: string; password?: string },
    ): Promise<Member> => sendSignedIn(member, 'PATCH', workspacePath(workspace, 'me'), change),
    putPhoto: (workspace: string, photo: Blob): Promise<Member> =>
      signedInOnly(() =>
        call(sendingBytes(photo), member, {
          method: 'PUT',
          url: origin + workspacePath(workspace, 'me/photo'),
        }),
      ),
    removePhoto: (workspace: string): Promise<Member> =>
      sendSignedIn(member, 'DELETE', workspacePath(workspace, 'me/photo')),
    members: async (workspace: string): Promise<Member[]> =>
      (await sendSignedIn(members, 'GET', workspacePath(workspace, 'members'))).members,
    invite: (workspace: string, invitation: Invitation) =>
      sendSignedIn(inviteResponse, 'POST', workspacePath(workspace, 'members'), invitation),
    sites: async (workspace: string): Promise<Site[]> =>
      (await sendSignedIn(sites, 'GET', workspacePath(workspace, 'sites'))).sites,
    addSite: (workspace: string, name: string): Promise<Site> =>
      sendSignedIn(site, 'POST', workspacePath(workspace, 'sites'), { name }),
    changeSite: (workspace: string, key: string, change: SiteChange): Promise<Site> =>
      sendSignedIn(site, 'PATCH', workspacePath(workspace, `sites/${key}`), change),

    /** The languages that the messenger speaks, and its words in one: files of the build. */
    languages: () => send(list(text(16, 2), 200), 'GET', '/words/languages.json'),
    builtTexts: (file: string): Promise<BuiltTexts> => send(builtTexts, 'GET', `/words/${file}.json`),

    act: (workspace: string, request: ActionRequest) =>
      sendSignedIn(actionResponse, 'POST', workspacePath(workspace, 'actions'), request),
    search: (workspace: string, query: string) =>
      sendSignedIn(searchPage, 'GET', workspacePath(workspace, `search?q=${encodeURIComponent(query)}`)),
    /** Changes a label, team, saved reply or saved view; with the id null, adds it. */
    putDeskItem: <P extends DeskList>(workspace: string, part: P, id: string | null, to: DeskFields[P]) =>
      id === null
        ? sendSignedIn(deskItems[part], 'POST', workspacePath(workspace, part), to)
        : sendSignedIn(deskItems[part], 'PATCH', workspacePath(workspace, `${part}/${id}`), to),
    removeDeskItem: (workspace: string, part: DeskList, id: string) =>
      sendSignedIn(object({}), 'DELETE', workspacePath(workspace, `${part}/${id}`)),
    changeAgent: (workspace: string, agent: string, change: Partial<DeskFields['members']>) =>
      sendSignedIn(agentRequest, 'PATCH', workspacePath(workspace, `agents/${agent}`), change),
    changeAssignment: (workspace: string, rule: AssignmentRule) =>
      sendSignedIn(assignment, 'PATCH', workspacePath(workspace, 'assignment'), rule),
    setAvailability: (workspace: string, availability: Availability) =>
      sendSignedIn(object({}), 'PATCH', workspacePath(workspace, 'availability'), { availability }),

    person: (workspace: string, visitor: string) =>
      sendSignedIn(person, 'GET', workspacePath(workspace, `people/${visitor}`)),
    lookUpPerson: async (workspace: string, visitor: string) =>
      (await sendSignedIn(lookupAnswer, 'GET', workspacePath(workspace, `people/${visitor}/lookup`))).cards,
    changePerson: (workspace: string, visitor: string, change: PersonChange) =>
      sendSignedIn(person, 'PATCH', workspacePath(workspace, `people/${visitor}`), change),
    /** @param block null: they may write again. `conversation`: where the reason can be seen. */
    blockPerson: (
      workspace: string,
      visitor: string,
      block: { reason: string; conversation: string } | null,
    ) =>
      sendSignedIn(
        person,
        'POST',
        workspacePath(workspace, `people/${visitor}/block`),
        block ?? { reason: null },
      ),
    /** That the other one is this person, too; or not after all. */
    mergePeople: (workspace: string, visitor: string, other: string, isSame: boolean) =>
      sendSignedIn(person, 'POST', workspacePath(workspace, `people/${visitor}/merge`), {
        visitor: other,
        isSame,
      }),

    inboxTicket: (workspace: string) => ticket(workspacePath(workspace, 'inbox/ticket')),
    inboxAddress: (workspace: string): Address =>
      address(workspacePath(workspace, 'inbox'), workspacePath(workspace, 'inbox/socket')),
    conversationTicket: (id: string) => ticket(`/api/conversations/${id}/ticket`),
    fileLinks: (id: string, files: string[]) =>
      sendSignedIn(fileLinks, 'POST', `/api/conversations/${id}/links`, { files }),
    conversationAddress: (id: string): Address =>
      address(`/api/conversations/${id}`, `/api/conversations/${id}/socket`),
  };
}
