import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, expectNoSidewaysScroll, expectNoViolations, NARROW, settled } from './support/audit.js';
import { unique } from './support/forms.js';
import { served } from './support/served.js';
import { pageOf } from './support/session.js';

const OUTSIDE = served('EXTERNAL_ADDRESSES') ?? '';
const sheetOf = (branch: string) => `银行,网点名称,地址,电话,经度,纬度\n江城测试银行,${branch},东门路 1 号,0000-5550001,112.63,29.91\n,西门支行,西门路 2 号,,,\n`;

test('somebody who was called checks the code on the public page; an officer finds the nearest branch', { tag: '@long' }, async ({ browser, request, page }) => {
  const [admin, duty] = [await Api.as(request, 'bureau-admin'), await Api.as(request, 'duty-officer-dongmen')];
  const { me } = await admin.ask<{ me: { bureau: { id: string; code: string } } }>('{ me { bureau { id code } } }');
  // Nobody else's: of a number that is known more is shown.
  const person = { name: '测试甲', phone: `139${String(Date.now()).slice(-8)}` };
  const { startInstance: { instanceId } } = await duty.ask<{ startInstance: { instanceId: string } }>('mutation ($stationId: ID!, $data: JSON!, $key: String!) { startInstance(stationId: $stationId, workflow: "fraud-alert", data: $data, idempotencyKey: $key) { instanceId } }', { data: { grade: 'medium', source: 'bank', person }, key: randomUUID() });

  const branch = unique('东门支行');
  const open = async (callbackPublic: boolean) => {
    const { bureauPluginSettings: { revision } } = await admin.ask<{ bureauPluginSettings: { revision: number } }>('query ($b: ID!) { bureauPluginSettings(bureauId: $b, pluginId: "anti-fraud") { revision } }', { b: me.bureau.id });
    await admin.ask('mutation ($b: ID!, $values: JSON!, $revision: Int!, $key: String!) { setBureauPluginSettings(bureauId: $b, pluginId: "anti-fraud", values: $values, locked: [], expectedVersion: $revision, idempotencyKey: $key) { revision } }', { b: me.bureau.id, values: { callbackPublic }, revision, key: randomUUID() });
  };

  await test.step('the page is there once the bureau has opened it', async () => {
    await open(false);
    await page.setViewportSize(NARROW);
    await page.goto(`${OUTSIDE}/public/${me.bureau.code}/anti-fraud/callback`);
    await expect(page.getByText('没有此页面')).toBeVisible();
    await open(true);
    await page.reload();
    const { issueCallbackCode: { code } } = await duty.ask<{ issueCallbackCode: { code: string } }>('mutation ($stationId: ID!, $id: ID!) { issueCallbackCode(stationId: $stationId, instanceId: $id) { code } }', { id: instanceId });
    await page.getByLabel('八位数字').fill(code);
    await page.getByRole('button', { name: '核验', exact: true }).click();
    await expect(page.getByText('东门派出所的民警正在联系您', { exact: false })).toBeVisible();
    await settled(page);
    await expectNoSidewaysScroll(page, 'public page');
    await expectNoViolations(page, 'public page');
    expect(await page.context().cookies()).toEqual([]);
  });

  await test.step('the chief takes a sheet of branches in, without the row that has a problem', async () => {
    const chief = await pageOf(browser, 'chief-dongmen');
    await chief.page.goto(`${chief.base}/p/anti-fraud/branches`);
    await chief.page.getByRole('button', { name: '从表格导入' }).click();
    await chief.page.getByLabel('选择文件，或拖到这里').setInputFiles({ name: 'branches.csv', mimeType: 'text/csv', buffer: Buffer.from(sheetOf(branch)) });
    await expect(chief.page.getByText('银行：必填。')).toBeVisible();
    await chief.page.getByRole('button', { name: '导入 1 行' }).click();
    await chief.page.getByRole('button', { name: /完\s?成/ }).click();
    await expectAccessible(chief.page, 'bank branches');
  });

  await test.step('the officer sees how far it is', async () => {
    const officer = await pageOf(browser, 'duty-officer-dongmen');
    await officer.page.context().grantPermissions(['geolocation']);
    await officer.page.context().setGeolocation({ longitude: 112.62, latitude: 29.91 });
    await officer.page.goto(`${officer.base}/p/anti-fraud/alerts/${instanceId}`);
    await officer.page.getByRole('button', { name: '附近：', exact: false }).click();
    await officer.page.getByRole('button', { name: '我现在的位置' }).click();
    await officer.page.getByLabel('按银行、网点、地址查找').fill(branch);
    await expect(officer.page.getByRole('list', { name: '银行网点' })).toContainText(`${branch}东 960 米`);
    await officer.page.getByRole('button', { name: '查找本所事项和警情', exact: false }).click();
    await expect(officer.page.getByText('本所其他事项和警情里没有这个号码。')).toBeVisible();
    await expectAccessible(officer.page, 'nearby');
  });
});
