/** HTTP requests that a hostile client sends: number `index` of a seed is always the same, but for the ids at hand. */
import { type Dice, diceFor } from './dice.ts';
import {
  BODY_BYTES,
  bytesOf,
  CONTENT_TYPES,
  chunked,
  type Draft,
  forged,
  HEADERS,
  malformed,
  spoilPath,
} from './hostile-http.ts';
import { damageBytes, hostileToken, writeHostile } from './hostile-json.ts';
import { bodyFor, type Doors, type FuzzedRoute, idsIn } from './routes.ts';

export interface FuzzedRequest {
  index: number;
  bytes: Buffer;
  recipe: string;
  route: FuzzedRoute;
  method: string;
  /** We go away in the middle of the body. */
  isCutOff: boolean;
  /** Not HTTP: it may be answered by the platform, before the product sees it. */
  isMalformed: boolean;
  /** The only way to a 2xx: a route that is open, or the right credentials for it. */
  maySucceed: boolean;
  /** Must succeed: nothing is wrong with it. */
  mustSucceed: boolean;
  /** Must be answered by one of these. */
  mustBe: number[] | null;
}

const RECIPES = [
  ...(['legal', 'hostile body', 'hostile body', 'hostile body', 'damaged body', 'damaged body'] as const),
  ...([
    'no credentials',
    'forged',
    'forged',
    'path',
    'path',
    'method',
    'headers',
    'headers',
    'content type',
  ] as const),
  ...(['huge body', 'chunks', 'cut off', 'malformed', 'upgrade'] as const),
] as const;
/** Whether what these are about is there, or there is room for more, depends on what went before. */
const MAY_BE_GONE = /:visitor|\/(teams|labels|replies|views)\b/;
type Recipe = (typeof RECIPES)[number];

export function fuzzRequest(seed: number, index: number, doors: Doors): FuzzedRequest {
  const dice = diceFor(seed, 'request', index);
  const recipe = dice.pick(RECIPES);
  const route = dice.pick(doors.routes.filter((one) => recipe !== 'upgrade' || one.path.endsWith('/socket')));
  const isSignOut = route.path === '/api/sign-out';
  const credentials = isSignOut ? [] : doors.credentials(route);
  // Each right guess costs the server a slow hash, so they are few.
  const isCostly = route.path === '/api/sign-in' || route.path === '/api/setup';
  const hasBody = route.method !== 'GET';
  const legalBody = hasBody ? JSON.stringify(bodyFor(route, doors, dice)) : '';
  const draft: Draft = {
    method: route.method,
    path: isByAddress(route) && !ANONYMOUS.has(recipe) ? doors.link : idsIn(route.path, doors),
    headers: [...credentials, ...(isUpload(route) ? uploadHeaders(dice) : [])],
    body: Buffer.from(isCostly && dice.chance(0.9) ? '{}' : legalBody),
  };
  const isIntact =
    String(draft.body) === legalBody &&
    !isSignOut &&
    !isPicture(route) &&
    !route.path.endsWith('/socket') &&
    !MAY_BE_GONE.test(route.path);
  const request = {
    index,
    recipe,
    route,
    isCutOff: false,
    isMalformed: false,
    maySucceed: !isSignOut,
    mustSucceed: false,
    mustBe: null,
  };
  const made = spoil(recipe, draft, { dice, route, doors, isIntact, hasBody });
  return { ...request, method: draft.method, ...made, bytes: made.bytes ?? bytesOf(draft) };
}

/** Whoever has such an address needs nothing else. */
const isByAddress = ({ access }: FuzzedRoute) => access === 'link';
const ANONYMOUS = new Set<Recipe>(['no credentials', 'forged']);
/** Its body is a file, whatever is in it. */
const isUpload = ({ path }: FuzzedRoute) => path.endsWith('/files');
/** Takes nothing but a picture, which none of these bodies is. */
const isPicture = ({ method, path }: FuzzedRoute) => method === 'PUT' && path.endsWith('/photo');
const uploadHeaders = (dice: Dice) => [`x-file-id: ${dice.word(26)}`, 'x-file-name: a%20file.json'];

