import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, unique } from './support/forms.js';
import { signIn } from './support/session.js';

/** Presses a button and reads what the browser saves. */
async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; content: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path(), 'utf8') };
}

test('the chief saves an event log, a definition and an instance', async ({ page, request }) => {
  const summary = unique('导出');
  const id = await (await Api.as(request, 'chief-dongmen')).startDispute(summary);
  const base = await signIn(page, 'chief-dongmen');
  await page.getByRole('link', { name: '数据导出' }).click();
  const log = card(page, '流程日志');
  const button = log.getByRole('button', { name: '下载日志' });
  await expect(button).toBeDisabled();
  await log.getByLabel('登记自').fill('2020-01-02');
  await log.getByLabel('至（含当日）').fill('2020-01-01');
  await expect(log.getByRole('alert')).toContainText('不能早于');
  await log.getByLabel('至（含当日）').fill('2099-12-31');
  await expectAccessible(page, '数据导出');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/exports.png`, fullPage: true });

  // A long one shows that it is on its way, and can be stopped.
  await page.route('**/event-log?**', () => undefined);
  await button.click();
  await expect(log.getByRole('progressbar', { name: '下载进度' })).toBeVisible();
  await expectAccessible(page, '数据导出, on its way');
  await log.getByRole('button', { name: '取消下载' }).click();
  await expect(log.getByRole('progressbar')).toHaveCount(0);
  await expect(log.getByRole('alert')).toHaveCount(0);
  await page.unroute('**/event-log?**');

  const xes = await saved(page, () => button.click());
  expect(xes.name).toBe('dispute-mediation-2020-01-02-2099-12-31.xes');
  expect(xes.content).toContain('value="研判分级"');
  expect(xes.content).not.toContain(summary);
  await log.getByText('OCEL 2.0').click();
  expect(Object.keys(JSON.parse((await saved(page, () => button.click())).content) as object).sort()).toEqual(['eventTypes', 'events', 'objectTypes', 'objects']);
  await expect(card(page, '流程定义')).toContainText(/本所现行：流程第 1 版/);
  await card(page, '流程定义').getByText('插件原版').click();
  expect(JSON.parse((await saved(page, () => card(page, '流程定义').getByRole('button', { name: '下载定义 JSON' }).click())).content)).toMatchObject({ workflow: 'dispute-mediation', madeOf: { template: 1, overlays: [] } });
  expect((await saved(page, () => card(page, '流程定义').getByRole('button', { name: '下载流程图 Mermaid' }).click())).content).toContain('stateDiagram-v2');

  await page.goto(`${base}/instances/${id}`);
  await page.getByRole('button', { name: '导出' }).click();
  const record = await saved(page, () => page.getByRole('menuitem', { name: '事项记录 JSON（脱敏）' }).click());
  expect(JSON.parse(record.content)).toMatchObject({ format: 'stationhouse-instance/3', dataClass: 'P1' });
  expect(record.content).not.toContain(summary);
});

test('an exercise that was started alone is halted by one press, and everybody hears that it is real', { tag: '@long' }, async ({ page, request }) => {
  const officer = await Api.as(request, 'duty-officer-dongmen');
  const { startInstance } = await officer.ask<{ startInstance: { instanceId: string } }>(
    'mutation ($stationId: ID!, $data: JSON!, $key: String!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, exercise: true, idempotencyKey: $key) { instanceId } }',
    { data: { cause: 'noise', summary: unique('演练'), parties: [{ name: '周敏', phone: '13900001234' }] }, key: unique('key') },
  );
  const base = await signIn(page, 'duty-officer-dongmen');
  await page.goto(`${base}/instances/${startInstance.instanceId}`);
  const band = page.getByTestId('exercise-band');
  await band.getByRole('button', { name: '停止演练·转实警' }).click();
  await expectAccessible(page, 'halting an exercise by itself');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/alone.png` });
  await band.getByRole('button', { name: '确认：全员停止，转实警' }).click();
  await expect(band.getByRole('button')).toHaveCount(0);
  await expect(page.getByTestId('urgent')).toContainText('停止演练，转为实警');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/halted.png` });
  const urgent = page.getByTestId('urgent');
  await urgent.getByRole('button', { name: /^签收/ }).click();
  await expect(urgent).toHaveCount(0);
});
