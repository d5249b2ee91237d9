/**
 * Who may say what in a conversation: every frame and every kind of command, by role. What is not named here, nobody
 * may. The test `test/worker/frames-access.test.ts` tries each as everybody.
 */
import type { Author } from '../../protocol/event.ts';
import type { ClientFrame } from '../../protocol/frames.ts';
import type { TeamCommand } from '../../protocol/team-event.ts';

type Role = Author['role'];
type Speaker = Exclude<Role, 'system'>;

export const WHO_MAY_SAY: Record<ClientFrame['t'], readonly Speaker[]> = {
  hello: ['visitor', 'agent'],
  send: ['visitor', 'agent'],
  sync: ['visitor', 'agent'],
  ping: ['visitor', 'agent'],
  typing: ['visitor', 'agent'],
  page: ['visitor'],
  draft: ['agent'],
};

/** `trusted`: by the workspace's word only, in an agent's name or the system's. */
export const WHO_MAY_COMMAND: Record<TeamCommand['kind'], readonly (Speaker | 'trusted')[]> = {
  message: ['visitor', 'agent'],
  edit: ['visitor', 'agent'],
  redact: ['visitor', 'agent'],
  read: ['visitor', 'agent'],
  rating: ['visitor'],
  contact: ['visitor', 'trusted'],
  status: ['agent', 'trusted'],
  assignment: ['agent', 'trusted'],
  note: ['agent', 'trusted'],
  labels: ['trusted'],
  priority: ['agent', 'trusted'],
  snooze: ['agent', 'trusted'],
  block: ['trusted'],
  schedule: ['agent'],
  unschedule: ['agent'],
  release: ['agent', 'trusted'],
};

/** @returns why not, in words; null when they may. */
export function mayCommand(role: Role, kind: TeamCommand['kind'], isTrusted: boolean): string | null {
  const allowed = WHO_MAY_COMMAND[kind];
  if (allowed.includes(isTrusted ? 'trusted' : (role as Speaker))) return null;
  if (!allowed.includes('agent') && !allowed.includes('visitor')) return 'Only the workspace says this.';
  return allowed.includes('visitor') ? 'Only the visitor says this.' : 'Only the team says this.';
}
