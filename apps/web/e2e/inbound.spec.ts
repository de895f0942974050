import { randomUUID } from 'node:crypto';
import { expect, test, type APIRequestContext } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { expectAccessible } from './support/audit.js';
import { signIn } from './support/session.js';

const TYPE = 'cn.stationhouse.dispute-reported.v1';

/** As the hotline's system would send it. */
async function send(request: APIRequestContext, { address, secret, data }: { address: string; secret: string; data: Record<string, unknown> }): Promise<number> {
  const [id, now] = [randomUUID(), new Date()];
  const body = JSON.stringify({ specversion: '1.0', id, source: '/hotline', type: TYPE, station: 'DM', data });
  const headers = { 'content-type': 'application/cloudevents+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, now, body) };
  return (await request.post(address, { headers, data: body })).status();
}

test('an administrator registers the hotline; what it sends becomes a dispute, and what cannot finds the commander', { tag: '@long' }, async ({ page, request }) => {
  const name = `12345 热线 ${randomUUID().slice(0, 6)}`;
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/sources');
  await page.getByRole('button', { name: '登记来源' }).first().click();
  const drawer = page.getByRole('dialog', { name: '登记外部事件来源' });
  await drawer.getByLabel('名称').fill(name);
  await drawer.getByRole('combobox', { name: '可发送的事件' }).click();
  await page.getByTitle('转来矛盾纠纷').click();
  await page.keyboard.press('Escape');
  // the choice itself: the select also announces it once to screen readers
  await expect(drawer.locator('.ant-select-selection-item', { hasText: '转来矛盾纠纷' })).toBeVisible();
  await drawer.getByRole('button', { name: '登记', exact: true }).click();
  const secret = (await drawer.getByTestId('event-secret').textContent()) ?? '';
  expect(secret).toMatch(/^whsec_/);
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/inbound-secret.png` });
  const address = (await drawer.getByText('/api/bureaus/').textContent()) ?? '';
  await drawer.getByRole('button', { name: '已记下，关闭' }).click();
  const row = page.getByRole('row', { name });
  await expect(row).toContainText('尚未收到');

  const summary = `楼上深夜装修 ${randomUUID().slice(0, 8)}`;
  expect(await send(request, { address, secret, data: { ticket: randomUUID(), cause: 'noise', summary, parties: [{ name: '周敏', phone: '13900001234' }] } })).toBe(202);
  expect(await send(request, { address, secret, data: { ticket: randomUUID() } })).toBe(422);
  expect(await send(request, { address, secret: `whsec_${'A'.repeat(44)}`, data: {} })).toBe(401);
  await page.reload();
  await expect(row).not.toContainText('尚未收到');
  await expect(row).toContainText('签名有误');
  await expectAccessible(page, 'sources of events');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/inbound-sources.png`, fullPage: true });

  await signIn(page, 'chief-dongmen');
  await page.getByRole('link', { name: '外部事件' }).click();
  const waiting = page.getByRole('row', { name: new RegExp(`数据有误.*${name}`) });
  await expect(waiting).toBeVisible();
  await expectAccessible(page, 'events from outside');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/inbound-events.png`, fullPage: true });
  await waiting.getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: '转来矛盾纠纷' })).toBeVisible();
  await expect(page.getByText('请核对：简要情况')).toBeVisible();
  await expectAccessible(page, 'event that waits');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/inbound-event.png`, fullPage: true });
  await page.getByLabel('如何处置的').fill('已回电热线，请其补充后重发');
  await page.getByRole('button', { name: '登记已处置' }).click();
  await expect(page.getByText('已人工处置').first()).toBeVisible();
  await expect(page.getByText('已回电热线，请其补充后重发')).toBeVisible();

  await page.goBack();
  await page.getByRole('radiogroup', { name: '状态' }).getByText('全部').click();
  await page.getByRole('row', { name: new RegExp(`已办理.*${name}`) }).getByRole('link').first().click();
  await page.getByRole('button', { name: '查看全部需填事由' }).click();
  await page.getByLabel('查看事由（将记入审计）').fill('核对热线来件');
  await page.getByRole('button', { name: '显示 5 分钟' }).click();
  await expect(page.getByText(summary)).toBeVisible();
  await expectAccessible(page, 'event with a purpose');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/inbound-event-open.png`, fullPage: true });
  await page.getByRole('link', { name: '查看由它生成的事项' }).click();
  await expect(page.getByRole('heading', { name: /噪音扰民/ })).toBeVisible();
});
