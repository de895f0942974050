import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, unique } from './support/forms.js';
import { openSession, OWN_REQUEST, pageOf, signIn } from './support/session.js';

const DISPUTES = '矛盾纠纷调解';
const plugin = (page: Page) => card(page, DISPUTES);
const drawerOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

/** Picks in a list that takes several, and closes it. */
async function pick(page: Page, label: string, words: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label });
  await field.click();
  await field.fill(words);
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: words }).first().click();
  await page.keyboard.press('Escape');
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0);
}

/** Brings a plugin back whatever a failed journey has left. */
async function restore(page: Page): Promise<void> {
  const chief = await Api.as(page.request, 'chief-xuefu');
  const { plugins } = await chief.ask<{ plugins: { enabled: boolean; revision: number }[] }>('query ($stationId: ID!) { plugins(stationId: $stationId) { enabled revision } }');
  const [first] = plugins;
  if (first?.enabled === false) await chief.ask('mutation ($stationId: ID!, $version: Int!, $key: String!) { enablePlugin(stationId: $stationId, pluginId: "dispute-mediation", expectedVersion: $version, idempotencyKey: $key) { enabled } }', { version: first.revision, key: unique('restore') });
}

test('the chief disables a plugin with a takeover; what was taken over is finished; it is enabled again', { tag: '@long' }, async ({ page, browser }) => {
  test.slow();
  const chief = await Api.as(page.request, 'chief-xuefu');
  const instanceId = await chief.startDispute(unique('邻里噪音'));
  const base = await signIn(page, 'chief-xuefu');
  try {
    await page.getByRole('navigation').getByRole('link', { name: '插件', exact: true }).click();
    await expect(plugin(page)).toContainText('已启用');
    await expect(plugin(page)).toContainText('影响评估有效至');
    await expectAccessible(page, 'plugins');

    await plugin(page).getByRole('button', { name: '停用…' }).press('Enter');
    const drawer = drawerOf(page, `停用“${DISPUTES}”`);
    await expect(card(page, '正在办理的')).toContainText(/在办 \d+ 件/);
    await expect(card(page, '计时中的时限（停用后照常计算）')).toBeVisible();
    const submit = drawer.getByRole('button', { name: '停用', exact: true });
    await expect(submit).toBeDisabled();
    await pick(page, '接办人', '社区民警');
    await drawer.getByLabel(/停用原因/).fill('改由综治中心统一受理');
    await expectAccessible(page, 'disable a plugin');

    // Somebody starts one meanwhile: the list is another one, and the page says what has changed.
    await chief.startDispute(unique('停车争执'));
    await submit.click();
    await expect(drawer.getByRole('alert')).toContainText('在办事项已有变化');
    await expect(drawer.getByRole('alert')).toContainText('→');
    await submit.click();
    await expect(drawer).toHaveCount(0);
    await expect(plugin(page)).toContainText('已停用');
    await expect(plugin(page)).toContainText('办理到底');
    await expectAccessible(page, 'a disabled plugin');

    // Nothing of it stands on the workbench; its own pages say so, and a new one is refused.
    await page.goto(`${base}/workbench`);
    await expect(card(page, '当前值班')).toBeVisible();
    await expect(card(page, '矛盾纠纷')).toHaveCount(0);
    await page.goto(`${base}/p/dispute-mediation`);
    await expect(page.getByText('此功能已停用', { exact: true })).toBeVisible();
    await expectAccessible(page, 'page of a disabled plugin');
    const { errors } = (await (await page.request.post('/graphql', { data: { query: 'mutation ($stationId: ID!, $data: JSON!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, idempotencyKey: "off") { instanceId } }', variables: { stationId: chief.stationId, data: {} } }, headers: { ...OWN_REQUEST, authorization: `Bearer ${await openSession(page.request, 'chief-xuefu')}` } })).json()) as { errors: { extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['PLUGIN_DISABLED']);

    // Whoever did not take over reads; whoever did goes on.
    const commander = await pageOf(browser, 'duty-commander-xuefu');
    await commander.page.goto(`${base}/instances/${instanceId}`);
    await expect(commander.page.locator('[data-plugin-off]')).toContainText('办理到底；您可以查看');
    await commander.close();
    const taker = await pageOf(browser, 'community-officer-xuefu');
    await taker.page.goto(`${base}/instances/${instanceId}`);
    await expect(taker.page.locator('[data-plugin-off]')).toContainText('由您接办');
    const officer = await Api.as(taker.page.request, 'community-officer-xuefu');
    const task = await officer.openTask(instanceId, '研判分级');
    await officer.completeTask(task, 'accepted', { risk: 'yellow', track: 'police' });
    await taker.close();

    await page.goto(`${base}/plugins`);
    await plugin(page).getByRole('button', { name: '启用', exact: true }).click();
    await expect(plugin(page)).toContainText('已启用');
    await page.goto(`${base}/p/dispute-mediation`);
    await expect(page.getByText('此功能已停用', { exact: true })).toHaveCount(0);
  } finally {
    await restore(page);
  }
});

test('the bureau forbids a plugin with a default takeover, mandates it, and leaves it to the stations', { tag: '@long' }, async ({ page, browser }) => {
  test.slow();
  await signIn(page, 'bureau-admin');
  await page.getByRole('navigation').getByRole('link', { name: '插件策略' }).click();
  await expect(page.getByRole('heading', { name: '插件策略', level: 1 })).toBeVisible();
  await expectAccessible(page, 'policies on plugins');
  const policies = page.getByRole('table', { name: '插件', exact: true });
  const set = async (words: string, reason: string, role?: string) => {
    await policies.getByRole('row', { name: DISPUTES }).getByRole('button', { name: '设定策略…' }).click();
    const drawer = drawerOf(page, /分局策略/);
    await drawer.getByText(words, { exact: true }).click();
    await expect(card(page, '将要改变的')).toBeVisible();
    if (role !== undefined) await pick(page, '接办岗位', role);
    await drawer.getByLabel(/依据/).fill(reason);
    if (role !== undefined) await expectAccessible(page, 'set a policy');
    await drawer.getByRole('button', { name: '设定', exact: true }).click();
    await expect(drawer).toHaveCount(0);
    await expect(policies).toContainText(reason);
  };
  try {
    await set('禁用', '系统切换期间暂停', '带班领导');
    await expect(page.getByRole('table', { name: '各所启用情况' })).toContainText('已有人接办');
    const chief = await pageOf(browser, 'chief-xuefu');
    await chief.page.goto(`${chief.base}/plugins`);
    await expect(plugin(chief.page)).toContainText('分局已禁用');
    await expect(plugin(chief.page)).toContainText('系统切换期间暂停');
    await expect(plugin(chief.page).getByRole('button', { name: '启用', exact: true })).toHaveCount(0);
    await set('统一启用', '全局统一受理纠纷');
    await chief.page.reload();
    await expect(plugin(chief.page)).toContainText('分局统一启用');
    await expect(plugin(chief.page).getByRole('button', { name: '停用…' })).toHaveCount(0);
    await chief.close();
  } finally {
    await set('各所决定', '恢复各所自主');
  }
  await expect(page.getByRole('table', { name: '各所启用情况' })).not.toContainText('统一启用');
});
