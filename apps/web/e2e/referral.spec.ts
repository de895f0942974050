import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, choose, unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

test('a dispute is referred from 东门 to 北集, declined, referred again and accepted; neither station opens the other’s', { tag: '@long' }, async ({ page, browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const summary = unique('移交纠纷');
  const [first, second] = [unique('当事人住在北集'), unique('已核实，确在北集辖区')];
  const id = await chief.startDispute(summary);
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  const links = card(page, '关联');
  await expect(links).toContainText('没有关联的事项');

  const refer = async (reason: string) => {
    const button = links.getByRole('button', { name: '移交其他所' });
    await button.focus();
    await page.keyboard.press('Enter');
    await choose(page, page.getByRole('combobox', { name: '接收单位' }), '北集');
    await page.getByRole('textbox', { name: /移交原因/ }).fill(reason);
    await page.getByRole('button', { name: '移交', exact: true }).last().click();
    await expect(links).toContainText('待接收');
    await expect(button).toHaveCount(0);
  };
  await refer(first);
  await expectAccessible(page, 'instance with a referral');

  const other = await pageOf(browser, 'chief-beiji');
  await other.page.goto(`${other.base}/instances/referrals`);
  const rows = card(other.page, '移交来的事项').getByRole('listitem');
  const row = rows.filter({ hasText: first });
  await expect(row).toContainText('东门派出所');
  await expect(row).not.toContainText(summary);
  await expectAccessible(other.page, 'referrals');
  await row.getByRole('button', { name: '退回' }).click();
  await other.page.getByRole('textbox', { name: /退回原因/ }).fill('地址不在本所辖区');
  await other.page.getByRole('button', { name: '退回', exact: true }).last().click();
  await expect(row).toContainText('已退回');
  await expect(links).toContainText('退回原因：地址不在本所辖区');

  await refer(second);
  const again = rows.filter({ hasText: second });
  await expect(again).toBeVisible();
  await again.getByRole('button', { name: '接收' }).click();
  const drawer = other.page.getByRole('dialog');
  await expect(drawer.getByRole('combobox', { name: /起因/ })).toBeVisible();
  await expect(drawer).toContainText('噪音扰民');
  await expectAccessible(other.page, 'accepting a referral');
  await drawer.getByRole('textbox', { name: /简要情况/ }).fill(unique('北集另立'));
  await drawer.getByRole('button', { name: '接收', exact: true }).click();
  await other.page.waitForURL(/\/instances\/[0-9a-f-]{36}$/);
  await expect(card(other.page, '关联')).toContainText('东门派出所移交');
  await expect(links).toContainText(/对方编号 JF-BJ-/);

  // Each has its own record, and no way into the other's.
  const theirs = other.page.url().split('/').at(-1) ?? '';
  await page.goto(`${base}/instances/${theirs}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/未找到/);
  await other.page.goto(`${other.base}/instances/${id}`);
  await expect(other.page.getByRole('heading', { level: 1 })).toContainText(/未找到/);
  await other.close();
});

test('a referral is taken back before the other station answers', { tag: '@long' }, async ({ page, browser, request }) => {
  const id = await (await Api.as(request, 'chief-dongmen')).startDispute(unique('误转纠纷'));
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  const links = card(page, '关联');
  const reason = unique('辖区有误');
  await links.getByRole('button', { name: '移交其他所' }).click();
  await choose(page, page.getByRole('combobox', { name: '接收单位' }), '北集');
  await page.getByRole('textbox', { name: /移交原因/ }).fill(reason);
  await page.getByRole('button', { name: '移交', exact: true }).last().click();
  const other = await pageOf(browser, 'chief-beiji');
  await other.page.goto(`${other.base}/instances/referrals`);
  const row = card(other.page, '移交来的事项').getByRole('listitem').filter({ hasText: reason });
  await expect(row.getByRole('button', { name: '接收' })).toBeVisible();
  await links.getByRole('button', { name: '撤回移交' }).click();
  await page.getByRole('textbox', { name: /撤回原因/ }).fill('经核实属本所辖区');
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/withdraw.png` });
  await page.getByRole('dialog').getByRole('button', { name: '撤回移交' }).click();
  await expect(links).toContainText('撤回原因：经核实属本所辖区');
  await expect(links.getByRole('button', { name: '移交其他所' })).toBeVisible();
  await expectAccessible(page, 'a referral withdrawn');
  await expect(row).toContainText('对方撤回：经核实属本所辖区');
  await expect(row.getByRole('button', { name: '接收' })).toHaveCount(0);
  if (process.env['SHOTS'] !== undefined) await other.page.screenshot({ path: `${process.env['SHOTS']}/withdrawn.png` });
  await other.close();
});

test('a chief calls an instance off, with a reason; others are not offered it', async ({ page, browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const id = await chief.startDispute(unique('撤销纠纷'));
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  const officer = await pageOf(browser, 'duty-officer-dongmen');
  await officer.page.goto(`${officer.base}/instances/${id}`);
  await expect(card(officer.page, '关联')).toBeVisible();
  await expect(officer.page.getByRole('button', { name: '撤销事项' })).toHaveCount(0);
  await page.getByRole('button', { name: '撤销事项' }).click();
  await page.getByRole('button', { name: '确认撤销' }).click();
  await expect(page.getByText('必填')).toBeVisible();
  await page.getByRole('textbox', { name: /撤销原因/ }).fill('重复登记');
  await page.getByRole('button', { name: '确认撤销' }).click();
  await expect(page.getByRole('button', { name: '撤销事项' })).toHaveCount(0);
  await expect(card(page, '时间线')).toContainText('撤销事项');
  await expect(card(page, '任务')).toContainText('目前没有待办');
  await officer.close();
});
