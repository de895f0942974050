import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { onDatabase } from './support/database.js';
import { card, unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

const SOON = { timeout: 60_000 };

/** Starts a dispute and calls it off, as if that had been so long ago. @param ago of PostgreSQL: `3 years 1 month` */
async function closedDispute(chief: Api, summary: string, ago: string): Promise<{ id: string; number: string }> {
  const id = await chief.startDispute(unique(summary));
  const { instance } = await chief.ask<{ instance: { number: string; version: number } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { number version } }', { id });
  await chief.ask('mutation ($stationId: ID!, $id: ID!, $version: Int!, $key: String!) { cancelInstance(stationId: $stationId, instanceId: $id, reason: "重复登记", expectedVersion: $version, idempotencyKey: $key) { version } }', { id, version: instance.version, key: randomUUID() });
  await onDatabase('UPDATE instance SET closed_at = closed_at - $2::interval WHERE id = $1', [id, ago]);
  return { id, number: instance.number };
}

/** The schedule as the house brings it: a second try, or another journey, finds what the first one changed. */
async function everyNight(chief: Api): Promise<void> {
  const { schedules } = await chief.ask<{ schedules: { id: string; revision: number }[] }>('query ($stationId: ID!) { schedules(stationId: $stationId) { id revision } }');
  await chief.ask('mutation ($stationId: ID!, $revision: Int!, $key: String!) { changeSchedule(stationId: $stationId, scheduleId: "retention", off: false, expectedVersion: $revision, idempotencyKey: $key) { revision } }', { revision: schedules.find(({ id }) => id === 'retention')?.revision, key: randomUUID() });
}

test('what is due is erased in the night and says so; what is on hold stays until somebody lifts the hold', { tag: '@long' }, async ({ page, browser, request }) => {
  test.slow();
  const chief = await Api.as(request, 'chief-dongmen');
  await everyNight(chief);
  const [due, held, soon] = [await closedDispute(chief, '到期', '3 years 1 month'), await closedDispute(chief, '留存', '3 years 1 month'), await closedDispute(chief, '将到期', '2 years 11 months 20 days')];
  const base = await signIn(page, 'legal-officer-dongmen');

  await page.goto(`${base}/instances/${held.id}`);
  await card(page, '留存与清除').getByRole('button', { name: '依法留存…' }).click();
  const drawer = page.getByRole('dialog', { name: `依法留存：${held.number}` });
  await drawer.getByLabel('留存理由（记入审计，不要写个人信息）').fill('检察机关调阅案卷');
  await drawer.getByLabel('复核日期（到期提醒，不自动解除）').fill('2099-12-31');
  await expectAccessible(page, 'place a legal hold');
  await drawer.getByRole('button', { name: '设置留存' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(card(page, '留存与清除')).toContainText('检察机关调阅案卷');

  // The night passes: the schedule of the house comes round, and gives its work to a job.
  const other = await pageOf(browser, 'chief-dongmen');
  await other.page.goto(`${other.base}/instances/${due.id}`);
  await expect(card(other.page, '留存与清除')).toContainText('到期清除');
  await chief.advanceClock('P1D');
  await expect(other.page.locator('[data-erased]')).toContainText('办结后保存 3 年，已于', SOON);
  await expect(card(other.page, '登记内容')).toContainText('按期清除');
  await expect(card(other.page, '时间线')).toContainText('个人信息已按期清除');
  await expectAccessible(other.page, 'an erased instance');

  await page.getByRole('navigation').getByRole('link', { name: '留存与清除' }).click();
  await expect(card(page, '依法留存')).toContainText(held.number);
  await expect(card(page, '依法留存')).not.toContainText(due.number);
  await expect(card(page, '已清除')).toContainText(due.number);
  await expect(card(page, '已清除')).not.toContainText(held.number);
  await expect(card(page, '30 天内到期')).toContainText('简要情况');
  await expect(card(page, '已清除')).not.toContainText(soon.number);
  await expectAccessible(page, 'retention');

  await card(page, '依法留存').getByRole('row').filter({ hasText: held.number }).getByRole('button', { name: '解除…' }).click();
  const lifting = page.getByRole('dialog', { name: `解除留存：${held.number}` });
  await lifting.getByLabel('解除理由（记入审计，不要写个人信息）').fill('案件已结');
  await lifting.getByRole('button', { name: '解除留存' }).click();
  await expect(lifting).toHaveCount(0);
  await expect(card(page, '依法留存')).not.toContainText(held.number);
  await chief.advanceClock('P1D');
  await expect(async () => {
    await page.reload();
    await expect(card(page, '已清除')).toContainText(held.number, { timeout: 3_000 });
  }).toPass(SOON);

  // The chief moves the night’s work to another hour.
  await other.page.goto(`${other.base}/plugins`);
  const list = card(other.page, '定时计划');
  await expect(list).toContainText('每天 02:30');
  await list.getByRole('button', { name: '更改…' }).first().click();
  const changing = other.page.getByRole('dialog', { name: /^更改计划/ });
  await changing.getByText('每周', { exact: true }).click();
  await changing.getByLabel('时刻').fill('03:15');
  await expectAccessible(other.page, 'change a schedule');
  await changing.getByRole('button', { name: '保存' }).click();
  await expect(changing).toHaveCount(0);
  await expect(list).toContainText('每周一 03:15');
  await expect(list).toContainText('本所设定');
  await expectAccessible(other.page, 'plugins with schedules');
  await other.close();
});

test('a closed dispute is sealed and nobody finds it any more; the bureau’s legal department lifts the seal', async ({ page, browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const { id, number } = await closedDispute(chief, '封存', '1 day');
  const base = await signIn(page, 'legal-officer-dongmen');
  await page.goto(`${base}/instances/${id}`);
  await card(page, '留存与清除').getByRole('button', { name: '封存…' }).click();
  const drawer = page.getByRole('dialog', { name: `封存：${number}` });
  await expect(drawer.getByLabel('依据')).toHaveValue(/第一百三十六条/);
  await drawer.getByLabel('封存理由（记入审计，不要写个人信息）').fill('当事人申请，依法封存');
  await expectAccessible(page, 'seal a record');
  await drawer.getByRole('button', { name: '封存', exact: true }).click();
  await expect(card(page, '封存记录').getByRole('row').filter({ hasText: number })).toContainText('封存中');
  await expectAccessible(page, 'retention with seals');
  await page.goto(`${base}/instances/${id}`);
  await expect(page.getByText('没有这个页面，或者不在您的权限范围内')).toBeVisible();

  const legal = await pageOf(browser, 'bureau-legal');
  await legal.page.goto(`${base}/retention`);
  await card(legal.page, '封存记录').getByRole('row').filter({ hasText: number }).getByRole('button', { name: '解除…' }).click();
  const lifting = legal.page.getByRole('dialog', { name: `解除封存：${number}` });
  await lifting.getByLabel('查询依据与理由（记入审计，不要写个人信息）').fill('检察机关依法查询');
  await lifting.getByRole('button', { name: '解除封存' }).click();
  await expect(card(legal.page, '封存记录').getByRole('row').filter({ hasText: number })).toContainText('已解除');
  await legal.close();
  await page.reload();
  await expect(page.getByText(number).first()).toBeVisible();
});

test('an incident is held like an instance, and says when what it knew of people was erased', { tag: '@long' }, async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  await everyNight(chief);
  const [held, due] = [await chief.recordIncident(unique('留存警情')), await chief.recordIncident(unique('到期警情'))];
  const base = await signIn(page, 'legal-officer-dongmen');
  await page.goto(`${base}/incidents/${held.id}`);
  await card(page, '留存与清除').getByRole('button', { name: '依法留存…' }).click();
  const drawer = page.getByRole('dialog', { name: /^依法留存：JQ-/ });
  await drawer.getByLabel('留存理由（记入审计，不要写个人信息）').fill('行政复议调阅');
  await drawer.getByLabel('复核日期（到期提醒，不自动解除）').fill('2099-12-31');
  await drawer.getByRole('button', { name: '设置留存' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(card(page, '留存与清除')).toContainText('行政复议调阅');
  await expectAccessible(page, 'an incident on hold');

  for (const { id } of [held, due]) await onDatabase(`UPDATE incident SET recorded_at = recorded_at - interval '4 years' WHERE id = $1`, [id]);
  await chief.advanceClock('P1D');
  await expect(async () => {
    await page.goto(`${base}/incidents/${due.id}`);
    await expect(page.locator('[data-erased]')).toContainText('已于', { timeout: 3_000 });
  }).toPass(SOON);
  await expect(card(page, '报警人与内容')).toContainText('已到期清除');
  await expectAccessible(page, 'an erased incident');
  await page.goto(`${base}/retention`);
  await card(page, '依法留存').getByRole('row').filter({ hasText: '行政复议调阅' }).getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/incidents/${held.id}$`));
  await expect(page.locator('[data-erased]')).toHaveCount(0);
});
