import { useEffect, useMemo } from 'preact/hooks';
import type { VisitorContext } from '../../protocol/context.ts';
import type { Desk } from '../../protocol/desk.ts';
import type { Surroundings } from '../model/composing.ts';
import type { Install } from '../model/install.ts';
import { firstNameOf } from '../model/saved-reply.ts';
import { useReadable } from './use-readable.ts';

const NOBODY: Surroundings['members'] = [];

interface Known {
  desk: Desk;
  agentName: string;
  /** Key of the site that the visitor wrote from. */
  site: string | undefined;
  visitorName: string | null;
  email: string | null;
  context: VisitorContext | null;
  holdsReplies: boolean;
}

/** Whom a note can call, and what a saved reply can put in. */
export function useSurroundings(install: Install, known: Known): Surroundings {
  const { desk, agentName, site, visitorName, email, context, holdsReplies } = known;
  const { members = NOBODY, replies } = desk;
  const isSiteAsked = replies?.some(({ text }) => text.includes('site.name')) ?? false;
  useEffect(() => {
    if (isSiteAsked) void install.load();
  }, [isSiteAsked, install]);
  const siteName = useReadable(install.state, (state) =>
    state.is === 'loaded' ? state.tags.find((tag) => tag.site === site)?.name : undefined,
  );
  return useMemo(
    () => ({
      members,
      values: {
        'visitor.firstName': firstNameOf(visitorName ?? ''),
        'visitor.name': visitorName ?? '',
        'visitor.email': email ?? '',
        'agent.name': agentName,
        'site.name': siteName ?? '',
        'page.title': context?.title ?? '',
        'page.url': context?.page ?? '',
      },
      holdsReplies,
    }),
    [members, visitorName, email, agentName, siteName, context, holdsReplies],
  );
}
