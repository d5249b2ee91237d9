/** What stands in transcripts for the ids of a run. Each has the shape of what it stands for. */
export const STAND_INS = {
  workspace: 'golden0001',
  site: 'golden0001-lampshop',
  conversation: `golden0001-${'talk1'.padEnd(26, '0')}`,
  otherConversation: `golden0001-${'talk2'.padEnd(26, '0')}`,
  visitor: 'visitor1'.padEnd(26, '0'),
  otherVisitor: 'visitor2'.padEnd(26, '0'),
  ada: 'agentada00',
  grace: 'agentgrace',
  epoch: 'epoch-of-talk-1',
  otherEpoch: 'epoch-of-talk-2',
  inboxEpoch: 'epoch-of-inbox',
} as const;
export type StandIn = keyof typeof STAND_INS;
