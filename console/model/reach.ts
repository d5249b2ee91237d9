/** A connection as people care about it: short gaps are nobody's business, long ones are said once and stay said. */
import type { ConnectionStatus } from '../../client/connection.ts';
import { assertNever } from '../../client/timeline.ts';

export type Reach =
  | { is: 'connecting' }
  | { is: 'online' }
  | { is: 'lost' }
  | { is: 'refused'; code: 'forbidden' | 'not_found' | 'unsupported_version' };

/** The first reconnect after a loss is quick and mostly works; only after it failed is anybody told. */
const FAILURES_UNTIL_LOST = 2;

export function nextReach(before: Reach, status: ConnectionStatus): Reach {
  switch (status.is) {
    case 'stopped':
      return { is: 'connecting' };
    case 'connecting':
      return before;
    case 'online':
      return before.is === 'online' ? before : { is: 'online' };
    case 'waiting':
      return status.failures >= FAILURES_UNTIL_LOST && before.is !== 'lost' ? { is: 'lost' } : before;
    case 'refused':
      return { is: 'refused', code: status.code };
    default:
      return assertNever(status);
  }
}
