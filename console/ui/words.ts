/** What things are called that several screens name. */
import type { Availability } from '../../protocol/desk.ts';
import type { InboxSort } from '../../protocol/inbox-view.ts';
import type { Priority } from '../../protocol/team-event.ts';
import { t, type Word } from '../i18n.ts';
import type { StandardView } from '../model/view.ts';

export const VIEW_NAMES = {
  open: 'filterOpen',
  mine: 'filterMine',
  unassigned: 'filterUnassigned',
  mentions: 'filterMentions',
  followUp: 'filterFollowUp',
  done: 'filterDone',
} as const satisfies Record<StandardView, Word>;

const PRIORITY_WORDS = {
  low: 'priorityLow',
  normal: 'priorityNormal',
  high: 'priorityHigh',
  urgent: 'priorityUrgent',
} as const satisfies Record<Priority, Word>;
export const priorityWord = (priority: Priority): string => t(PRIORITY_WORDS[priority]);

export const SORT_WORDS = {
  newest: 'sortNewest',
  waiting: 'sortWaiting',
  priority: 'sortPriority',
  vip: 'sortVip',
} as const satisfies Record<InboxSort, Word>;

export const AVAILABILITY = {
  available: 'available',
  away: 'away',
  dnd: 'dnd',
} as const satisfies Record<Availability, Word>;
