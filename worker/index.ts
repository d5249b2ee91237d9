/** The Worker: one HTTP app, four kinds of Durable Object. */
export { AccountObject } from './account/account-object.ts';
export { app as default } from './app.ts';
export { ConversationObject } from './conversation/conversation-object.ts';
export { InstallationObject } from './installation/installation-object.ts';
export { WorkspaceObject } from './workspace/workspace-object.ts';
