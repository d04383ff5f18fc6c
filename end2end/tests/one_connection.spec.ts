import type { BrowserContext, Page, Request } from '@playwright/test';
import { expect, test } from '../fixtures/test.js';
import type { Person } from '../pages/person.js';

test('eight tabs side by side share one connection, whoever of them goes', async ({
  buyer,
  newPerson,
  performance,
}) => {
  const listening = listeners(buyer.page.context());
  const tabs = [buyer];
  while (tabs.length < 8) tabs.push(await buyer.newTab());
  for (const tab of tabs) await tab.seats.open(performance.path);
  await expect.poll(listening).toHaveLength(1);
  const other = await newPerson();
  await other.hold(performance.path, 'Stalls L 12');
  for (const tab of tabs) await tab.seats.saysOf('Stalls L 12', 'held by somebody else');

  // The tab that listens is closed; another one takes its place and nothing is missed.
  const closed = one(tabs, listening());
  await closed.page.close();
  tabs.splice(tabs.indexOf(closed), 1);
  await other.holdBar.giveUp();
  for (const tab of tabs) await tab.seats.saysOf('Stalls L 12', 'available');
  await expect.poll(listening).toHaveLength(1);

  // Nobody looks at the tab that listens: it may be frozen any moment, so that it lets go.
  const hidden = one(tabs, listening());
  await hidden.looksAway();
  await expect.poll(() => listening().filter((page) => page !== hidden.page)).toHaveLength(1);
  await other.hold(performance.path, 'Stalls L 13');
  for (const tab of tabs) await tab.seats.saysOf('Stalls L 13', 'held by somebody else');
  await expect.poll(listening).toHaveLength(1);
});

test('tabs of different performances hear their own over the same connection', async ({
  buyer,
  newPerson,
  office,
}) => {
  const listening = listeners(buyer.page.context());
  const [one, two] = [await office.putOnSale(), await office.putOnSale()];
  await buyer.seats.open(one.path);
  const tab = await buyer.newTab();
  await tab.seats.open(two.path);
  const other = await newPerson();
  await other.hold(one.path, 'Stalls L 12');
  await buyer.seats.saysOf('Stalls L 12', 'held by somebody else');
  await tab.seats.saysOf('Stalls L 12', 'available');
  await other.hold(two.path, 'Stalls L 13');
  await tab.seats.saysOf('Stalls L 13', 'held by somebody else');
  await expect.poll(listening).toHaveLength(1);
});

test('what is held in one tab is told in the tab that does not listen', async ({
  buyer,
  performance,
}) => {
  await buyer.seats.open(performance.path);
  const second = await buyer.newTab();
  await second.hold(performance.path, 'Stalls L 12');
  await expect(buyer.holdBar.bar).toBeVisible();
  await second.holdBar.giveUp();
  await expect(buyer.holdBar.bar).toContainText('You gave these seats up.');
});

/** Tells which tabs have a connection to the shop's live stream just now. */
function listeners(context: BrowserContext): () => Page[] {
  const open = new Set<Request>();
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/live') open.add(request);
  });
  context.on('requestfailed', (request) => open.delete(request));
  context.on('requestfinished', (request) => open.delete(request));
  return () => {
    const pages = [...open].map((request) => request.frame().page());
    return pages.filter((page) => !page.isClosed());
  };
}

function one(tabs: Person[], pages: Page[]): Person {
  return tabs.find((tab) => tab.page === pages[0])!;
}
