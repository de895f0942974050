import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

const DISPUTES = '矛盾纠纷调解';
const COMMITTEE = '人民调解委员会名称';
const settingsOf = (page: Page) => page.getByRole('dialog', { name: `“${DISPUTES}”的设置` });

/** Leaves nothing set, whatever a failed journey has left. */
async function restore(page: Page): Promise<void> {
  const [chief, admin] = [await Api.as(page.request, 'chief-xuefu'), await Api.as(page.request, 'bureau-admin')];
  const bureau = await admin.ask<{ me: { bureau: { id: string } } }>('query { me { bureau { id } } }');
  const bureauId = bureau.me.bureau.id;
  const above = await admin.ask<{ bureauPluginSettings: { revision: number } }>('query ($bureauId: ID!) { bureauPluginSettings(bureauId: $bureauId, pluginId: "dispute-mediation") { revision } }', { bureauId });
  await admin.ask('mutation ($bureauId: ID!, $version: Int!, $key: String!) { setBureauPluginSettings(bureauId: $bureauId, pluginId: "dispute-mediation", values: {}, locked: [], expectedVersion: $version, idempotencyKey: $key) { revision } }', { bureauId, version: above.bureauPluginSettings.revision, key: unique('restore') });
  const own = await chief.ask<{ pluginSettings: { revision: number } }>('query ($stationId: ID!) { pluginSettings(stationId: $stationId, pluginId: "dispute-mediation") { revision } }');
  await chief.ask('mutation ($stationId: ID!, $version: Int!, $key: String!) { setPluginSettings(stationId: $stationId, pluginId: "dispute-mediation", values: {}, expectedVersion: $version, idempotencyKey: $key) { revision } }', { version: own.pluginSettings.revision, key: unique('restore') });
}

test('a widget of a plugin stands on the workbench, and what fails in it stays in it', async ({ page }) => {
  const base = await signIn(page, 'chief-xuefu');
  const widget = card(page, '矛盾纠纷');
  await expect(widget.getByRole('navigation', { name: '未办结纠纷，按风险' })).toBeVisible();
  await expect(widget.getByText(/本周(没有)?到期的回访/)).toBeVisible();
  await expectAccessible(page, 'workbench with a widget');
  await widget.getByRole('link', { name: /红/ }).click();
  await expect(page).toHaveURL(/p\/dispute-mediation\?risk=red/);

  await page.route('**/DisputesWidget-*.js', (route) => route.abort());
  await page.goto(`${base}/workbench`);
  await expect(widget.getByRole('alert')).toBeVisible();
  await expect(widget.getByRole('button', { name: '重试' })).toBeVisible();
  await expect(card(page, '我的任务')).toBeVisible();
  await expectAccessible(page, 'workbench with a widget that failed');
  await page.unroute('**/DisputesWidget-*.js');
  await widget.getByRole('button', { name: '重试' }).click();
  await expect(widget.getByRole('navigation', { name: '未办结纠纷，按风险' })).toBeVisible();
});

test('the chief sets a plugin; the bureau sets it for all and keeps it', { tag: '@long' }, async ({ page, browser }) => {
  test.slow();
  await signIn(page, 'chief-xuefu');
  try {
    await page.getByRole('navigation').getByRole('link', { name: '插件', exact: true }).click();
    await card(page, DISPUTES).getByRole('button', { name: '设置…' }).press('Enter');
    await expect(settingsOf(page).getByRole('textbox', { name: COMMITTEE })).toHaveValue('');
    await expectAccessible(page, 'settings of a plugin');
    await settingsOf(page).getByRole('textbox', { name: COMMITTEE }).fill('学府街道人民调解委员会');
    await settingsOf(page).getByRole('button', { name: '保存' }).click();
    await expect(settingsOf(page)).toHaveCount(0);
    await card(page, DISPUTES).getByRole('button', { name: '设置…' }).click();
    await expect(settingsOf(page).getByRole('textbox', { name: COMMITTEE })).toHaveValue('学府街道人民调解委员会');
    await expect(settingsOf(page)).toContainText('更改');

    const admin = await pageOf(browser, 'bureau-admin');
    await admin.page.goto('/bureau/plugins');
    await admin.page.getByRole('table', { name: '插件', exact: true }).getByRole('button', { name: '设置…' }).click();
    await settingsOf(admin.page).getByRole('textbox', { name: COMMITTEE }).fill('区人民调解委员会');
    await settingsOf(admin.page).getByRole('checkbox', { name: COMMITTEE }).check();
    await expectAccessible(admin.page, 'settings of a plugin, the bureau’s');
    await settingsOf(admin.page).getByRole('button', { name: '保存' }).click();
    await expect(settingsOf(admin.page)).toHaveCount(0);
    await admin.close();

    // The chief's page is older than what the bureau has said since: refused, and read again.
    await settingsOf(page).getByRole('textbox', { name: COMMITTEE }).fill('另一个委员会');
    await settingsOf(page).getByRole('button', { name: '保存' }).click();
    await expect(settingsOf(page).getByRole('alert')).toContainText('分局统一设定');
    await settingsOf(page).getByRole('button', { name: '重新读取' }).click();
    await expect(settingsOf(page).getByRole('textbox', { name: COMMITTEE })).toHaveValue('区人民调解委员会');
    await expect(settingsOf(page).getByRole('textbox', { name: COMMITTEE })).toBeDisabled();
    await expect(settingsOf(page)).toContainText('分局统一设定，本所不能更改');
    await expectAccessible(page, 'settings of a plugin, locked by the bureau');
  } finally {
    await restore(page);
  }
});
