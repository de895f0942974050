import { randomUUID } from 'node:crypto';
import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { onDuty } from './support/duty.js';
import { card } from './support/forms.js';
import { pageOf } from './support/session.js';

const TYPE = 'cn.stationhouse.fraud-alert.v1';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A source of alerts at a station, as the national platform would be. */
async function sourceOf(request: APIRequestContext): Promise<(data: Readonly<Record<string, unknown>>) => Promise<void>> {
  const admin = await Api.as(request, 'bureau-admin');
  const { me } = await admin.ask<{ me: { bureau: { id: string } } }>('{ me { bureau { id } } }');
  const { createEventSource } = await admin.ask<{ createEventSource: { secret: string; source: { path: string } } }>(
    'mutation ($bureauId: ID!, $input: NewEventSource!) { createEventSource(bureauId: $bureauId, input: $input) { secret source { path } } }',
    { bureauId: me.bureau.id, input: { title: `预警来源 ${randomUUID().slice(0, 6)}`, types: [TYPE] } },
  );
  return async (data) => {
    const [id, now] = [randomUUID(), new Date()];
    const body = JSON.stringify({ specversion: '1.0', id, source: '/national', type: TYPE, station: 'DM', data });
    const headers = { 'content-type': 'application/cloudevents+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': new Webhook(createEventSource.secret).sign(id, now, body) };
    expect((await request.post(createEventSource.source.path, { headers, data: body })).status()).toBe(202);
  };
}

/** Nobody else's: eight digits of the moment. */
const phoneOfNow = () => `139${String(Date.now()).slice(-8)}`;

/** Leads from what rings to the alert's own page. Other alerts may ring, too: the one is known by its number. */
async function openRinging(page: Page, number: string): Promise<void> {
  const urgent = page.getByTestId('urgent');
  await expect(urgent).toContainText(number);
  await urgent.locator('.ring-first, li').filter({ hasText: number }).getByRole('link').tap();
  await page.waitForURL(/\/p\/anti-fraud\/alerts\/[^/]+$/);
}

/** Looks at the page at every size, and goes on with the phone. */
async function accessible(page: Page, what: string): Promise<void> {
  await expectAccessible(page, what);
  await page.setViewportSize(PHONE.viewport);
}

const nextStep = (page: Page): Locator => page.getByRole('region', { name: '下一步' });

