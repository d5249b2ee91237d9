/**
 * `npm run screens`: takes the pictures of docs/images. Starts the built server on free ports, lets a few visitors of
 * the demo shop and one agent talk, and photographs what they see, in light and dark. Look at each before you commit it.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { root } from '../../selfhost/settings.ts';
import { launchBrowser } from './browser.ts';
import { type AgentScreen, agentScreen, type VisitorScreen, visitorScreen } from './people.ts';
import { startServer } from './server.ts';

const FOLDER = join(root, 'docs/images');
const HERE = { locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' as const };
const DESKTOP = { ...HERE, viewport: { width: 1280, height: 800 } };
/** Twice as sharp, as phones are. */
const PHONE = {
  ...HERE,
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** What the pictures show, line by line: the visitor asks, the agent answers. */
const QUESTIONS = [
  'Is the Gate bright enough for a door that nobody else lights?',
  'And does it dim?',
  'Then I’ll have one for each side of the door.',
] as const;
const ANSWERS = [
  'It is: 470 lumens, and the seeded glass spreads them.',
  'Down to a candle’s worth.',
] as const;

const server = await startServer({
  env: { PORCHLIGHT_NAME: 'Fernhill Lamps', PORCHLIGHT_OWNER_NAME: 'Nell' },
});
const browser = await launchBrowser();
mkdirSync(FOLDER, { recursive: true });
try {
  const agent = await agentScreen(await openPage(server.signInLink, DESKTOP));
  await answered(agent, 'contact.html', 'Are you open on Saturday?', 'From ten till four.');
  await agent.page.getByRole('button', { name: 'Resolve' }).click();
  await agent.page.getByRole('button', { name: 'Reopen' }).waitFor();
  await answered(
    agent,
    'index.html',
    'Do you mend lamps that you didn’t make?',
    'We try. Send us a picture?',
  );
  const visitor = await talking(agent);
  await waiting('product-storm.html', { locale: 'de-AT', timezoneId: 'Europe/Vienna' }, [
    'Guten Abend! Does the Storm come with a candle?',
  ]);
  await waiting('cart.html', {}, ['Two Drovers for the path, please.', 'Can they share one box?']);

  await takeBoth(visitor.page, 'shop');
  await agent.list.getByText('Can they share one box?').waitFor();
  await takeBoth(agent.page, 'console');

  // The same person: what their browser kept, in a smaller window.
  const storageState = await visitor.context.storageState();
  const phone = visitorScreen(
    await openPage(`${server.demoOrigin}/product-gate.html`, { ...PHONE, storageState }),
  );
  await phone.open();
  for (const text of [...QUESTIONS, ...ANSWERS]) await phone.sees(text);
  await takeBoth(phone.page, 'phone');
} finally {
  await browser.close();
  await server.stop();
}

/** The conversation that is open in the pictures. */
async function talking(agent: AgentScreen): Promise<VisitorScreen> {
  const visitor = await visitorOn('product-gate.html');
  for (const [index, question] of QUESTIONS.entries()) {
    await visitor.say(question);
    if (index === 0) await agent.openWith(question);
    await agent.sees(question);
    const answer = ANSWERS[index];
    if (!answer) break;
    await agent.say(answer);
    await visitor.sees(answer);
  }
  await visitor.log.getByText(/^(Sent|Seen)$/).waitFor();
  return visitor;
}

/** Somebody who has their answer. */
async function answered(agent: AgentScreen, path: string, question: string, answer: string): Promise<void> {
  const visitor = await visitorOn(path);
  await visitor.say(question);
  await agent.openWith(question);
  await agent.say(answer);
  await visitor.sees(answer);
  await visitor.context.close();
}

/** Somebody whom nobody has answered yet. */
async function waiting(path: string, options: BrowserContextOptions, texts: string[]): Promise<void> {
  const visitor = await visitorOn(path, options);
  for (const text of texts) await visitor.say(text);
  await visitor.log.getByText(/^(Sent|Seen)$/).waitFor();
  await visitor.context.close();
}

async function visitorOn(path: string, options: BrowserContextOptions = {}): Promise<VisitorScreen> {
  const visitor = visitorScreen(await openPage(`${server.demoOrigin}/${path}`, { ...DESKTOP, ...options }));
  await visitor.open();
  return visitor;
}

async function openPage(url: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  return page;
}

async function takeBoth(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const path = join(FOLDER, `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    console.log(`${relative(root, path)}: ${Math.round(statSync(path).size / 1024)} kB`);
  }
}
