import { randomUUID } from 'node:crypto';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { Api } from './support/api.js';
import { NARROW, expectNoSidewaysScroll, expectNoViolations, settled, WIDE } from './support/audit.js';
import { onDatabase } from './support/database.js';
import { localDate } from './support/dates.js';
import { unique } from './support/forms.js';
import { served } from './support/served.js';
import { PASSWORD } from './support/session.js';

const OUTSIDE = served('EXTERNAL_ADDRESSES') ?? '';
const OWN = '外网协作-测试-2026';

/** The page on a phone and on a screen, free of violations; kept as pictures with SHOTS=<folder>. */
async function looked(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of [['phone', NARROW], ['screen', WIDE]] as const) {
    await page.setViewportSize(viewport);
    await settled(page);
    await expectNoSidewaysScroll(page, name);
    await expectNoViolations(page, name);
    if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/outside-${name}-${size}.png`, fullPage: true });
  }
  await page.setViewportSize(NARROW);
}

async function phoneOf(browser: Browser): Promise<Page> {
  return (await browser.newContext({ viewport: NARROW, hasTouch: true })).newPage();
}

async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.goto(OUTSIDE);
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码（首次使用填邀请码）', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** Invited, with a password of their own. */
async function invited(api: Api, role: string, unitName: string): Promise<{ login: string; id: string }> {
  const { saveOutsideUnit } = await api.ask<{ saveOutsideUnit: { id: string } }>('mutation ($stationId: ID!, $name: String!) { saveOutsideUnit(stationId: $stationId, input: {name: $name, kind: "property"}) { id } }', { name: unitName });
  const input = { name: '欧阳建国', role, unitId: saveOutsideUnit.id, expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString() };
  const { inviteOutsidePerson: made } = await api.ask<{ inviteOutsidePerson: { code: string; person: { id: string; login: string } } }>('mutation ($stationId: ID!, $input: NewOutsidePerson!) { inviteOutsidePerson(stationId: $stationId, input: $input) { code person { id login } } }', { input });
  const opened = await fetch(`${OUTSIDE}/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1' }, body: JSON.stringify({ login: made.person.login, password: made.code }) });
  const { accessToken } = (await opened.json()) as { accessToken: string };
  await fetch(`${OUTSIDE}/auth/password`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1', authorization: `Bearer ${accessToken}` }, body: JSON.stringify({ currentPassword: made.code, newPassword: OWN }) });
  return made.person;
}

async function draw(page: Page): Promise<void> {
  const box = await page.getByTestId('signing-pad').boundingBox();
  if (box === null) throw new Error('the pad is on the screen');
  for (const [from, to] of [[[0.35, 0.2], [0.65, 0.4]], [[0.6, 0.25], [0.4, 0.6]], [[0.5, 0.5], [0.55, 0.8]]] as const) {
    await page.mouse.move(box.x + box.width * from[0], box.y + box.height * from[1]);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to[0], box.y + box.height * to[1], { steps: 12 });
    await page.mouse.up();
  }
}

async function sign(page: Page, who: Locator): Promise<void> {
  await who.getByRole('button', { name: /签名$/ }).first().click();
  await draw(page);
  await page.getByRole('button', { name: '签好了' }).click();
  await expect(who).toContainText('✓ 手指签名');
}

test('a mediator hands the phone round: the agreement is read out and signed by finger outside', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const cause = unique('外网签署');
  const id = await chief.gradedDispute(cause, { track: 'people' });
  const now = await chief.advanceClock('PT1M');
  await officer.completeTask(await officer.openTask(id, '组织调解'), 'agreed', { agreedOn: new Date(now.getTime() - 30_000).toISOString(), performBy: localDate(now), terms: `${cause}：今后每日 21 时后不再使用音响。`, atOnce: true });
  await officer.ask('mutation ($stationId: ID!, $id: ID!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "makeDocument", idempotencyKey: $key) { version } }', { id, key: randomUUID() });
  const tasks = async () => (await officer.ask<{ instance: { tasks: { id: string; title: { zhCN: string }; outcome: string | null }[] } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { tasks { id title { zhCN } outcome } } }', { id })).instance.tasks;
  await expect.poll(async () => (await tasks()).map(({ title }) => title.zhCN), { timeout: 90_000 }).toContain('宣读并签署协议书');
  const task = (await tasks()).find(({ title }) => title.zhCN === '宣读并签署协议书')?.id ?? '';

  const phone = await phoneOf(browser);
  await signIn(phone, 'mediator-dongmen');
  const notice = phone.getByRole('region', { name: '通知' }).getByRole('listitem').filter({ hasText: '调解协议书已生成' }).first();
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await looked(phone, 'notices');
  await phone.goto(`${OUTSIDE}/cards/${task}`);
  await phone.getByText('各方已签署', { exact: true }).click();
  await phone.getByRole('button', { name: '打开待签文本' }).click();
  await expect(phone.getByRole('alert').filter({ hasText: '请先接收此任务' })).toBeVisible();
  await phone.getByRole('button', { name: '接收此任务' }).click();
  await expect(phone.getByText('您已接收')).toBeVisible();
  await phone.getByRole('button', { name: '打开待签文本' }).click();
  await expect(phone.getByTestId('signing-text')).toContainText(cause);
  const people = phone.locator('.signing-people > li');
  await expect(people).toHaveCount(3);
  await looked(phone, 'signing');
  await phone.getByRole('button', { name: '已宣读完毕' }).click();
  await people.first().getByRole('button', { name: '周敏签名' }).click();
  await looked(phone, 'pad');
  await draw(phone);
  await phone.getByRole('button', { name: '签好了' }).click();
  await sign(phone, people.nth(1));
  await sign(phone, people.nth(2));
  await phone.locator('form').getByText('是', { exact: true }).click();
  await looked(phone, 'signed');
  await phone.getByRole('button', { name: '提交答复' }).click();
  await expect(phone.getByText('已答复：各方已签署')).toBeVisible();
  await looked(phone, 'signing-over');
  expect((await tasks()).find((one) => one.id === task)?.outcome).toBe('signed');

  await phone.goto(OUTSIDE);
  await expect(notice).toBeVisible();
  await phone.getByRole('button', { name: '普通通知全部知道了' }).click();
  await expect(phone.getByRole('region', { name: '通知' })).toHaveCount(0);
  await phone.context().close();
});

