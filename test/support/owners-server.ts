import { pushService } from './push-service.ts';

/**
 * What an owner runs for look-ups, and a push service, as the Worker under test meets them: the whole internet is this.
 * The path says how it behaves.
 */
export async function ownersServer(request: {
  method: string;
  url: string;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  headers: { get(name: string): string | null };
}): Promise<Response> {
  if (/^(push|mail)\.example$/.test(new URL(request.url).hostname)) return pushService(request);
  const { hostname, pathname } = new URL(request.url);
  const body = await request.text();
  switch (pathname) {
    case '/echo': {
      const value = (name: string, value: string) => ({ name, value });
      const fields = [
        value('host', hostname),
        value('body', body),
        value('signature', request.headers.get('porchlight-signature') ?? ''),
      ];
      return Response.json({ cards: [{ title: 'Echo', fields, extra: 'ignored' }] });
    }
    case '/redirect':
      return new Response(null, { status: 302, headers: { location: 'https://shop.example/echo' } });
    case '/long':
      return Response.json({ cards: [], padding: 'x'.repeat(20_000) });
    case '/odd':
      return Response.json({ cards: [{ title: 'No fields' }] });
    case '/silent':
      return new Promise(() => {});
    default:
      return new Response('gone', { status: 404 });
  }
}
