/**
 * A push service and what takes mails, as the Worker under test meets them: POST /HOW/ID takes a message and answers as HOW says; GET
 * /arrived/ID?count=N waits until as many have come, and tells them. It can't read them: it has no keys.
 */
export interface Arrival {
  headers: Record<string, string | null>;
  /** base64url */
  body: string;
}

const HEADERS = [
  'porchlight-signature',
  'authorization',
  'content-encoding',
  'content-type',
  'ttl',
  'topic',
  'urgency',
];
const arrivals = new Map<string, Arrival[]>();
const waiting: (() => void)[] = [];

export async function pushService(request: {
  method: string;
  url: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  headers: { get(name: string): string | null };
}): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, how = '', id = ''] = pathname.split('/');
  const arrived = arrivals.get(id) ?? [];
  arrivals.set(id, arrived);
  if (request.method === 'GET') {
    while (arrived.length < Number(searchParams.get('count')))
      await new Promise<void>((resolve) => waiting.push(resolve));
    return Response.json(arrived);
  }
  const headers = Object.fromEntries(HEADERS.map((name) => [name, request.headers.get(name)]));
  const body = Buffer.from(await request.arrayBuffer());
  arrived.push({ headers, body: body.toString('base64url') });
  for (const wake of waiting.splice(0)) wake();
  return answer(body.includes('"to":"refuse-') ? 'refuse' : how, arrived.length);
}

function answer(how: string, count: number): Response {
  switch (how) {
    case 'gone':
      return new Response(null, { status: 410 });
    case 'refuse':
      return new Response(null, { status: 403 });
    case 'redirect':
      return new Response(null, {
        status: 307,
        headers: { location: 'https://push.example/take/elsewhere' },
      });
    case 'busy':
      return count === 1
        ? new Response(null, { status: 429, headers: { 'retry-after': '120' } })
        : new Response(null, { status: 201 });
    case 'down':
      return new Response(null, { status: 503 });
    default:
      return new Response(null, { status: 201 });
  }
}
