import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { choose, unique } from './support/forms.js';
import { test } from './support/interactions.js';
import { signIn } from './support/session.js';

const WORKFLOW = 'dispute-mediation';
const overlay = (scope: 'bureau' | 'station', because: string, parameters: string) => `overlay: ${scope}\nof: { workflow: ${WORKFLOW}, template: 1 }\nbecause: ${because}\nparameters: { ${parameters} }\n`;
const goTo = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

/** A chief has published a follow-up after two days: what the bureau is about to hand down says one. */
async function chiefHasChanged(request: APIRequestContext, login: string): Promise<void> {
  const chief = await Api.as(request, login);
  const { me } = await chief.ask<{ me: { bureau: { id: string } } }>('query { me { bureau { id } } }');
  const scope = { bureauId: me.bureau.id, workflow: WORKFLOW };
  const { overlayRevisions } = await chief.ask<{ overlayRevisions: { edges: { node: { revision: number } }[] } }>('query ($bureauId: ID!, $stationId: ID, $workflow: String!) { overlayRevisions(bureauId: $bureauId, stationId: $stationId, workflow: $workflow, first: 1) { edges { node { revision } } } }', scope);
  const expectedRevision = overlayRevisions.edges[0]?.node.revision ?? 0;
  await chief.ask('mutation ($bureauId: ID!, $stationId: ID, $workflow: String!, $overlay: String!, $expectedRevision: Int!, $key: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: $workflow, overlay: $overlay, expectedRevision: $expectedRevision, idempotencyKey: $key) { revision } }', { ...scope, overlay: overlay('station', '所里试行', 'visitSoon: P2D'), expectedRevision, key: unique('publish') });
}

/** Sets the bureau's policy on dispute mediation. */
async function setPolicy(page: Page, words: string, reason: string): Promise<void> {
  await goTo(page, '插件策略');
  const plugins = page.getByRole('table', { name: '插件', exact: true });
  await plugins.getByRole('row', { name: /矛盾纠纷调解/ }).getByRole('button', { name: '设定策略…' }).click();
  const drawer = page.getByRole('dialog', { name: /分局策略/ });
  await drawer.getByText(words, { exact: true }).click();
  await drawer.getByLabel(/依据/).fill(reason);
  await drawer.getByRole('button', { name: '设定', exact: true }).click();
  await expect(drawer).toHaveCount(0);
  await expect(plugins).toContainText(reason);
}

test('a bureau’s administrator creates four stations from a spreadsheet, mandates dispute mediation, hands a template down and resolves a conflict', { tag: ['@long', '@journey-bureau'] }, async ({ page, request, journey }) => {
  const mark = Date.now().toString(36).toUpperCase();
  const why = unique('全局统一');
  await chiefHasChanged(request, 'chief-xingang');
  await signIn(page, 'bureau-admin');

  journey.step('creates four stations from a spreadsheet');
  await goTo(page, '派出所');
  await page.getByRole('button', { name: '从表格新建' }).click();
  const table = page.getByRole('dialog', { name: '从表格新建派出所' });
  const rows = [1, 2, 3, 4].map((index) => `${mark}新所${index},${mark}${index},集镇,${30_000 + index}\n`);
  await table.locator('input[type=file]').setInputFiles({ name: '新所.csv', mimeType: 'text/csv', buffer: Buffer.from(`派出所名称,代码,类型,人口\n${rows.join('')}`) });
  await choose(page, table.getByRole('combobox', { name: '参照' }), '学府');
  await expect(table.getByRole('status').filter({ hasText: '试算通过，尚未新建' })).toBeVisible();
  await table.getByRole('button', { name: '全部新建（4 个）' }).click();
  await expect(table).toHaveCount(0);
  await expect(page.getByRole('table', { name: '派出所' }).getByRole('row').filter({ hasText: `${mark}新所` })).toHaveCount(4);

  journey.step('mandates dispute mediation');
  await setPolicy(page, '统一启用', why);

  journey.step('hands a template down to chosen stations');
  await goTo(page, '派出所总览');
  await page.getByRole('button', { name: '下发模板…' }).click();
  const drawer = page.getByRole('dialog', { name: '下发模板' });
  await choose(page, drawer.getByRole('combobox', { name: '流程' }), '矛盾纠纷');
  await drawer.getByText('新的配置文本').click();
  await drawer.getByLabel('配置文本（YAML）').fill(overlay('bureau', why, 'visitSoon: { value: P1D, max: P1D }'));
  for (const name of ['新港派出所', `${mark}新所1`, `${mark}新所2`]) await drawer.getByRole('checkbox', { name }).check();
  await drawer.getByLabel(/下发原因/).fill(why);
  await drawer.getByRole('button', { name: '试算影响' }).click();
  await expect(drawer.getByRole('region', { name: '试算结果' })).toContainText('2 个所可直接采用，1 个所有冲突');
  await drawer.getByRole('button', { name: /^下\s?发$/ }).click();

  journey.step('resolves the conflict of one');
  const campaign = page.getByRole('dialog', { name: /^下发：/ });
  const one = campaign.getByRole('region', { name: '各所采用情况' }).getByRole('listitem').filter({ hasText: '新港派出所' });
  await one.getByRole('button', { name: '代为处理…' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /^处\s?理$/ }).click();
  await expect(campaign).toContainText('3 / 3 所已采用');
  await expect(one.getByRole('button', { name: '代为处理…' })).toHaveCount(0);

  // As it was, for the tests that follow on this server.
  journey.over();
  await campaign.getByRole('button', { name: /^撤\s?回$/ }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /^撤\s?回$/ }).click();
  await expect(campaign).toContainText('已撤回 3 / 3 所');
  await campaign.getByRole('button', { name: /关闭|Close/ }).click();
  await setPolicy(page, '各所决定', unique('恢复各所自主'));
});
