import { truncate, writeFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, NARROW, expectNoSidewaysScroll, expectNoViolations, settled } from './support/audit.js';
import { unique } from './support/forms.js';
import { served } from './support/served.js';
import { pageOf, PASSWORD } from './support/session.js';

const OUTSIDE = served('EXTERNAL_ADDRESSES') ?? '';
const OWN = '外网协作-测试-2026';

async function shot(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/external-${name}.png`, fullPage: true });
}

/** One hand, one column: axe and no sideways scroll at the size of a phone. */
async function expectPhone(page: Page, where: string): Promise<void> {
  await settled(page);
  await expectNoSidewaysScroll(page, where);
  await expectNoViolations(page, where);
  await shot(page, where);
}

async function signInOutside(page: Page, login: string, password: string): Promise<void> {
  await page.goto(OUTSIDE);
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码（首次使用填邀请码）', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

test('an officer asks two units, approves one by one, a unit answers on the phone, the officer reads it', async ({ browser, request }, testInfo) => {
  const chief = await pageOf(browser, 'chief-dongmen');
  const name = unique('锦绣街道').slice(0, 40);

  await test.step('the chief adds a unit and invites its person', async () => {
    const { page } = chief;
    await page.goto(`${chief.base}/outside`);
    await expect(page.getByRole('row').filter({ hasText: 'mediator-dongmen' }).first()).toBeVisible();
    await shot(page, 'people');
    await page.getByRole('button', { name: '登记单位' }).click();
    const unit = page.getByRole('dialog', { name: '登记单位' });
    await unit.getByLabel('名称').fill(name);
    await unit.getByLabel('类别').click();
    await page.getByTitle('街道办', { exact: true }).click();
    await unit.getByRole('button', { name: /保\s?存/ }).click();
    await expect(unit).toHaveCount(0);
    await page.getByRole('button', { name: '邀请人员' }).click();
    const invite = page.getByRole('dialog', { name: '邀请外部人员' });
    await invite.getByLabel('姓名').fill('何立群');
    await invite.getByLabel('单位').click();
    await page.getByTitle(name, { exact: true }).click();
    await invite.getByLabel('角色').click();
    await page.getByTitle('联动单位', { exact: true }).click();
    await expectAccessible(page, 'invite somebody outside');
    await invite.getByRole('button', { name: '生成邀请码' }).click();
    await expect(invite.getByTestId('outside-code')).toBeVisible();
    await shot(page, 'code');
  });
  const login = await chief.page.getByTestId('outside-login').innerText();
  const code = await chief.page.getByTestId('outside-code').innerText();

  const context = await browser.newContext({ viewport: NARROW, hasTouch: true });
  const phone = await context.newPage();
  await test.step('the code opens the choice of a password, and nothing else', async () => {
    await phone.goto(OUTSIDE);
    await expectPhone(phone, 'sign-in');
    await signInOutside(phone, 'chief-dongmen', PASSWORD);
    await expect(phone.getByRole('alert').filter({ hasText: '不正确' })).toBeVisible();
    await signInOutside(phone, login, code);
    await expect(phone.getByRole('heading', { name: '设置您的密码' })).toBeVisible();
    await expectPhone(phone, 'password');
    await phone.getByLabel('新密码').fill(OWN);
    await phone.getByLabel('再输一次').fill(OWN);
    await phone.getByRole('button', { name: '保存并开始' }).click();
    await expect(phone.getByText('没有待办的任务')).toBeVisible();
    await expectPhone(phone, 'empty');
  });

  const officer = await pageOf(browser, 'community-officer-dongmen');
  const api = await Api.as(request, 'chief-dongmen');
  const dispute = await api.gradedDispute(unique('联动'), { track: 'people' });
  await test.step('the officer asks two units and approves one request', async () => {
    const { page } = officer;
    await page.goto(`${officer.base}/instances/${dispute}`);
    await page.getByRole('button', { name: '请联动单位协助' }).click();
    const drawer = page.getByRole('dialog', { name: '请联动单位协助' });
    await drawer.getByLabel('联动单位').click();
    await page.getByTitle(name, { exact: true }).click();
    await page.getByTitle(/街道办事处$/).first().click();
    await page.keyboard.press('Escape');
    await drawer.getByLabel('联动请求').fill('请协调 22 时后停止施工。');
    await expectAccessible(page, 'ask units');
    await shot(page, 'ask');
    await drawer.getByRole('button', { name: '请联动单位协助' }).click();
    await expect(drawer).toHaveCount(0);
    const asks = page.getByRole('link').filter({ hasText: '联动单位任务' });
    await expect(asks.first()).toBeVisible();
    const { instances } = await api.ask<{ instances: { edges: { node: { id: string; data: { item?: string } } }[] } }>('query ($stationId: ID!) { instances(stationId: $stationId, filter: {workflow: "unit-answer"}, first: 50) { edges { node { id data } } } }');
    const { outsideUnits } = await api.ask<{ outsideUnits: { id: string; name: string }[] }>('query ($stationId: ID!) { outsideUnits(stationId: $stationId) { id name } }');
    const unitId = outsideUnits.find((unit) => unit.name === name)?.id;
    const asked = instances.edges.find(({ node }) => node.data.item === unitId)?.node.id ?? '';
    await page.goto(`${officer.base}/instances/${asked}`);
    await expect(page.getByText(name).first()).toBeVisible();
    await page.getByRole('button', { name: '填写 审批联动请求' }).click();
    const approval = page.getByRole('dialog', { name: '审批联动请求' });
    await approval.getByText('同意发出', { exact: true }).click();
    await approval.getByLabel('请求事项').fill('请协调施工单位 22 时后停工，一周内答复。');
    await approval.getByRole('button', { name: '提交' }).click();
    await expect(approval).toHaveCount(0);
  });

  await test.step('the unit answers with one hand', async () => {
    await phone.getByRole('button', { name: '刷新' }).click();
    await phone.getByRole('link', { name: /协助化解纠纷/ }).click();
    await expect(phone.getByText('请协调施工单位 22 时后停工，一周内答复。')).toBeVisible();
    await expect(phone.getByText('周敏')).toHaveCount(0);
    await expectPhone(phone, 'card');
    await phone.getByText('已办理，答复', { exact: true }).click();
    await phone.getByLabel('办理情况').fill('已约谈施工方，22 时后停工。');
    const photo = testInfo.outputPath('现场.jpg');
    await writeFile(photo, '');
    await truncate(photo, 40 * 1024 * 1024);
    await phone.locator('input[type="file"]').setInputFiles(photo);
    await expect(phone.getByRole('alert').filter({ hasText: '上限' })).toBeVisible();
    await expect(phone.getByLabel('办理情况')).toHaveValue('已约谈施工方，22 时后停工。');
    await context.setOffline(true);
    await expect(phone.getByText('手机没有网络')).toBeVisible();
    await phone.getByRole('button', { name: '提交答复' }).click();
    await expect(phone.getByRole('alert').filter({ hasText: '连接不上' })).toBeVisible();
    await context.setOffline(false);
    await expectPhone(phone, 'answer');
    await phone.getByRole('button', { name: '提交答复' }).click();
    await expect(phone.getByText('已答复：已办理，答复')).toBeVisible();
    await expectPhone(phone, 'answered');
  });

  await test.step('the officer reads it', async () => {
    await officer.page.reload();
    await expect(officer.page.getByText('已约谈施工方，22 时后停工。').first()).toBeVisible();
    await shot(officer.page, 'read');
  });
  await Promise.all([chief.close(), officer.close(), context.close()]);
});

test('a mediator of the demo accepts a card and sees whom to call', async ({ browser, request }) => {
  const api = await Api.as(request, 'chief-dongmen');
  await api.gradedDispute(unique('调解'), { track: 'people' });
  const context = await browser.newContext({ viewport: NARROW, hasTouch: true });
  const phone = await context.newPage();
  await signInOutside(phone, 'mediator-dongmen', PASSWORD);
  await expect(phone.getByRole('link', { name: /组织调解/ }).first()).toBeVisible();
  await expectPhone(phone, 'mediator-list');
  await phone.getByRole('link', { name: /组织调解/ }).last().click();
  await expect(phone.getByRole('button', { name: '接收此任务' })).toBeVisible();
  await expectPhone(phone, 'mediator-card');
  await phone.getByRole('button', { name: '接收此任务' }).click();
  await expect(phone.getByRole('link', { name: /拨打/ }).first()).toBeVisible();
  await phone.getByText('达成协议', { exact: true }).click();
  await expect(phone.getByRole('button', { name: '提交答复' })).toBeEnabled();
  await expectPhone(phone, 'mediator-accepted');
  await phone.getByTestId('language').click();
  await expect(phone.getByRole('button', { name: 'Send the answer' })).toBeVisible();
  await expectPhone(phone, 'mediator-english');
  await context.close();
});
