import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, WIDE } from './support/audit.js';
import { unique } from './support/forms.js';
import { signIn } from './support/session.js';

/** The cells that the map of a part really drew. */
const drawn = (page: Page, name: string) => page.getByRole('region', { name }).locator('[data-map="ready"]');
const some = (at: ReturnType<typeof drawn>) => expect.poll(async () => Number(await at.getAttribute('data-drawn')), { timeout: 15_000 }).toBeGreaterThan(0);

test('a chief makes a plan of what is recommended, names a place, saves it as CSV and withdraws it', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/patrols?hours=14`);
  await some(drawn(page, '推荐地点图'));
  const list = page.getByRole('table', { name: '推荐的地点和时段' });
  const all = await list.getByRole('checkbox').count();
  expect(all).toBeGreaterThan(2);
  await expect(page.getByRole('table', { name: '命中率' })).toContainText('%');
  await expect(page.getByRole('region', { name: '方法与注意事项' })).toContainText('不含任何个人信息');
  await list.getByRole('checkbox').first().uncheck();
  await expect(page.getByText(`已选 ${all - 1} / ${all} 项`)).toBeVisible();
  await page.getByRole('button', { name: '据此制定方案' }).click();
  const drawer = page.getByRole('dialog', { name: /^巡逻方案/ });
  const corner = unique('东门市场北口');
  await drawer.getByRole('textbox', { name: /地名$/ }).first().fill(corner);
  await drawer.getByRole('button', { name: '加一班' }).click();
  await expect(drawer.getByText(`巡逻班次（${all}）`)).toBeVisible();
  await expectAccessible(page, 'patrol plan, drawer', [WIDE]);
  await drawer.getByRole('button', { name: '保存方案' }).click();
  await expect(drawer).toHaveCount(0);

  await page.getByRole('tab', { name: '巡逻方案' }).click();
  const plan = page.locator('[data-plan]').filter({ hasText: corner });
  await expect(plan).toContainText('自定');
  const [file] = await Promise.all([page.waitForEvent('download'), plan.getByRole('button', { name: '下载 CSV' }).click()]);
  expect(readFileSync(await file.path(), 'utf8')).toMatch(new RegExp(`^\uFEFF"地点","日期"[^]*"${corner}"`));
  await plan.getByRole('button', { name: '撤回' }).click();
  await page.locator('.ant-popover:visible').getByRole('button', { name: '撤回', exact: true }).click();
  await expect(plan).toHaveCount(0);

  await page.getByRole('tab', { name: '警情热点' }).click();
  await some(drawn(page, '热点图'));
  await page.getByRole('table', { name: '热点列表' }).getByRole('button', { name: /^1 / }).click();
  await expect(page.getByRole('button', { name: '显示全部' })).toBeVisible();
});
