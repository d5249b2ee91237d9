/** What somebody changes about the team's desk, before it is saved. Pure. */
import type {
  AssignmentRule,
  Desk,
  DeskMember,
  labelRequest,
  savedReplyRequest,
  savedViewRequest,
  teamRequest,
} from '../../protocol/desk.ts';
import type { Infer } from '../../protocol/shape.ts';

/** What can be changed of each part of the desk. */
export interface DeskFields {
  labels: Infer<typeof labelRequest>;
  teams: Infer<typeof teamRequest>;
  replies: Infer<typeof savedReplyRequest>;
  views: Infer<typeof savedViewRequest>;
  members: Pick<DeskMember, 'availability' | 'limit'>;
  assignment: AssignmentRule;
}
export type DeskPart = keyof DeskFields;
/** Parts whose items are added and removed. */
export type DeskList = 'labels' | 'teams' | 'replies' | 'views';

export interface DeskDraft<P extends DeskPart> {
  /** As it was when somebody began. */
  base: DeskFields[P];
  /** Only what they touched: the rest follows what colleagues do meanwhile. */
  changes: Partial<DeskFields[P]>;
  saving: { is: 'ready' } | { is: 'saving' } | { is: 'failed'; because: DeskFailure };
}

export type DeskFailure =
  | 'unreachable'
  /** Something needed is empty. */
  | 'empty'
  /** No limit that the server would take. */
  | 'no-limit'
  | 'too-long'
  /** Removed meanwhile, or no longer theirs to change. */
  | 'gone'
  | 'full'
  | 'refused';

export type DeskDrafts = { readonly [P in DeskPart]: ReadonlyMap<string, DeskDraft<P>> };

export const NO_DRAFTS: DeskDrafts = {
  labels: new Map(),
  teams: new Map(),
  replies: new Map(),
  views: new Map(),
  members: new Map(),
  assignment: new Map(),
};

/** In place of an id: what is being added. */
export const NEW = 'new';
/** In place of an id, where there is only one. */
export const RULE = 'rule';

const MOST_OPEN = 1000;

const find = <Item extends { id: string }>(items: readonly Item[] = [], id: string): Item | undefined =>
  items.find((item) => item.id === id);

const STORED: { [P in DeskPart]: (desk: Desk, id: string) => DeskFields[P] | undefined } = {
  labels({ labels }, id) {
    const label = find(labels, id);
    return label && { name: label.name, color: label.color };
  },
  teams({ teams, members = [] }, id) {
    const team = find(teams, id);
    const known = new Set(members.map(({ agent }) => agent));
    // The server takes no member who has left.
    return team && { name: team.name, members: team.members.filter((agent) => known.has(agent)) };
  },
  replies({ replies }, id) {
    const reply = find(replies, id);
    return reply && { shortcut: reply.shortcut, title: reply.title, text: reply.text };
  },
  views({ views }, id) {
    const view = find(views, id);
    return view && { name: view.name, filter: view.filter, sort: view.sort, isShared: view.owner === null };
  },
  members({ members }, id) {
    const member = members?.find(({ agent }) => agent === id);
    return member && { availability: member.availability, limit: member.limit };
  },
  assignment: ({ assignment }) => assignment,
};

/** As the server has it; undefined when it has not. */
export const storedFields = <P extends DeskPart>(desk: Desk, part: P, id: string) => STORED[part](desk, id);

/** As it would be saved. */
export function shownFields<P extends DeskPart>(
  desk: Desk,
  drafts: DeskDrafts,
  part: P,
  id: string,
): DeskFields[P] | undefined {
  const draft: DeskDraft<P> | undefined = drafts[part].get(id);
  const stored = storedFields(desk, part, id);
  return draft ? { ...(stored ?? draft.base), ...draft.changes } : stored;
}

/** Whether saving would change anything. */
export function isChanged<P extends DeskPart>(desk: Desk, drafts: DeskDrafts, part: P, id: string): boolean {
  const draft: DeskDraft<P> | undefined = drafts[part].get(id);
  if (!draft) return false;
  const before = storedFields(desk, part, id) ?? draft.base;
  const names = Object.keys(draft.changes) as (keyof DeskFields[P])[];
  return names.some((name) => JSON.stringify(draft.changes[name]) !== JSON.stringify(before[name]));
}

/** Changed by this agent, and meanwhile removed by another. */
export const isOrphan = (desk: Desk, drafts: DeskDrafts, part: DeskPart, id: string): boolean =>
  id !== NEW && isChanged(desk, drafts, part, id) && storedFields(desk, part, id) === undefined;

const isLimit = (limit: number | null): boolean =>
  limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= MOST_OPEN);

const TIDY: { [P in DeskPart]: (fields: DeskFields[P]) => DeskFields[P] | DeskFailure } = {
  labels: (fields) => named(fields),
  teams: (fields) => named(fields),
  views: (fields) => named(fields),
  replies({ shortcut, title, text }) {
    const tidied = { shortcut: shortcut.trim(), title: title.trim(), text: text.trim() };
    return Object.values(tidied).every(Boolean) ? tidied : 'empty';
  },
  members: (fields) => (isLimit(fields.limit) ? fields : 'no-limit'),
  assignment: (fields) => (isLimit(fields.limit) ? fields : 'no-limit'),
};

function named<Fields extends { name: string }>(fields: Fields): Fields | DeskFailure {
  const name = fields.name.trim();
  return name ? { ...fields, name } : 'empty';
}

/** What is sent of it, or why it can't be. */
export const tidied = <P extends DeskPart>(part: P, fields: DeskFields[P]): DeskFields[P] | DeskFailure =>
  TIDY[part](fields);

/** What is typed after a slash has no space in it, and not the slash. */
export const shortcutFrom = (typed: string): string => typed.replace(/^[\s/]+/u, '').replace(/\s+/gu, '-');
