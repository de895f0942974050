import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectAccessible, WIDE } from './support/audit.js';
import { pageOf, signIn } from './support/session.js';

test('a chief opens the weekly briefing, writes its analysis, takes it as Word and PDF, sends it; a recipient reads it, and it does not change any more', async ({ page, browser }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/briefings`);
  await page.getByRole('table', { name: '周报' }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: /^警情分析周报/, level: 1 })).toBeVisible();
  await expect(page.getByText(/^本周接报警情 [\d]+ 起；上周 \d+ 起/)).toBeVisible();
  await expect(page.getByRole('table', { name: '分类警情' })).toContainText('合计');
  const said = `侵财类警情集中在商圈 ${Date.now()}`;
  await page.getByRole('textbox', { name: '总体研判' }).fill(said);
  await page.getByRole('textbox', { name: '工作部署' }).fill('晚高峰在商圈加派步巡。');
  await expect(page.getByRole('button', { name: '发出…' })).toBeDisabled();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByText('有未保存的修改。')).toHaveCount(0);

  await page.getByRole('button', { name: '发出…' }).click();
  const drawer = page.getByRole('dialog', { name: /^发出周报/ });
  await expect(drawer.getByText('发出后不能再改')).toBeVisible();
  await expectAccessible(page, 'briefing, to be sent', [WIDE]);
  await drawer.getByRole('checkbox', { name: '报送分局领导' }).check();
  await drawer.getByRole('button', { name: '发出', exact: true }).click();
  await expect(drawer).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByText('已发出', { exact: true })).toBeVisible();
  await expect(page.getByText(said)).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  const [pdf] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'PDF' }).click()]);
  expect(readFileSync(await pdf.path()).subarray(0, 5).toString()).toBe('%PDF-');

  const leader = await pageOf(browser, 'team-leader-dongmen');
  await leader.page.goto(page.url());
  await expect(leader.page.getByText(said)).toBeVisible();
  await expect(leader.page.getByRole('button', { name: '更正' })).toBeVisible();
  await leader.close();
});
