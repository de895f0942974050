import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

test('an analyst asks for a study, reads records without persons, and exports what was shown', async ({ page, browser }) => {
  const title = unique('噪声纠纷');
  await signIn(page, 'analyst');
  await page.getByRole('button', { name: '申请课题' }).first().click();
  const form = page.getByRole('dialog', { name: '申请研究课题' });
  await form.getByLabel('课题名称').fill(title);
  await form.getByLabel(/^研究用途/).fill('为夏季工作部署提供依据');
  await form.getByLabel('记录类别').click();
  await page.locator('.ant-select-item-option').filter({ hasText: /^矛盾纠纷调解$/ }).click();
  await form.getByLabel(/^结束日期/).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await expectAccessible(page, '申请研究课题');
  await form.getByRole('button', { name: '提交' }).click();
  const mine = page.locator('.sh-card').filter({ hasText: title });
  await expect(mine).toContainText('待审批');

  const bureau = await pageOf(browser, 'bureau-approver');
  await bureau.page.goto('/bureau/studies');
  await bureau.page.locator('.sh-card').filter({ hasText: title }).getByRole('button', { name: '同意…', exact: true }).click();
  await bureau.page.locator('.ant-popconfirm-buttons').getByRole('button', { name: '同意' }).click();
  await expect(bureau.page.locator('.sh-card').filter({ hasText: title })).toContainText('进行中');
  await bureau.close();

  await page.reload();
  await mine.getByRole('link', { name: '查看记录与导出' }).click();
  await expect(page.getByRole('table', { name: '课题记录' })).toContainText('R-');
  await expectAccessible(page, '研究课题');
  await page.getByRole('button', { name: '导出…' }).click();
  await page.getByRole('button', { name: '预览' }).click();
  const shown = page.getByRole('dialog', { name: '确认导出内容' });
  await expect(shown.getByRole('region', { name: '示例行' })).toContainText('R-');
  await expectAccessible(page, '确认导出内容');
  await shown.getByLabel(/^这批数据的用途/).fill('周报');
  await shown.getByRole('button', { name: /^确认/ }).click();
  await expect(shown).toHaveCount(0);
  await expect(page.locator('.sh-card').filter({ hasText: '周报' })).toContainText(/待审批|可下载/);
});
