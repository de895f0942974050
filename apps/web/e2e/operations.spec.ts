import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, NARROW } from './support/audit.js';
import { onDatabase } from './support/database.js';
import { unique } from './support/forms.js';
import { signIn } from './support/session.js';

/** A notice's job that failed for good: its instance is there, so that running it again succeeds. */
async function parkJob(stationId: string, instanceId: string): Promise<string> {
  const id = randomUUID();
  const error = { 'zh-CN': '短信网关没有应答，请稍后重试。', en: 'The SMS gateway does not answer. Try again later.' };
  await onDatabase(
    `INSERT INTO outbox (scope_id, id, scope, topic, payload, state, attempts, code, error, finished_at) VALUES ($1, $2, 'station', 'workflow.effect.notices', $3, 'dead', 5, 'DATABASE_UNAVAILABLE', $4, now())`,
    [stationId, id, JSON.stringify({ instanceId, version: 1 }), JSON.stringify(error)],
  );
  return id;
}

const tab = (page: Page, name: string) => page.getByRole('navigation', { name: '运行状况分类' }).getByRole('link', { name: new RegExp(`^${name}`) });
const row = (page: Page, list: string, words: string) => page.getByRole('table', { name: list }).getByRole('row').filter({ hasText: words });

test('a chief sees a parked job, reads why it failed, and runs it again', async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const job = await parkJob(chief.stationId, await chief.startDispute(unique('搁置')));
  const base = await signIn(page, 'chief-dongmen');
  await page.getByRole('navigation').getByRole('link', { name: '运行状况' }).click();
  await expect(page.getByRole('heading', { name: '运行状况', level: 1 })).toBeVisible();
  await expect(page.getByText('读取时间')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '需要处理' })).toContainText('后台任务失败后搁置');
  await expectAccessible(page, 'operations, overview');

  await tab(page, '后台任务').click();
  await expect(page.getByText('队列已连接')).toBeVisible();
  const parked = row(page, '任务列表', job.slice(-12));
  await expect(parked).toContainText('短信网关没有应答，请稍后重试。');
  await expect(parked).toContainText('DATABASE_UNAVAILABLE');
  await expectAccessible(page, 'operations, jobs');
  await parked.getByRole('button', { name: '重新运行' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '已重新运行 1 个任务' })).toBeVisible();
  await expect(parked).toHaveCount(0);
  await page.goto(`${base}/audit`);
  await expect(page.getByText('重新运行后台任务').first()).toBeVisible();
});

test('a job is dropped only with a reason', { tag: '@long' }, async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const job = await parkJob(chief.stationId, await chief.startDispute(unique('丢弃')));
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/operations?tab=jobs`);
  await row(page, '任务列表', job.slice(-12)).getByRole('button', { name: '丢弃' }).click();
  const drawer = page.getByRole('dialog', { name: '丢弃任务' });
  await expect(drawer.getByRole('button', { name: '丢弃 1 个' })).toBeDisabled();
  await drawer.getByLabel(/^理由/).fill('已电话通知');
  await drawer.getByRole('button', { name: '丢弃 1 个' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(row(page, '任务列表', job.slice(-12))).toHaveCount(0);
});

test('a stuck instance is found, read, and given to somebody who can do it', { tag: '@long' }, async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const id = await chief.startDispute(unique('停滞'));
  await chief.assignTask(id, chief.accountId);
  // Whoever held the task has left: no longer a member of the station.
  await onDatabase(`UPDATE task SET assignee_id = gen_random_uuid() WHERE instance_id = $1`, [id]);
  const { instance } = await chief.ask<{ instance: { number: string } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { number } }', { id });
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/operations?tab=stuck&rule=TASK_UNATTENDED`);
  const stuck = row(page, '停滞事项', instance.number);
  await expect(stuck).toContainText('的办理人已不在本所');
  await expectAccessible(page, 'operations, stuck');
  await stuck.getByRole('link', { name: instance.number }).press('Enter');

  const why = page.getByRole('region', { name: '为何停在这里' });
  await expect(why).toContainText('等待任务“研判分级”，但目前无人可办。');
  await expect(why).toContainText('目前无人可办');
  await expect(why.getByRole('region', { name: '怎样才会往下走' })).toContainText('受理');
  await expect(why.getByRole('region', { name: '最近发生' })).toContainText('发起：');
  await expectAccessible(page, 'instance, why it is here');
  await page.setViewportSize(NARROW);
  await expect(why.getByText('等待任务“研判分级”')).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('button', { name: '转派', exact: true }).first().click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click();
  await expect(why).toContainText('等待办理任务：研判分级。');
  await why.getByRole('button', { name: '收起' }).press('Enter');
  await expect(why).toContainText('等谁、等什么');
  await page.goto(`${base}/operations?tab=stuck`);
  await expect(row(page, '停滞事项', instance.number)).toHaveCount(0);
});

test('parked jobs are run again in bulk, with progress', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/operations?tab=repairs`);
  await page.getByRole('button', { name: '重新运行搁置的任务' }).click();
  await page.locator('.ant-popconfirm:visible').getByRole('button', { name: /开\s?始/ }).click();
  const first = page.getByRole('list', { name: '批量处理列表' }).getByRole('listitem').first();
  await expect(first).toContainText('重新运行搁置的任务');
  await expect(first).toContainText('已完成');
  await expectAccessible(page, 'operations, repairs');
});

test('the bureau’s administrator sees counts of every station, and no instance', { tag: '@long' }, async ({ page }) => {
  await signIn(page, 'bureau-admin');
  await page.getByRole('navigation').getByRole('link', { name: '运行状况' }).click();
  await expect(page.getByRole('table', { name: '各派出所运行状况' }).getByRole('row').nth(2)).toBeVisible();
  await expect(page.getByRole('table', { name: '按流程、版本和环节统计的事项' })).toBeVisible();
  await expect(tab(page, '停滞事项')).toHaveCount(0);
  await expectAccessible(page, 'operations of the bureau');
});

test('a page that does not load says so and loads on', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  let broken = true;
  await page.route('**/graphql', (route) => (broken && /"operationName":"StationOperations"/.test(route.request().postData() ?? '') ? route.abort() : route.fallback()));
  await page.goto(`${base}/operations`);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('没有加载成功');
  broken = false;
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.getByText('办理中事项', { exact: true })).toBeVisible();
});
