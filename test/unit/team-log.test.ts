/** [CNV-10] What an agent's browser makes of the team's events is what the server makes of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyTeamEvents, EMPTY_TEAM_LOG } from '../../console/model/team-log.ts';
import type { TeamEvent } from '../../protocol/team-event.ts';
import { afterEvent, EMPTY_SNAPSHOT } from '../../worker/conversation/snapshot.ts';

const LABELS = ['a', 'b', 'c'];

it('labels are the same ones in the same order, whatever is added and taken off at once', () => {
  const change = fc.record({ add: fc.array(fc.constantFrom(...LABELS)), remove: fc.subarray(LABELS) });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const events = changes.map(({ add, remove }, index): TeamEvent => {
        const author = { role: 'agent', id: 'ada', name: 'Ada' } as const;
        return { seq: index + 1, ts: 1, author, kind: 'labels', add, remove };
      });
      const { labels } = applyTeamEvents(EMPTY_TEAM_LOG, events);
      expect(labels).toEqual(events.reduce(afterEvent, EMPTY_SNAPSHOT).labels);
    }),
  );
});