interface Spoiling {
  dice: Dice;
  route: FuzzedRoute;
  doors: Doors;
  isIntact: boolean;
  hasBody: boolean;
}

type Made = Partial<FuzzedRequest>;

/** What we have no right to, or nothing to ask for: a password, a link, a visitor's token, a photo, somebody to remove. */
const NOT_OURS =
  /^\/api\/sign-in|\/identity$|^\/api\/conversations\/:conversation\/push|:photo$|\/members\/:agent$/;

function spoil(recipe: Recipe, draft: Draft, { dice, route, doors, isIntact, hasBody }: Spoiling): Made {
  const isOpen = route.access === 'public';
  switch (recipe) {
    case 'legal':
      return { mustSucceed: isIntact && !NOT_OURS.test(route.path) };
    case 'hostile body':
      draft.body = Buffer.from(writeHostile(bodyFor(route, doors, dice), dice, 1 + dice.below(3)));
      return {};
    case 'damaged body':
      draft.body = dice.chance(0.2) ? Buffer.from(hostileToken(dice)) : damageBytes(draft.body, dice);
      return {};
    case 'no credentials':
      draft.headers = [];
      // A first word without the visitor's token is refused, although the route is open to all.
      if (isOpen && route.path !== '/api/sites/:site/conversations') return {};
      return { maySucceed: false, mustBe: [401] };
    case 'forged':
      draft.headers = [forged(dice, doors)];
      if (isOpen) return {};
      return { maySucceed: false, mustBe: /participant|visitor/.test(route.access) ? [401, 404] : [401] };
    case 'path':
      draft.path = spoilPath(draft.path, dice);
      return {};
    case 'method':
      draft.method = dice.pick([
        'PUT',
        'DELETE',
        'PATCH',
        'HEAD',
        'OPTIONS',
        'PROPFIND',
        'GET',
        'POST',
        'TRACE',
      ]);
      return {
        maySucceed:
          ['HEAD', 'OPTIONS'].includes(draft.method) ||
          doors.routes.some(({ path, method }) => path === route.path && method === draft.method),
      };
    case 'headers':
      draft.headers.push(...Array.from({ length: 1 + dice.below(3) }, () => dice.pick(HEADERS)(dice)));
      // Some hosts are refused by the platform before the product sees them.
      return { isMalformed: draft.headers.some((line) => line.startsWith('host:')) };
    case 'content type':
      draft.headers.push(`content-type: ${dice.pick(CONTENT_TYPES)}`);
      if (dice.chance(0.5))
        draft.headers.push(`content-encoding: ${dice.pick(['gzip', 'br', 'x', 'identity'])}`);
      return {};
    case 'huge body': {
      // On both sides of the limit and, seldom, far beyond; as JSON that is legal but for its size.
      const size = dice.chance(0.1) ? 3 * 1024 * 1024 : BODY_BYTES + dice.below(3) - 1;
      draft.body = Buffer.concat([draft.body, Buffer.alloc(Math.max(0, size - draft.body.length), ' ')]);
      if (dice.chance(0.3)) draft.body.fill('[', 0, draft.body.length);
      // GET ends with its head; what follows is another request, as far as the server is concerned.
      if (!hasBody) return { isMalformed: true };
      return draft.body.length > BODY_BYTES && route.path.startsWith('/api/') && !isUpload(route)
        ? { maySucceed: false, mustBe: [413] }
        : {};
    }
    case 'chunks':
      return { bytes: chunked(draft, dice), isMalformed: true };
    case 'cut off':
      draft.headers.push(`content-length: ${draft.body.length + 1 + dice.below(1_000)}`);
      // Where no body is needed, none is missed.
      return { isCutOff: hasBody, isMalformed: !hasBody };
    case 'malformed':
      return { bytes: malformed(bytesOf(draft), dice), isMalformed: true };
    case 'upgrade':
      draft.headers = [forged(dice, doors), ...UPGRADE];
      return { maySucceed: false, mustBe: [101] };
  }
}

const UPGRADE = [
  'upgrade: websocket',
  'connection: Upgrade',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
];
