import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { unique } from './support/forms.js';
import { signIn } from './support/session.js';

/** Runs a copied command as a shell does, with the key in its environment alone. */
function runCopied(command: string, key: string): { data?: { metricSeries: { points: unknown[] }[] }; errors?: { extensions: { code: string } }[] } {
  // A fresh environment: no proxy and no start-up file of whoever runs the tests has a say.
  return JSON.parse(execFileSync('bash', ['--norc', '-c', command], { env: { PATH: process.env['PATH'] ?? '', STATIONHOUSE_KEY: key, NO_PROXY: '*' }, encoding: 'utf8' })) as ReturnType<typeof runCopied>;
}

test('a query from the gallery is tried, saved, and asked by a program with a key of its own', async ({ page }) => {
  const title = unique('周报');
  const base = await signIn(page, 'chief-dongmen');

  await page.goto('/account/keys');
  await page.getByRole('button', { name: '新建密钥' }).first().click();
  const wish = page.getByRole('dialog', { name: '新建接口密钥' });
  await wish.getByLabel('名称').fill(title);
  await wish.getByLabel(/用途/).fill('每周统计');
  await expect(wish.getByText('查看统计指标')).toBeVisible();
  await expectAccessible(page, 'a new API key');
  await wish.getByRole('button', { name: '创建' }).click();
  const key = await page.getByTestId('new-key').innerText();
  expect(key).toMatch(/^shk_/);
  await page.getByRole('button', { name: '我已保存好' }).click();
  const row = page.getByRole('row').filter({ hasText: title });
  await expect(row).toContainText('有效');
  await expect(page.getByText(key)).toHaveCount(0);

  await page.goto(`${base}/queries`);
  await page.getByRole('button', { name: /近 12 个月接报警情/ }).click();
  await expect(page.locator('[data-editor="query"]')).toContainText('metricSeries');
  await expect(page.locator('[data-cost="runs"]')).toContainText(/费用 [\d,]+ \/ 20,000/);
  await page.getByRole('button', { name: '运行' }).click();
  await expect(page.locator('[data-editor="answer"]')).toContainText('metricSeries');
  await expectAccessible(page, 'the query workbench');
  await page.getByRole('button', { name: '保存…' }).click();
  const keep = page.getByRole('dialog', { name: '保存查询' });
  await keep.getByLabel('名称').fill(title);
  await keep.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByRole('tab', { name: '已保存' }).click();
  await page.getByRole('button', { name: new RegExp(title) }).click();

  await page.getByRole('button', { name: '复制为…' }).click();
  const command = await page.getByTestId('copied-program').innerText();
  expect(command).not.toContain(key);
  expect(runCopied(command, key).data?.metricSeries[0]?.points.length).toBeGreaterThan(0);
  await page.getByRole('dialog').getByText('Python').click();
  await expect(page.getByTestId('copied-program')).toContainText('import pandas as pd');
  await page.keyboard.press('Escape');

  // Revoked, the same command is refused at once.
  await page.goto('/account/keys');
  await row.getByRole('button', { name: '撤销…' }).click();
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  await expect(row).toContainText('已撤销');
  expect(runCopied(command.replace('--fail-with-body ', ''), key).errors?.[0]?.extensions.code).toBe('API_KEY_INVALID');
});
