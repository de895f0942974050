import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { pageOf, signIn } from './support/session.js';

test('a figure about people that is not shown says why, and what it may be; a station’s own officers see it', async ({ page, browser }) => {
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/figures?metric=dispute-mediation.parties&by=role');
  const table = page.getByRole('table', { name: '纠纷当事人' });
  await table.getByRole('button', { name: '不显示，说明' }).first().click();
  const why = page.getByRole('tooltip');
  await expect(why).toContainText('为什么不显示');
  await expect(why).toContainText('为保护个人不显示');
  await expect(why).toContainText('不要当作 0');
  await expectAccessible(page, 'a suppressed figure');
  await page.keyboard.press('Escape');

  // Finer than whole months and one dimension, events are bands.
  await page.goto('/bureau/figures?span=weeks&by=station');
  await page.getByRole('table', { name: '接报警情' }).getByRole('button', { name: /\d+–\d+，说明/ }).first().click();
  await expect(page.getByRole('tooltip')).toContainText('只显示所在区间');

  // Where something happened is told in bands, station by station.
  await page.goto('/bureau/figures?by=community');
  await expect(page.getByRole('row', { name: /东门派出所 · .+社区/ }).getByRole('button', { name: /\d+–\d+，说明/ }).first()).toBeVisible();

  await page.getByRole('link', { name: '汇总维护' }).click();
  await page.getByRole('button', { name: '开始重算' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: '开始重算' }).click();
  await expect(page.getByRole('progressbar', { name: '重算进度' })).toBeVisible();
  await expectAccessible(page, 'figures in order');

  const chief = await pageOf(browser, 'chief-dongmen');
  await chief.page.goto(`${chief.base}/figures?by=category.1&span=weeks`);
  await expect(chief.page.getByRole('row', { name: /^纠纷/ })).toHaveCount(1);
  await chief.page.goto(`${chief.base}/figures?metric=dispute-mediation.parties&by=role`);
  await expect(chief.page.getByRole('table', { name: '纠纷当事人' }).getByRole('cell', { name: /^\d+$/ }).first()).toBeVisible();
  await expect(chief.page.getByRole('button', { name: /，说明/ })).toHaveCount(0);
  await expect(chief.page.getByRole('table').getByRole('link')).toHaveCount(0);

  // What is counted of events leads to the records it was counted from.
  await chief.page.goto(`${chief.base}/figures?metric=incident.received&by=category`);
  const figure = chief.page.getByRole('table', { name: '接报警情' }).getByRole('link', { name: /^\d+$/ }).first();
  const count = await figure.innerText();
  await figure.click();
  await expect(chief.page.locator('.sh-facts')).toContainText(`共 ${count} 条记录`);
  await expect(chief.page.getByRole('table', { name: '统计所依据的记录' }).getByRole('row')).toHaveCount(Math.min(Number(count), 50) + 1);
  await expectAccessible(chief.page, 'the records behind a figure');
  await chief.page.getByRole('table').getByRole('link').first().click();
  await expect(chief.page).toHaveURL(/\/incidents\/[0-9a-f-]{36}$/);
  await chief.close();
});
