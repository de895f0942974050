import { expect, test } from '@playwright/test';
import { expectAccessible, WIDE } from './support/audit.js';
import { signIn } from './support/session.js';

test('whoever directs a search draws where, says who, hears what was searched, and is told where next and why', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'duty-officer-dongmen');
  await page.goto(`${base}/p/three-losses`);
  await page.getByRole('table', { name: '走失人员查找' }).getByRole('link').first().click();
  await page.getByRole('link', { name: '查找地图' }).click();
  await page.getByRole('button', { name: '查看全部需填事由' }).click();
  await page.getByLabel(/查看事由/).fill('查找走失人员');
  await page.getByRole('button', { name: /显示 5 分钟/ }).click();
  const map = page.getByRole('region', { name: '地图' }).locator('[data-map="ready"]');
  await expect(map).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: '划搜索区' }).first().click();
  const point = async (x: number, y: number) => {
    const box = await map.boundingBox();
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * x, (box?.y ?? 0) + (box?.height ?? 0) * y);
  };
  // Crossed first: said while it is drawn, and not to be saved.
  for (const [x, y] of [[0.3, 0.3], [0.4, 0.4], [0.4, 0.3], [0.3, 0.4]] as const) await point(x, y);
  await expect(page.getByText(/自相交/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: '保存搜索区' })).toBeDisabled();
  for (let corner = 0; corner < 4; corner += 1) await page.getByRole('button', { name: '撤回一点' }).click();
  for (const [x, y] of [[0.3, 0.3], [0.4, 0.3], [0.4, 0.4], [0.3, 0.4]] as const) await point(x, y);
  await expect(page.getByText(/人徒步搜一遍约/)).toBeVisible();
  await page.getByRole('textbox', { name: '名称' }).fill('公园南侧');
  await page.getByRole('button', { name: '保存搜索区' }).click();
  await page.getByRole('button', { name: '指定由谁搜' }).click();
  await page.getByRole('combobox', { name: '队伍或联动单位' }).fill('一组');
  await page.getByRole('button', { name: /^指\s?定$/ }).click();
  await expect(page.getByText('由 一组 搜索')).toBeVisible();
  await page.getByRole('button', { name: '搜完了，登记' }).click();
  await page.getByRole('radio', { name: '15 分' }).check({ force: true });
  await page.getByRole('button', { name: '登记这次搜索' }).click();
  await expect(page.getByRole('list', { name: '搜索记录' }).getByText('一组')).toBeVisible();
  const suggestion = page.getByRole('region', { name: '下一步建议' });
  await expect(suggestion.getByRole('list', { name: '建议的先后' })).toContainText('因为');
  await expect(suggestion).toContainText('由人决定');
  await expectAccessible(page, 'map of a search', [WIDE]);
});
