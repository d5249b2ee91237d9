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
  sites,
  ticketResponse,
} from '../../protocol/api.ts';
import {
  type Availability,
  label,
  type labelRequest,
  savedView,
  type savedViewRequest,
} from '../../protocol/desk.ts';
import { fileLinks } from '../../protocol/files.ts';
import { searchPage } from '../../protocol/search.ts';
import { type Infer, object, type Shape } from '../../protocol/shape.ts';
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

export type Backend = ReturnType<typeof createBackend>;
export type Site = Infer<typeof sites>['sites'][number];

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

    act: (workspace: string, request: ActionRequest) =>
      sendSignedIn(actionResponse, 'POST', workspacePath(workspace, 'actions'), request),
    search: (workspace: string, query: string) =>
      sendSignedIn(searchPage, 'GET', workspacePath(workspace, `search?q=${encodeURIComponent(query)}`)),
    addLabel: (workspace: string, request: Infer<typeof labelRequest>) =>
      sendSignedIn(label, 'POST', workspacePath(workspace, 'labels'), request),
    addView: (workspace: string, request: Infer<typeof savedViewRequest>) =>
      sendSignedIn(savedView, 'POST', workspacePath(workspace, 'views'), request),
    setAvailability: (workspace: string, availability: Availability) =>
      sendSignedIn(object({}), 'PATCH', workspacePath(workspace, 'availability'), { availability }),

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
