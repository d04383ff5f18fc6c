import { expect, test } from '../fixtures/test.js';

test('the back button and a second tab show the right time', async ({
  buyer,
  performance,
  office,
}) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toBeVisible();
  await office.advance({ minutes: 4 });
  await buyer.page.goBack();
  await buyer.seats.isReady();
  await buyer.holdBar.showsMinutes(6);
  await expect(buyer.seats.held.getByRole('listitem')).toHaveCount(1);

  const second = await buyer.newTab();
  await second.page.goto('/');
  await second.holdBar.showsMinutes(6);
  await office.advance({ minutes: 2 });
  await buyer.holdBar.showsMinutes(4);
  await second.holdBar.showsMinutes(4);
});

test('what is given up in one tab is gone in the other', async ({ buyer, performance }) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  const second = await buyer.newTab();
  await second.page.goto('/');
  await second.holdBar.giveUp();
  await expect(buyer.holdBar.bar).toContainText('You gave these seats up.');
});

test('eight tabs are open at once and each still loads', async ({
  buyer,
  newPerson,
  performance,
}) => {
  const tabs = [buyer];
  await buyer.seats.open(performance.path);
  const all = await buyer.seats.price('Stalls').textContent();
  while (tabs.length < 8) {
    await tabs.at(-1)!.looksAway();
    const tab = await buyer.newTab();
    await tab.seats.open(performance.path);
    tabs.push(tab);
  }
  const other = await newPerson();
  await other.hold(performance.path, 'Stalls L 12');

  // A tab that is looked at again has heard what it missed.
  await tabs.at(-1)!.looksAway();
  await buyer.looksBack();
  await expect(buyer.seats.price('Stalls')).not.toHaveText(all!);
  await buyer.seats.saysOf('Stalls L 12', 'held by somebody else');
});
