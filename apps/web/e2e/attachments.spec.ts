import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, unique } from './support/forms.js';
import { signIn } from './support/session.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('a file is attached, refused in words, cancelled, saved for a purpose and taken away', async ({ page, request }) => {
  const id = await (await Api.as(request, 'chief-dongmen')).startDispute(unique('附件'));
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  const files = card(page, '附件');
  const chooser = files.locator('input[type="file"]');
  await expect(files).toContainText('还没有附件');

  await chooser.setInputFiles({ name: '现场.pdf', mimeType: 'application/pdf', buffer: PNG });
  await expect(files.getByRole('alert')).toContainText('内容实为 png');

  await page.route('**/attachments', () => undefined);
  await chooser.setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: PNG });
  await files.getByRole('button', { name: '取消上传' }).click();
  await expect(chooser).toBeAttached();
  await page.unroute('**/attachments');

  await files.getByLabel('用途说明（可不填）').fill('现场照片');
  await chooser.setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: PNG });
  await expect(page.getByRole('status').filter({ hasText: '已添加附件' })).toBeVisible();
  const row = files.locator('li');
  await expect(row).toContainText('附件 1（名称已脱敏）');
  await expect(card(page, '时间线')).toContainText('添加附件');
  await expect(row.getByRole('button', { name: /下载/ })).toHaveCount(0);
  await expectAccessible(page, '附件');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/attachments.png`, fullPage: true });

  await files.getByRole('button', { name: '查看全部需填事由' }).click();
  await files.getByLabel('查看事由（将记入审计）').fill('现场处置');
  await files.getByRole('button', { name: /^显示/ }).click();
  await expect(row).toContainText('现场.png');
  await expect(row).toContainText('现场照片');
  const [saved] = await Promise.all([page.waitForEvent('download'), row.getByRole('button', { name: '下载 现场.png' }).click()]);
  expect(saved.suggestedFilename()).toBe('现场.png');
  expect((await readFile(await saved.path())).equals(PNG)).toBe(true);

  await row.getByRole('button', { name: '移除 现场.png' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /移\s?除/ }).click();
  await expect(files).toContainText('还没有附件');
  await expect(card(page, '时间线')).toContainText('移除附件');
});
