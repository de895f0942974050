import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { unique } from './support/forms.js';
import { signIn } from './support/session.js';

test('the chief builds a dashboard from nothing, filters it by the address, and reads every chart as a table', async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/dashboards`);
  await page.getByRole('button', { name: '新建看板' }).click();
  await page.getByLabel('名称', { exact: true }).fill(unique('夜间'));
  await page.getByRole('button', { name: '新建', exact: true }).click();
  const palette = page.getByRole('region', { name: '指标' });

  // One metric by pointer, onto the empty board; another by its button.
  const drop = page.getByText('把左边的指标拖到这里');
  await expect(drop).toBeVisible();
  const [from, to] = [await palette.getByRole('button', { name: '接报警情 起' }).boundingBox(), await drop.boundingBox()];
  if (from === null || to === null) throw new Error('Both are on the page.');
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 30, { steps: 3 });
  await page.mouse.move(to.x + 40, to.y + 10, { steps: 6 });
  await page.mouse.up();
  await expect(page.locator('[data-tile]')).toHaveCount(1);
  await palette.getByRole('button', { name: '添加“发起事项”' }).click();
  await expect(page.locator('[data-tile]')).toHaveCount(2);

  // The second before the first, by keyboard alone.
  const titles = page.locator('[data-tile] h2');
  await expect(titles).toHaveText(['接报警情', '发起事项']);
  await page.getByRole('button', { name: '移动“发起事项”' }).focus();
  await page.keyboard.press('Space');
  await expect(page.locator('[id^="DndLiveRegion"]')).toContainText('到第 2 块');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[id^="DndLiveRegion"]')).toContainText('到第 1 块');
  await page.keyboard.press('Space');
  await expect(titles).toHaveText(['发起事项', '接报警情']);

  // Drawn as a heat table of weekday and hour.
  await page.getByRole('button', { name: '设置“接报警情”' }).click();
  await page.getByLabel('画法').click();
  await page.getByTitle('热力表', { exact: true }).click();
  await expect(page.locator('[data-tile]').nth(1)).toHaveAttribute('data-drawing', 'HEAT');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('button', { name: '编排' })).toBeVisible();
  await expect(page.getByRole('region', { name: '接报警情：热力表' })).toBeVisible();
  await expect(page.locator('[data-chart] svg')).toBeVisible();
  await expectAccessible(page, '看板');

  // The table beside the chart says the same; the filter stands in the address, for all tiles, after a reload too.
  const started = page.getByRole('region', { name: '发起事项', exact: true });
  await started.getByRole('button', { name: '看表格' }).click();
  await expect(started.getByRole('region', { name: '发起事项：数据表' }).getByRole('row')).toHaveCount(7);
  await page.getByLabel('时间').click();
  await page.getByTitle('近 3 个月', { exact: true }).click();
  await expect(page).toHaveURL(/range=LAST_3_MONTHS/);
  await expect(started.getByRole('region', { name: '发起事项：数据表' }).getByRole('row')).toHaveCount(4);
  await page.reload();
  await started.getByRole('button', { name: '看表格' }).click();
  await expect(started.getByRole('region', { name: '发起事项：数据表' }).getByRole('row')).toHaveCount(4);
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/dashboard.png`, fullPage: true });

  // A count leads to the records it was counted from: as many of them, and back to the same filters.
  const heat = page.getByRole('region', { name: '接报警情', exact: true });
  await heat.getByRole('button', { name: '看表格' }).click();
  const cell = heat.getByRole('region', { name: '接报警情：数据表' }).getByRole('link').first();
  const counted = await cell.textContent();
  await cell.click();
  await expect(page.getByText(new RegExp(`星期：.* · 时段：.* · 共 ${counted} 条记录`))).toBeVisible();
  await expect(page.getByRole('table', { name: '统计所依据的记录' }).locator('[data-row]')).toHaveCount(Number(counted));
  await page.getByRole('link', { name: '返回看板' }).click();
  await expect(page).toHaveURL(/dashboards\/.*range=LAST_3_MONTHS/);
});
