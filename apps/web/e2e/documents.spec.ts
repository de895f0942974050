import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import PizZip from 'pizzip';
import { expectAccessible } from './support/audit.js';
import { card } from './support/forms.js';
import { signIn } from './support/session.js';

/** A template with other words in it. */
function changed(template: Buffer, change: (xml: string) => string): Buffer {
  const zip = new PizZip(template);
  zip.file('word/document.xml', change(zip.file('word/document.xml')?.asText() ?? ''));
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

test('the chief changes the template: problems, mended, previewed, in force, and back', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.getByRole('navigation').getByRole('link', { name: '文书模板', exact: true }).click();
  await expect(page).toHaveURL(`${base}/documents`);
  const paper = card(page, '调解协议书');
  await expect(paper).toContainText('系统自带模板');
  await paper.getByText(/模板可用的标记/).click();
  await expect(paper.getByRole('table', { name: '标记' })).toContainText('{#parties} … {/parties}');
  await expectAccessible(page, 'document templates');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/documents.png`, fullPage: true });
  await paper.getByText(/模板可用的标记/).click();
  const [saved] = await Promise.all([page.waitForEvent('download'), paper.getByRole('button', { name: '下载现用模板' }).click()]);
  const original = await readFile(await saved.path());

  const chooser = paper.locator('input[type="file"]');
  const broken = changed(original, (xml) => xml.replace('{mediator}', '{mediater}').replace('{performBy}', '{date}'));
  await chooser.setInputFiles({ name: '本所协议.docx', mimeType: WORD, buffer: broken });
  const problems = paper.getByRole('region', { name: '模板的问题' });
  await expect(problems).toContainText('没有名为“mediater”的标记');
  await expect(problems.getByRole('listitem')).toHaveCount(2);
  await expect(problems).toContainText('于{date}前（含当日）');
  await expectAccessible(page, 'a template is refused');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/documents-refused.png`, fullPage: true });

  const mended = changed(original, (xml) => xml.replace('{mediator}', '{mediator}（东门所专用）').replace('编号：{number}', '{编号}号'));
  await chooser.setInputFiles({ name: '本所协议.docx', mimeType: WORD, buffer: mended });
  await expect(page.getByRole('status').filter({ hasText: '已上传' })).toBeVisible();
  await expect(problems).toHaveCount(0);
  const [preview] = await Promise.all([page.waitForEvent('download'), paper.getByRole('button', { name: '预览第 1 版' }).click()]);
  expect((await readFile(await preview.path())).subarray(0, 5).toString()).toBe('%PDF-');
  await paper.getByRole('button', { name: '启用第 1 版' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已启用第 1 版' })).toBeVisible();
  await expect(paper).toContainText('本所模板第 1 版');
  await expectAccessible(page, 'a template of the station');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/documents-own.png`, fullPage: true });

  await paper.getByRole('button', { name: /停用，改用/ }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /改\s?用/ }).click();
  await expect(paper.locator('header, h2').first()).toBeVisible();
  await expect(paper).toContainText('系统自带模板');
});

test('the bureau uploads one for all its stations', { tag: '@long' }, async ({ page }) => {
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/documents');
  const paper = card(page, '调解协议书');
  const [saved] = await Promise.all([page.waitForEvent('download'), paper.getByRole('button', { name: '下载现用模板' }).click()]);
  await paper.locator('input[type="file"]').setInputFiles({ name: '分局协议.docx', mimeType: WORD, buffer: await readFile(await saved.path()) });
  await expect(paper.getByRole('button', { name: '启用第 1 版' })).toBeVisible();
  await expect(paper.getByLabel('启用时锁定：派出所不能另设模板')).toBeVisible();
  await expectAccessible(page, 'templates of the bureau');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/documents-bureau.png`, fullPage: true });
});
