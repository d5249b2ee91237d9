/**
 * Reports of conversations that still run an earlier build: a deployment reaches the objects one after the other. What
 * such a build does not know is as it is in a new conversation.
 */
import type { ConversationReport } from '../conversation/summary.ts';

const UNSAID = {
  visitor: '',
  nameBy: null,
  visitorEmail: null,
  emailBy: null,
  visitorPhone: null,
  phoneBy: null,
  team: null,
  labels: [],
  priority: 'normal',
  snoozedUntil: null,
  returnedAt: null,
  mentions: {},
  texts: [],
} satisfies Partial<ConversationReport>;

type Later = keyof typeof UNSAID;

/** As it comes: from this build or an earlier one. */
export type ReceivedReport = Omit<ConversationReport, Later> & Partial<Pick<ConversationReport, Later>>;

export const completeReport = (report: ReceivedReport): ConversationReport => ({ ...UNSAID, ...report });