test('the bureau asks a role for a second factor: it is set up outside, and asked for from then on', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const admin = await Api.as(request, 'bureau-admin');
  const person = await invited(chief, 'volunteer', unique('江城市东门区锦绣街道办事处综合行政执法与物业纠纷联合调处服务中心第二工作站'));
  const { me } = await admin.ask<{ me: { bureau: { id: string; secondFactorRoles: string[] } } }>('{ me { bureau { id secondFactorRoles } } }');
  const require = (roles: readonly string[]) => admin.ask('mutation ($bureauId: ID!, $roles: [String!]!) { requireSecondFactor(bureauId: $bureauId, roles: $roles) { id } }', { bureauId: me.bureau.id, roles });
  const phone = await phoneOf(browser);
  await signIn(phone, person.login, OWN);
  await expect(phone.getByText('没有待办的任务')).toBeVisible();
  await looked(phone, 'long-unit-empty');
  await phone.getByRole('link', { name: /^我的账号/ }).click();
  await expect(phone.getByRole('button', { name: '开始绑定' })).toBeVisible();
  await looked(phone, 'account');
  try {
    await require([...me.bureau.secondFactorRoles, 'volunteer']);
    await phone.reload();
    await expect(phone.getByRole('heading', { name: '请先启用双因素验证' })).toBeVisible();
    await phone.getByRole('button', { name: '开始绑定' }).click();
    await expect(phone.getByRole('link', { name: '在本机的验证器中打开' })).toHaveAttribute('href', /^otpauth:/);
    await looked(phone, 'second-factor');
    const secret = new URL((await phone.getByRole('link', { name: '在本机的验证器中打开' }).getAttribute('href')) ?? '').searchParams.get('secret') ?? '';
    const code = (ahead = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead });
    await phone.getByLabel('验证器上的 6 位数字').fill('abcdef');
    await phone.getByRole('button', { name: '确认启用' }).click();
    await expect(phone.getByRole('alert').filter({ hasText: '不正确' })).toBeVisible();
    await phone.getByLabel('验证器上的 6 位数字').fill(code());
    await phone.getByRole('button', { name: '确认启用' }).click();
    await expect(phone.getByText('已启用')).toBeVisible();
    await looked(phone, 'account-with-factor');
    await phone.getByRole('button', { name: '退出' }).click();
    await signIn(phone, person.login, OWN);
    await expect(phone.getByLabel('动态验证码')).toBeVisible();
    await looked(phone, 'code');
    // Each code counts once: the next one is taken, half a minute early.
    await phone.getByLabel('动态验证码').fill(code(30_000));
    await phone.getByRole('button', { name: '登录', exact: true }).click();
    await expect(phone.getByText('没有待办的任务')).toBeVisible();
  } finally {
    await require(me.bureau.secondFactorRoles);
  }

  await chief.ask('mutation ($stationId: ID!, $personId: ID!) { suspendOutsidePerson(stationId: $stationId, personId: $personId, suspended: true) { id } }', { personId: person.id });
  await phone.getByRole('button', { name: '刷新' }).click();
  await expect(phone.getByText('登录已过期，请重新登录。')).toBeVisible();
  await looked(phone, 'suspended');
  await onDatabase(`UPDATE account SET active = true, must_change_password = true, invited_until = now() - interval '1 minute' WHERE id = $1`, [person.id]);
  await signIn(phone, person.login, OWN);
  await expect(phone.getByRole('alert').filter({ hasText: '邀请码已过期' })).toBeVisible();
  await looked(phone, 'invitation-expired');
  await phone.context().close();
});
