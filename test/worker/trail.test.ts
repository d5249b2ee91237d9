/** [CNV-15] agents are told where the visitor has been. */
import { expect, it } from 'vitest';
import { CONTEXT, join, joinAsAgent, makeVisitor, makeWorkspace } from './front-door.ts';

it('[CNV-15] the pages of a visit are kept and told to agents, live, and to no visitor', async () => {
  const workspace = await makeWorkspace();
  const visitor = await makeVisitor(workspace.siteKey);
  const { wire: page } = await join(visitor.conversation, visitor.ticket);
  const move = (name: string) =>
    page.send({ t: 'page', context: { ...CONTEXT, page: `http://shop.example/${name}`, title: name } });
  const { wire: first } = await joinAsAgent(visitor.conversation, workspace.owner);
  const titles = ({ pages }: { pages: { title: string }[] }) => pages.map(({ title }) => title);
  expect(titles(await first.next('trail'))).toEqual(['Cart']);
  move('pay');
  expect(titles(await first.next('trail'))).toEqual(['Cart', 'pay']);
  for (let count = 0; count < 25; count += 1) move(`${count}`);
  for (let newest = ''; newest !== '24'; ) newest = titles(await first.next('trail')).at(-1) ?? '';

  const { wire: second } = await joinAsAgent(visitor.conversation, workspace.owner);
  const kept = titles(await second.next('trail'));
  expect(kept).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 5}`));
  // A visitor asks like an agent, in another tab.
  const { wire: other } = await join(visitor.conversation, visitor.ticket);
  other.send({ t: 'hello', v: 1, since: 0, epoch: null, device: 'd'.repeat(26), presence: true });
  await other.next('welcome');
  move('last');
  expect(titles(await second.next('trail')).at(-1)).toBe('last');
  page.send({ t: 'ping' });
  other.send({ t: 'ping' });
  await Promise.all([page.next('pong'), other.next('pong')]);
  for (const wire of [page, other]) expect(wire.heard.map(({ t }) => t)).not.toContain('trail');
});
