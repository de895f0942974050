import { randomUUID } from 'node:crypto';
import { expect, test, type APIRequestContext } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card } from './support/forms.js';
import { pageOf } from './support/session.js';

const TYPE = 'cn.stationhouse.fraud-alert.v1';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** As the national platform would send it, signed. */
async function raise(request: APIRequestContext, source: { address: string; secret: string }, data: Record<string, unknown>): Promise<void> {
  const [id, now] = [randomUUID(), new Date()];
  const body = JSON.stringify({ specversion: '1.0', id, source: '/national', type: TYPE, station: 'DM', data });
  const headers = { 'content-type': 'application/cloudevents+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': new Webhook(source.secret).sign(id, now, body) };
  expect((await request.post(source.address, { headers, data: body })).status()).toBe(202);
}

test('an alert on the phone at night: signed, called, found at the bank, met, nothing lost, visited again', async ({ browser, request }) => {
  const admin = await Api.as(request, 'bureau-admin');
  const { me } = await admin.ask<{ me: { bureau: { id: string } } }>('{ me { bureau { id } } }');
  const { createEventSource } = await admin.ask<{ createEventSource: { secret: string; source: { path: string } } }>(
    'mutation ($bureauId: ID!, $input: NewEventSource!) { createEventSource(bureauId: $bureauId, input: $input) { secret source { path } } }',
    { bureauId: me.bureau.id, input: { title: `预警来源 ${randomUUID().slice(0, 6)}`, types: [TYPE] } },
  );
  const source = { address: createEventSource.source.path, secret: createEventSource.secret };
  const { page, base, close } = await pageOf(browser, 'duty-officer-dongmen', PHONE);
  const shot = async (name: string) => {
    if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/fraud-${name}.png`, fullPage: true });
  };
  await page.goto(`${base}/p/anti-fraud`);
  await expect(page.getByRole('heading', { name: '反诈预警', level: 1 })).toBeVisible();

  const phone = `139${String(Date.now()).slice(-8)}`;
  await raise(request, source, { grade: 'high', source: 'national', person: { name: '测试甲', phone }, narrative: '自称公检法的人要求把钱转到安全账户' });
  const row = page.locator('.alert-card').filter({ hasText: phone.slice(-4) });
  // Nobody reloads: the queue is live.
  await expect(row).toBeVisible({ timeout: 15_000 });
  await expect(row.locator('.alert-card-clock')).toContainText(/(剩|超时) \d+:\d\d/);
  await expectAccessible(page, 'queue of fraud alerts');
  await shot('queue');
  await row.getByRole('button', { name: '签收' }).tap();
  await page.goto(`${base}/p/anti-fraud?view=dissuading`);
  await row.getByRole('link').first().tap();

  await page.getByRole('button', { name: /显示号码/ }).tap();
  await expect(page.getByRole('link', { name: new RegExp(phone) })).toHaveAttribute('href', `tel:${phone}`);
  const call = page.locator('[data-card="call"]');
  await shot('call');
  await expectAccessible(page, 'script of the call');
  let presses = 0;
  for (const answer of ['接通了，已表明身份', '没有转账', '银行网点', '没劝住，派人见面']) {
    await call.getByRole('button', { name: answer }).tap();
    presses += 1;
    if (presses === 1) {
      await expect(call).toContainText('像是“冒充公检法及政府机关”');
      await shot('call-money');
    }
  }
  expect(presses).toBeLessThanOrEqual(4);
  await expect(call).toHaveCount(0);

  await shot('find');
  await page.getByRole('button', { name: '已查明：银行网点' }).tap();
  await page.getByRole('button', { name: '我去，现在出发' }).tap();
  await expect(page.getByRole('button', { name: '我去，现在出发' })).toHaveCount(0);
  await shot('meet');
  await page.getByRole('button', { name: '已见面，劝住了' }).tap();

  await page.getByRole('button', { name: '劝阻成功，未受损失' }).tap();
  for (const key of ['1', '2', '万']) await card(page, '劝阻成功，未受损失').getByRole('button', { name: key, exact: true }).tap();
  await expect(page.getByLabel('涉险金额')).toHaveValue('120000');
  await page.getByRole('button', { name: '就是' }).tap();
  await shot('report');
  await expectAccessible(page, 'report of a fraud alert');
  await page.getByRole('button', { name: '反馈：劝阻成功，未受损失' }).tap();
  await expect(page.getByRole('region', { name: '下一步' })).toContainText('待回访');
  await shot('reported');
  await page.getByRole('link', { name: '完整记录' }).tap();
  await expect(card(page, '时间线')).toContainText('回访');
  await close();
});
