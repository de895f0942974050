import { test } from '@playwright/test';
import { pageOf, signIn } from './support/session.js';

test('shots', async ({ page, browser }) => {
  test.slow();
  await signIn(page, 'bureau-admin');
  const shot = async (p: typeof page, name: string) => { await p.waitForLoadState('networkidle').catch(() => undefined); await p.waitForTimeout(600); await p.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true }); };
  await page.goto('/bureau/access'); await shot(page, 'admin-access');
  await page.getByRole('button', { name: '申请查看' }).click(); await shot(page, 'admin-ask');
  await page.goto('/bureau/members?tab=matrix'); await shot(page, 'admin-matrix');
  await page.goto('/bureau/members?tab=matrix&role=chief'); await shot(page, 'admin-matrix-chief');
  await page.getByRole('button', { name: '收回…' }).first().click(); await shot(page, 'admin-take');
  await page.goto('/bureau/members?tab=delegations'); await page.getByRole('button', { name: '新建委托' }).click(); await shot(page, 'admin-delegate');
  await page.goto('/bureau/members?tab=rights');
  await page.getByLabel('人员', { exact: true }).click();
  await page.keyboard.press('ArrowDown'); await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '查询' }).click(); await shot(page, 'admin-rights');
  const chief = await pageOf(browser, 'chief-dongmen');
  await chief.page.goto(`${chief.base}/access`); await shot(chief.page, 'chief-access');
  await chief.page.goto(`${chief.base}/members?tab=matrix`); await shot(chief.page, 'chief-matrix');
  await chief.page.setViewportSize({ width: 390, height: 844 });
  await shot(chief.page, 'chief-matrix-phone');
  await chief.page.goto(`${chief.base}/access`); await shot(chief.page, 'chief-access-phone');
  const leader = await pageOf(browser, 'bureau-leader');
  await leader.page.goto('/bureau/access'); await shot(leader.page, 'leader-access');
});
