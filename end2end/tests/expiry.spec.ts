import { expect, test } from '../fixtures/test.js';

test('a hold runs out while another watches, and one tap gets it back', async ({
  buyer,
  newPerson,
  performance,
  office,
}) => {
  const watcher = await newPerson();
  await watcher.seats.open(performance.path);
  const all = await watcher.seats.price('Stalls').textContent();

  await buyer.hold(performance.path, 'Stalls L 12', 'Stalls L 13');
  await expect(watcher.seats.price('Stalls')).not.toHaveText(all!);
  await watcher.seats.saysOf('Stalls L 12', 'held by somebody else');

  await office.advance({ minutes: 10 });
  await expect(watcher.seats.price('Stalls')).toHaveText(all!);
  // it was found before, and its words follow it
  await watcher.seats.says('available');
  await expect(buyer.holdBar.bar).toContainText('Your hold has ended. The seats are back on sale.');

  await buyer.holdBar.getThemBack.click();
  await buyer.holdBar.showsMinutes(10);
  await expect(buyer.seats.held.getByRole('listitem')).toHaveCount(2);
  await watcher.seats.saysOf('Stalls L 13', 'held by somebody else');
});

test('the last minutes are announced, and then the end', async ({ buyer, performance, office }) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  await office.advance({ minutes: 5 });
  await expect(buyer.holdBar.bar).toContainText('5 minutes left to buy your seats.');
  await buyer.holdBar.showsMinutes(5);
  await office.advance({ minutes: 4 });
  await expect(buyer.holdBar.bar).toContainText('1 minute left to buy your seats.');
  await office.advance({ minutes: 1 });
  await expect(buyer.holdBar.bar).toContainText('Your hold has ended.');
});

test('an answer that news overtook does not turn the time back', async ({
  buyer,
  performance,
  office,
}) => {
  const { page, holdBar } = buyer;
  let deliver!: () => void;
  const delivery = new Promise<void>((resolve) => (deliver = resolve));
  const written = new Promise<void>((resolve) =>
    page.route('**/api/hold_card', async (route) => {
      const response = await route.fetch();
      resolve();
      await delivery;
      await route.fulfill({ response });
    }),
  );
  await buyer.hold(performance.path, 'Stalls L 12');
  await written;
  await office.advance({ minutes: 5 });
  await holdBar.showsMinutes(5);

  const answer = page.waitForResponse('**/api/hold_card');
  deliver();
  await (await answer).finished();
  const before = (await holdBar.time.textContent())!;
  await expect(holdBar.time).not.toHaveText(before);
  expect(await holdBar.time.textContent()).toMatch(/^(5:00|4:[345]\d)$/);
});

test('a hold that runs out at checkout says so there, and can be had again', async ({
  buyer,
  performance,
  office,
}) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toBeVisible();
  await office.advance({ minutes: 10 });
  await expect(buyer.holdBar.bar).toContainText('Your hold has ended.');

  await buyer.page.reload();
  await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
  await expect(buyer.checkout.story).toContainText('The time was up before they were paid.');
  await buyer.checkout.button('Get them back').click();
  await expect(buyer.checkout.payButton).toHaveText('Pay €45.00');
});

test('for seats that went to somebody else the nearest of their price are had', async ({
  buyer,
  newPerson,
  performance,
  office,
}) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  await office.advance({ minutes: 10 });
  await expect(buyer.holdBar.getThemBack).toBeVisible();
  const faster = await newPerson();
  await faster.hold(performance.path, 'Stalls L 12');

  await buyer.holdBar.getThemBack.click();
  const held = buyer.page.getByRole('list', { name: 'Held seats' });
  await expect(held).toContainText(/Stalls, row L, seat 1[13]/);
});
