/** [TEM-3] What a removal leaves undone when it is interrupted, and what is done of it later. */
import { expect, it } from 'vitest';
import { TeamCore } from '../../worker/workspace/team-core.ts';
import { WORKSPACE_MIGRATIONS } from '../../worker/workspace/workspace-migrations.ts';
import { workspaceStore } from '../../worker/workspace/workspace-store.ts';
import { reusableSql } from './node-sql.ts';

const sql = reusableSql(WORKSPACE_MIGRATIONS);

function makeTeam() {
  sql.empty();
  const store = workspaceStore(sql);
  const world = { down: new Set<string>(), done: [] as string[], store };
  const reach = async (what: string) => {
    if (world.down.has(what)) throw new Error(`${what} is away`);
    world.done.push(what);
  };
  const team = new TeamCore({
    store,
    desk: { touched() {} },
    now: () => 10,
    newId: () => `agent-${store.members().length}`,
    leave: reach,
    tellRole: (email, _, role) => reach(`${email} ${role}`),
    dismiss: reach,
  });
  const add = (name: string) => team.add({ email: `${name}@example.org`, name, role: 'owner' }).agent;
  return { world, team, ada: add('ada'), grace: add('grace') };
}

it('does what is left, once it can, and forgets the address then', async () => {
  const { world, team, ada, grace } = makeTeam();
  for (const conversation of ['first', 'second']) world.store.noteVisit(grace, conversation, 20, 10);
  world.down = new Set(['first', 'grace@example.org']);
  expect(team.remove(grace, ada)).toEqual({ is: 'removed' });
  await expect(team.finish(grace)).rejects.toThrow('is away');
  expect(world.done).toEqual(['second']);

  world.down.clear();
  expect(team.remove(grace, ada)).toEqual({ is: 'removed' });
  await team.finishAll();
  expect(world.done).toEqual(['second', 'grace@example.org', 'first']);
  await team.finishAll();
  expect(world.done).toHaveLength(3);
  expect(JSON.stringify(sql.all('SELECT * FROM former_members'))).not.toContain('example.org');
});

it('is nothing that somebody who is out can do', () => {
  const { team, ada, grace } = makeTeam();
  expect(team.remove(grace, ada)).toEqual({ is: 'removed' });
  expect(team.remove(ada, grace)).toMatchObject({ is: 'refused', code: 'not_found' });
  expect(team.remove(grace, grace)).toMatchObject({ is: 'refused', code: 'not_found' });
});

it('tells an account its role, once it can, and the newest only', async () => {
  const { world, team, ada, grace } = makeTeam();
  world.down = new Set(['grace@example.org admin']);
  expect(team.changeRole(grace, 'admin', ada)).toMatchObject({ is: 'changed', member: { role: 'admin' } });
  await expect(team.tellRoles()).rejects.toThrow('is away');
  team.changeRole(grace, 'agent', ada);
  await team.finishAll();
  expect(world.done).toEqual(['grace@example.org agent']);
  await team.finishAll();
  expect(world.done).toHaveLength(1);
});
