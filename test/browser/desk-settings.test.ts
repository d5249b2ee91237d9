/** What the owner arranges in the settings is at a colleague's hand at once: a label, a team, a saved reply, a rule. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { inviteResponse } from '../../protocol/api.ts';
import { parseJson } from '../../protocol/shape.ts';
import { launchBrowser } from '../support/browser.ts';
import { type AgentScreen, openShop, signInAgent } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let browser: Browser;
let owner: Page;
let colleague: AgentScreen;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  ({ page: owner } = await signInAgent(browser, server.signInLink));
  await owner.getByRole('heading', { name: 'Install the messenger' }).waitFor();
  const [workspace = ''] = server.siteKey.split('-');
  const invited = await owner.request.post(`${server.origin}/api/workspaces/${workspace}/members`, {
    data: { name: 'Ben', email: 'ben@example.org', role: 'agent' },
  });
  const { signInToken } = parseJson(inviteResponse, await invited.text());
  colleague = await signInAgent(browser, `${server.origin}/console#sign-in=${signInToken}`);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function show(section: string): Promise<void> {
  await owner.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: section }).click();
  await owner.getByRole('heading', { name: section, level: 3 }).waitFor();
}

/** Adds something by its form, with Enter. */
async function add(button: string, fields: Record<string, string>, ticked?: string): Promise<void> {
  await owner.getByRole('button', { name: button }).click();
  const form = owner.getByRole('form', { name: button });
  if (ticked) await form.getByRole('checkbox', { name: ticked }).check();
  for (const [name, text] of Object.entries(fields)) await form.getByRole('textbox', { name }).fill(text);
  await form.getByRole('textbox').first().press('Enter');
  await form.waitFor({ state: 'detached' });
}

it('what the owner makes in the settings, another agent uses', async () => {
  const visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say('Are you open on Saturday?');
  await colleague.openWith('Are you open on Saturday?');

  await owner.goto(`${server.origin}/console/settings/labels`);
  await add('Add a label', { Name: 'Opening hours' });
  await show('Teams');
  await add('Add a team', { Name: 'Repairs' }, 'Ben');
  await show('Saved replies');
  await add('Add a saved reply', {
    Title: 'When we are open',
    Shortcut: 'hours',
    Text: 'Hello {{visitor.firstName|there}}, from ten till four. {{agent.name}}',
  });

  // The colleague has had the conversation open all the while.
  const { page, reply } = colleague;
  await reply.pressSequentially('/hou');
  await page.getByRole('option', { name: /When we are open/ }).waitFor();
  await reply.press('Enter');
  await page.getByRole('button', { name: 'Send' }).click();
  await visitor.sees('Hello there, from ten till four. Ben');

  const choose = async (tool: string, name: string) => {
    await page.getByRole('button', { name: tool }).first().click();
    const palette = page.getByRole('dialog', { name: tool });
    await palette.getByRole('combobox').fill(name);
    await palette.getByRole('option', { name }).first().click();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
  };
  await choose('Labels…', 'Opening hours');
  await choose('Assign to…', 'Repairs');

  // And the owner sees what came of it, before taking it away.
  await show('Labels');
  const labels = owner.getByRole('list', { name: 'Labels' });
  await labels.getByText('1 open').waitFor();
  await show('Teams');
  await owner.getByRole('list', { name: 'Teams' }).getByText('1 open').waitFor();
  await show('Labels');
  await labels.getByRole('button', { name: 'Edit Opening hours' }).click();
  await owner.getByRole('textbox', { name: 'Name' }).fill('Hours');
  await owner.keyboard.press('Enter');
  await colleague.list.getByText('Hours', { exact: true }).waitFor();
  await labels.getByRole('button', { name: 'Remove Hours' }).click();
  const dialog = owner.getByRole('dialog', { name: 'Remove “Hours”?' });
  await dialog.getByText(/^1 open conversation has this label\./).waitFor();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await colleague.list.getByText('Hours', { exact: true }).waitFor({ state: 'detached' });
});

it('the rule that the owner sets hands out what comes next', async () => {
  await owner.goto(`${server.origin}/console/settings/assignment`);
  await owner.getByRole('radio', { name: 'to whoever has the fewest' }).check();
  await owner.getByRole('button', { name: 'Save' }).click();
  await owner.getByText('Saved', { exact: true }).waitFor();
  const self = owner.getByRole('form', { name: 'owner' });
  await self.getByRole('combobox', { name: 'Availability' }).selectOption('Away');
  await self.getByRole('button', { name: 'Save' }).click();
  await self.getByText('Saved', { exact: true }).waitFor();

  const visitor = await openShop(browser, server.demoOrigin);
  await visitor.open();
  await visitor.say('Is anybody there?');
  await colleague.openWith('Is anybody there?');
  await colleague.page.getByText('Assigned to you automatically').waitFor();
  await owner
    .getByRole('form', { name: 'Ben' })
    .getByText(/^[1-9] open$/)
    .waitFor();
});
