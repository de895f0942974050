import { expect, test } from '@playwright/test';
import { choose } from './support/forms.js';
import { signIn } from './support/session.js';
import { serveThousand, watchLongTasks } from './support/thousand.js';

/** ms. On a quiet machine it stays below 100; a shared one gets room, but not for a page that draws all of them. */
const MOST = 400;

test('a thousand stations are scrolled through, sorted and filtered without the page ever standing still', { tag: '@long' }, async ({ page }) => {
  const longest = await watchLongTasks(page);
  await serveThousand(page);
  await signIn(page, 'bureau-admin');
  const table = page.getByRole('table', { name: '派出所 × 流程' });
  await expect(table.getByRole('row', { name: /第0派出所/ })).toBeVisible();
  const grid = page.locator('.mx-grid');
  const took: Record<string, number> = { opened: await longest() };
  const last = table.locator('tr[aria-rowindex="1001"]');
  await expect(async () => {
    await grid.evaluate((box) => { box.scrollTop += 900; });
    await expect(last).toBeInViewport({ timeout: 10 });
  }).toPass({ intervals: [30], timeout: 120_000 });
  took['scrolled'] = await longest();
  const drawn = await table.getByRole('row').count();
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await last.getByRole('button').first().focus();
  await page.keyboard.press('Control+Home');
  await expect(table.locator('[data-at="0 0"]')).toBeFocused();
  for (let row = 0; row < 60; row += 1) await page.keyboard.press('ArrowDown');
  await expect(table.locator('[data-at="60 0"]')).toBeFocused();
  took['keys'] = await longest();
  await choose(page, page.getByRole('combobox', { name: '排序' }), '问题多的在前');
  await expect(table.getByRole('row', { name: /第999派出所/ })).toBeVisible();
  took['sorted'] = await longest();
  await page.getByText('只看有问题的', { exact: true }).click();
  await expect(table).toHaveAttribute('aria-rowcount', '168');
  took['filtered'] = await longest();
  console.log(JSON.stringify({ overview: { longestTask: Object.fromEntries(Object.entries(took).map(([what, ms]) => [what, Math.round(ms)])), rows: drawn, nodes } }));
  expect(drawn).toBeLessThan(40);
  expect(nodes).toBeLessThan(3_000);
  expect(Math.max(took['scrolled'] ?? 0, took['keys'] ?? 0, took['sorted'] ?? 0, took['filtered'] ?? 0)).toBeLessThan(MOST);
});
