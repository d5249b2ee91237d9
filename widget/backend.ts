/** What the messenger asks of the server over HTTP, before and beside the connection. */
import type { Environment } from '../client/environment.ts';
import { ApiError, call } from '../client/http.ts';
import { type SiteConfig, siteConfig, ticketResponse } from '../protocol/api.ts';
import { pageContext } from './page-context.ts';
import type { Visitor } from './visitor.ts';

export interface Backend {
  site(): Promise<SiteConfig>;
  /**
   * A key to the conversation's connection. The conversation is created where there is none: at the first message,
   * and again with the same ids if the server has lost it.
   */
  ticket(visitor: Visitor): Promise<string>;
}

export function createBackend(environment: Environment, origin: string, site: string): Backend {
  const siteUrl = `${origin}/api/sites/${site}`;

  const post = async ({ token }: Visitor, url: string, body: object) =>
    (await call(environment, ticketResponse, { method: 'POST', url, bearer: token, body })).ticket;

  return {
    site: () => call(environment, siteConfig, { method: 'GET', url: siteUrl }),
    ticket: (visitor) =>
      post(visitor, `${conversationUrl(origin, visitor)}/ticket`, {}).catch((error) => {
        if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
        return post(visitor, `${siteUrl}/conversations`, {
          conversation: visitor.conversation,
          visitor: visitor.visitor,
          context: pageContext(),
        });
      }),
  };
}

export const conversationUrl = (origin: string, { conversation }: Visitor): string =>
  `${origin}/api/conversations/${conversation}`;
