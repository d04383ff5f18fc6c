import { expect, test } from '../fixtures/test.js';

test('two browsers race for one seat and exactly one gets it', async ({
  newPerson,
  performance,
  trouble,
}) => {
  trouble.expect(409);
  const people = [await newPerson(), await newPerson()];
  for (const person of people) await person.seats.open(performance.path);
  for (const person of people) await person.seats.choose('Stalls L 12');

  // Both requests wait at the door until both are there.
  let open = () => {};
  const bothAreThere = new Promise<void>((resolve) => (open = resolve));
  let there = 0;
  for (const person of people) {
    await person.page.route('**/api/hold_seats', async (route) => {
      there += 1;
      if (there === people.length) open();
      await bothAreThere;
      await route.continue();
    });
  }
  await Promise.all(people.map((person) => person.seats.holdButton.click()));

  const words = 'Stalls, row L, seat 12 was taken a moment ago.';
  for (const { seats } of people) {
    await expect(seats.held.or(seats.trouble.filter({ hasText: words }))).toBeVisible();
  }
  const held = await Promise.all(people.map((person) => person.seats.held.isVisible()));
  expect(held.filter(Boolean)).toHaveLength(1);
  const loser = people[held.indexOf(false)]!;
  await expect(loser.seats.chosen).toBeHidden();
  await loser.seats.saysOf('Stalls L 12', 'held by somebody else');
});

test('a chosen seat that goes to somebody else is named at once', async ({
  buyer,
  newPerson,
  performance,
}) => {
  await buyer.seats.open(performance.path);
  await buyer.seats.choose('Stalls L 12', 'Stalls L 13');
  const faster = await newPerson();
  await faster.hold(performance.path, 'Stalls L 13');

  const words =
    'Stalls, row L, seat 13 was taken a moment ago. Your other seat is still chosen.';
  await expect(buyer.seats.trouble).toHaveText(words);
  await expect(buyer.seats.holdButton).toHaveText('Hold 1 seat');
  await buyer.seats.hold();
});

test('one buyer may not hold more seats than the house allows', async ({ buyer, performance }) => {
  await buyer.seats.open(performance.path);
  const ten = Array.from({ length: 10 }, (_, at) => `Stalls L ${at + 1}`);
  await buyer.seats.choose(...ten);
  await buyer.seats.find('Stalls L 11');
  await buyer.seats.map.press('Enter');
  await expect(buyer.seats.trouble).toContainText('up to 10 seats');
  await expect(buyer.seats.chosen.getByRole('listitem')).toHaveCount(10);
});
