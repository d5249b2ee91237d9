/** The files of an open conversation: those in its log, and those about to be sent. */
import { type Attaching, createAttaching } from '../../client/attaching.ts';
import { redrawn } from '../../client/browser-picture.ts';
import { uploadTo } from '../../client/browser-upload.ts';
import type { Environment } from '../../client/environment.ts';
import { createFileLinks, type FileLinks } from '../../client/file-links.ts';
import { type Readable, writable } from '../../client/store.ts';
import type { Backend } from './backend.ts';
import type { Mode } from './drafts.ts';

export interface ConversationFiles {
  links: FileLinks;
  /** Changes when addresses have come. */
  linkState: Readable<{ changeCount: number }>;
  /** What goes with a reply and what goes with a note are kept apart: one is for the visitor's eyes. */
  attaching: Record<Mode, Attaching>;
}

export function createConversationFiles(
  { clock, random }: Environment,
  backend: Backend,
  id: string,
): ConversationFiles {
  const linkState = writable({ changeCount: 0 });
  const changed = () => linkState.set({ changeCount: linkState.get().changeCount + 1 });
  const { httpUrl } = backend.conversationAddress(id);
  const attaching = () => createAttaching(random, redrawn, () => uploadTo(httpUrl));
  return {
    links: createFileLinks(clock, backend.origin, (files) => backend.fileLinks(id, files), changed),
    linkState,
    attaching: { reply: attaching(), note: attaching() },
  };
}