test('an alert on the phone at night: it rings, is signed, called, found at the bank, met, nothing is lost, and a visit comes', async ({ browser, request }) => {
  const raise = await sourceOf(request);
  const { page, base, close } = await pageOf(browser, (await onDuty(request, 'dongmen')).officer, { ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(`${base}/p/anti-fraud`);
  await expect(page.getByRole('heading', { name: '反诈预警', level: 1 })).toBeVisible();

  const phone = phoneOfNow();
  await raise({ grade: 'high', source: 'national', person: { name: '测试甲', phone, address: '江城市测试路1号' }, narrative: '自称公检法的人要求把钱转到安全账户' });
  // Nobody reloads: the queue is live, and it rings.
  const row = page.locator('.alert-card').filter({ hasText: phone.slice(-4) });
  // How much is left is not asked: other journeys move the domain's clock.
  await expect(row.locator('.alert-card-clock')).toContainText(/剩|超时|逾期/, { timeout: 15_000 });
  await accessible(page, 'queue of fraud alerts');
  await openRinging(page, (await row.locator('.sh-mono').textContent()) ?? '');
  await page.getByRole('button', { name: '签收，我来劝阻' }).tap();
  await expect(nextStep(page)).toContainText('电话劝阻');

  // No purpose is asked while the grade is high: the card opens by one press, which is recorded, and dials.
  const emergency = page.getByTestId('emergency-card');
  await expect(emergency).not.toContainText(phone);
  await emergency.getByRole('button', { name: '打开应急卡' }).tap();
  await expect(emergency.getByRole('link', { name: new RegExp(phone) })).toHaveAttribute('href', `tel:${phone}`);
  await accessible(page, 'script of the call');

  await page.getByText('发短信（给定文本').tap();
  await page.getByRole('button', { name: '复制并登记：请停止转账' }).tap();
  await expect(page.getByText('已登记一次短信联系，文本已复制')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^【.*】请立即停止转账.*96110或110/);
  await expect(card(page, '联系记录（1 次）')).toContainText('短信 已发送');

  const call = page.locator('[data-card="call"]');
  const answers = ['接通了，已表明身份', '没有转账', '银行网点', '没劝住，派人见面'];
  for (const answer of answers) {
    await call.getByRole('button', { name: answer }).tap();
    if (answer === answers[0]) await expect(call).toContainText('像是“冒充公检法及政府机关”');
  }
  await expect(call).toHaveCount(0);

  await page.getByRole('button', { name: '已查明：银行网点' }).tap();
  await page.getByRole('button', { name: '我去，现在出发' }).tap();
  await expect(page.getByRole('button', { name: '我去，现在出发' })).toHaveCount(0);
  // Nobody is asked for a guardian who needs none.
  await expect(page.getByText('监护人在场')).toHaveCount(0);
  await page.getByRole('button', { name: '已见面，劝住了' }).tap();

  await page.getByRole('button', { name: '劝阻成功，未受损失' }).tap();
  for (const key of ['1', '2', '万']) await card(page, '劝阻成功，未受损失').getByRole('button', { name: key, exact: true }).tap();
  await expect(page.getByLabel('涉险金额')).toHaveValue('120000');
  await page.getByRole('button', { name: '就是' }).tap();
  await accessible(page, 'report of a fraud alert');
  await page.getByRole('button', { name: '反馈：劝阻成功，未受损失' }).tap();
  await expect(nextStep(page)).toContainText('待回访');
  await page.getByRole('link', { name: '完整记录' }).tap();
  await expect(card(page, '时间线')).toContainText('回访');
  await close();
});

test('money on its way: the station asks with the payee account alone, the centre stops it, and the station sees until when', async ({ browser, request }) => {
  const raise = await sourceOf(request);
  const { page, base, close } = await pageOf(browser, (await onDuty(request, 'dongmen')).officer, PHONE);
  const phone = phoneOfNow();
  await raise({ grade: 'medium', source: 'bank', person: { name: '测试乙', phone }, paying: true, narrative: '客服称误开会员，已转账' });
  await page.goto(`${base}/p/anti-fraud`);
  const row = page.locator('.alert-card').filter({ hasText: phone.slice(-4) });
  await row.getByRole('button', { name: '签收' }).tap({ timeout: 15_000 });
  await page.goto(`${base}/p/anti-fraud?view=dissuading`);
  await row.getByRole('link').first().tap();
  await page.getByRole('link', { name: '填收款账户、看止付情况' }).tap();

  const form = page.locator('[data-card="request"]');
  await form.getByLabel('对方收款账号').fill('6222 0233 0145 6787');
  // A card belongs in the one field; anywhere else it is refused while it is typed.
  await form.getByLabel('户名').fill('本人卡 6222023301456787');
  await form.getByLabel('转账金额').tap();
  for (const key of ['5', '万']) await form.getByRole('button', { name: key, exact: true }).tap();
  await expect(form.getByRole('alert')).toContainText('不得记录群众的密码、验证码和本人银行卡号');
  await expect(form.getByRole('button', { name: '先填收款账号和金额' })).toBeDisabled();
  await form.getByLabel('户名').fill('测试商行');
  await form.getByRole('button', { name: '约 5 分钟前' }).tap();
  await accessible(page, 'request of a payment stop');
  await form.getByRole('button', { name: '请求止付：尾号 6787，50,000 元' }).tap();

  await expect(card(page, '止付情况')).toContainText('已请求止付');
  await expect(card(page, '止付情况')).toContainText(/反诈中心.*(剩|超时|逾期)/);
  await expect(page.getByRole('main')).not.toContainText('6787');
  await accessible(page, 'state of a payment stop');
  // The centre sees the account on its card and decides; nobody at the station reloads.
  const centre = await pageOf(browser, 'anti-fraud-centre');
  await centre.page.goto('/bureau/tasks');
  const number = (await page.locator('.sh-head .sh-mono').textContent()) ?? '';
  await centre.page.getByRole('list', { name: '待办理' }).getByRole('listitem').filter({ hasText: number }).filter({ hasText: '决定止付' }).getByRole('link').click();
  await expect(centre.page.getByRole('main')).toContainText('6787');
  await centre.page.getByText('已止付', { exact: true }).click();
  await centre.page.getByRole('button', { name: '提交' }).click();
  await expect(card(page, '止付情况')).toContainText(/止付中，.*自动解除/);
  await expect(card(page, '止付情况')).toContainText('第 1 次，最多 2 次');
  await expect(page.getByRole('main')).not.toContainText('6787');
  await centre.close();
  await page.goto(`${base}/p/anti-fraud/stops`);
  await expect(page.getByRole('table', { name: '止付列表' })).toContainText('50,000');
  await close();
});

test('at 3 a.m. nobody answers: it climbs to the commander and to the bureau, the card opens to them, and the chief sees who looked', { tag: '@long' }, async ({ browser, request }) => {
  test.setTimeout(240_000);
  const raise = await sourceOf(request);
  const { commander } = await onDuty(request, 'dongmen');
  const phone = phoneOfNow();
  await raise({ grade: 'high', source: 'national', person: { name: '测试丙', phone, address: '江城市测试路3号' } });
  const shift = await pageOf(browser, commander.login, PHONE);
  await shift.page.goto(`${shift.base}/p/anti-fraud`);
  const row = shift.page.locator('.alert-card').filter({ hasText: phone.slice(-4) });
  const number = (await row.locator('.sh-mono').textContent({ timeout: 15_000 })) ?? '';
  // Nobody of the shift signs within the minute, and where no device is heard from it does not even wait for that.
  await expect(shift.page.getByTestId('urgent')).toContainText(number, { timeout: 90_000 });
  await openRinging(shift.page, number);
  const emergency = shift.page.getByTestId('emergency-card');
  await emergency.getByRole('button', { name: '打开应急卡' }).tap();
  await expect(emergency.getByRole('link', { name: new RegExp(phone) })).toBeVisible();
  await expect(emergency).toContainText('江城市测试路3号');

  const centre = await pageOf(browser, 'anti-fraud-centre');
  await expect(centre.page.getByTestId('urgent')).toContainText(number, { timeout: 120_000 });
  await centre.close();
  await shift.close();

  const chief = await pageOf(browser, 'chief-dongmen');
  await chief.page.goto(`${chief.base}/emergency?show=all`);
  const looked = chief.page.locator(`[data-instance="${number}"]`);
  await expect(looked).toContainText(commander.displayName);
  await expect(looked).toContainText('住址');
  await expectAccessible(chief.page, 'who looked at an emergency card');
  await chief.close();
});
