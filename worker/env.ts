import { workspaceOf } from '../protocol/ids.ts';
import type { AccountObject } from './account/account-object.ts';
import type { ConversationObject } from './conversation/conversation-object.ts';
import type { InstallationObject } from './installation/installation-object.ts';
import type { WorkspaceObject } from './workspace/workspace-object.ts';

/** What the platform hands us: the four kinds of object, the built files, two secrets. */
export interface Env {
  CONVERSATION: DurableObjectNamespace<ConversationObject>;
  WORKSPACE: DurableObjectNamespace<WorkspaceObject>;
  ACCOUNT: DurableObjectNamespace<AccountObject>;
  INSTALLATION: DurableObjectNamespace<InstallationObject>;
  ASSETS: Fetcher;
  /** Where attached files go; without it, into the conversations' own databases. */
  FILES?: R2Bucket;
  /** Signs tickets. 32 random bytes as base64url. */
  PORCHLIGHT_SECRET: string;
  /** Lets the operator create workspaces. */
  PORCHLIGHT_SETUP_TOKEN: string;
  /** Where e-mails are handed to, and what signs them; without both none are written. */
  PORCHLIGHT_MAIL_WEBHOOK?: string;
  PORCHLIGHT_MAIL_SECRET?: string;
}

export const conversationStub = (env: Env, conversation: string) =>
  env.CONVERSATION.get(env.CONVERSATION.idFromName(`${workspaceOf(conversation)}/${conversation}`));

export const workspaceStub = (env: Env, workspace: string) =>
  env.WORKSPACE.get(env.WORKSPACE.idFromName(workspace));

export const accountStub = (env: Env, accountKey: string) =>
  env.ACCOUNT.get(env.ACCOUNT.idFromName(accountKey));

export const installationStub = (env: Env) =>
  env.INSTALLATION.get(env.INSTALLATION.idFromName('installation'));
