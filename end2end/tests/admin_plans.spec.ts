import type { Page } from '@playwright/test';
import { Plan } from '../fixtures/plan.js';
import { expect, test } from '../fixtures/test.js';

async function importPlan(page: Page, name: string, plan: Plan): Promise<void> {
  await page.goto('/admin/plans');
  await page.getByLabel('Venue name').fill(name);
  await page.getByLabel('City').fill('Porto');
  await page.getByLabel(/^Time zone/).fill('Europe/Lisbon');
  const file = { name: 'plan.json', mimeType: 'application/json', buffer: plan.file() };
  await page.getByLabel(/^Plan file/).setInputFiles(file);
  await page.getByRole('button', { name: 'Import plan' }).click();
}

test('a plan is imported, put on sale, and on the programme', async ({ admin, newPerson }) => {
  const { page } = admin;
  await importPlan(page, 'Casa Pequena', new Plan(4));
  await expect(page.getByRole('status')).toContainText('Casa Pequena is imported, with 4 seats.');
  await page.getByRole('link', { name: 'Put something on sale there' }).click();

  await page.getByLabel('Event name').fill('A Very Small Evening');
  await page.getByLabel('Date').fill('2031-03-14');
  await page.getByLabel('Time', { exact: true }).fill('19:30');
  await page.getByLabel('Parquet').fill('12.50');
  await page.getByRole('button', { name: 'Put on sale' }).click();
  await expect(page.getByRole('status')).toContainText('It is on sale.');

  const visitor = await newPerson();
  await visitor.page.goto('/');
  await visitor.page.getByRole('link', { name: 'A Very Small Evening' }).click();
  await visitor.seats.isReady();
  await expect(visitor.page.getByRole('main')).toContainText('Friday 14 March 2031, 19:30');
  await visitor.seats.choose('Parlour A 3');
  await expect(visitor.seats.chosen).toContainText('€12.50');
});

test('a plan with a fault is refused with its place and reason', async ({ admin, trouble }) => {
  trouble.expect(422);
  const { page } = admin;
  await importPlan(page, 'Casa Errada', new Plan(4).withFault(1));
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('This plan was not imported. Nothing was changed.');
  await expect(refusal).toContainText('zones[0].rows[0].seats[1]');
  await expect(refusal).toContainText('Gallery');
  await expect(page.getByLabel('Venue name')).toHaveValue('Casa Errada');
  await page.goto('/admin/plans');
  await expect(page.getByText('Casa Errada')).toHaveCount(0);
});

test('a form that cannot be right says what is wrong and keeps the rest', async ({ admin }) => {
  const { page } = admin;
  await page.goto('/admin/on-sale');
  await page.getByLabel('Event name').fill('Yesterday’s Concert');
  await page.getByLabel('Date').fill('2001-01-01');
  await page.getByLabel('Time', { exact: true }).fill('20:00');
  for (const price of await page.getByPlaceholder('45.00').all()) await price.fill('10.00');
  await page.getByRole('button', { name: 'Put on sale' }).click();
  await expect(page.getByText('Give a date and time in the future')).toBeVisible();
  await expect(page.getByLabel('Event name')).toHaveValue('Yesterday’s Concert');
  await expect(page.getByPlaceholder('45.00').first()).toHaveValue('10.00');
});
