/** What the messenger asks of the server over HTTP, before and beside the connection. */
import type { Environment } from '../client/environment.ts';
import { ApiError, call } from '../client/http.ts';
import { type SiteConfig, siteConfig, ticketResponse } from '../protocol/api.ts';
import { pageContext } from './page-context.ts';
import type { Visitor } from './visitor.ts';

export interface Backend {
  /** Photos have whole addresses. */
  site(): Promise<SiteConfig>;
  /** Gives keys to the connection of a visitor's conversation. A new one is created by the first of them. */
  ticketSource(visitor: Visitor, conversation: string, isNew: boolean): () => Promise<string>;
}

export const conversationUrl = (origin: string, conversation: string): string =>
  `${origin}/api/conversations/${conversation}`;

export function createBackend(environment: Environment, origin: string, site: string): Backend {
  const siteUrl = `${origin}/api/sites/${site}`;

  return {
    async site() {
      const config = await call(environment, siteConfig, { method: 'GET', url: siteUrl });
      for (const member of config.team ?? []) member.photo &&= origin + member.photo;
      return config;
    },

    ticketSource({ visitor, token }, conversation, isNew) {
      let isCreated = !isNew;

      const post = async (url: string, body: object) => {
        const request = { method: 'POST', url, bearer: token, body } as const;
        const { ticket } = await call(environment, ticketResponse, request);
        isCreated = true;
        return ticket;
      };
      const create = () =>
        post(`${siteUrl}/conversations`, { conversation, visitor, context: pageContext() });
      const renew = () => post(`${conversationUrl(origin, conversation)}/ticket`, {});

      return async () => {
        if (!isCreated) return create();
        try {
          return await renew();
        } catch (error) {
          // Never created, because the network went first, or the server was restored from before it: same ids again.
          if (error instanceof ApiError && error.code === 'not_found') return create();
          throw error;
        }
      };
    },
  };
}
