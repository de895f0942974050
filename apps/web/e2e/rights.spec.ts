import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, WIDE } from './support/audit.js';
import { card, choose, unique, valueOf } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

test('a leader of the bureau opens one incident for a stated purpose; the chief is told, and sees what was read', async ({ page, browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const { id, number } = await chief.recordIncident(unique('来信反映处置不当'));
  const purpose = unique('核查信访件');
  await signIn(page, 'bureau-leader');
  await page.goto(`/s/${chief.stationId}/incidents/${id}`);
  await expect(page.getByRole('heading', { name: '未找到', level: 1 })).toBeVisible();

  await page.goto('/bureau/access');
  await page.getByRole('button', { name: '申请查看' }).click();
  const drawer = page.getByRole('dialog', { name: '申请授权查看' });
  await choose(page, drawer.getByRole('combobox', { name: '派出所' }), '东门');
  await drawer.getByLabel('事项或警情编号（可不填）').fill(number);
  await drawer.getByLabel('事由（派出所会看到，不要写个人信息）').fill(purpose);
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(drawer).toHaveCount(0);
  await page.getByRole('link', { name: '前往查看' }).first().click();
  await expect(page.getByRole('main')).toContainText(number);
  await expect(page.getByRole('banner').getByText('授权查看中')).toBeVisible();
  await page.getByRole('button', { name: '查看全部需填事由' }).click();
  await page.getByLabel('查看事由（将记入审计）').fill('核对报警时间');
  await page.getByRole('button', { name: '显示 5 分钟' }).click();
  await expect(valueOf(card(page, '报警人与内容'), '电话')).toHaveText('13900001234');

  const told = await pageOf(browser, 'chief-dongmen');
  await told.page.goto(`${told.base}/notices`);
  await told.page.getByRole('link', { name: /分局正在授权查看本所内容/ }).first().click();
  const report = told.page.locator('.sh-card').filter({ hasText: purpose });
  await expect(report).toContainText(number);
  await report.getByText(/其中查看完整个人信息 1 次/).click();
  await expect(report).toContainText('核对报警时间');
  await expectAccessible(told.page, 'access grants at a station');
  await told.close();
});

test('the bureau moves an officer on a day: what hangs on them is shown first, the chief is told, and it is cancelled again', async ({ page, browser }) => {
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/members?tab=moves');
  await page.getByRole('button', { name: '办理调动' }).click();
  const drawer = page.getByRole('dialog', { name: '办理人员调动' });
  await choose(page, drawer.getByRole('combobox', { name: '现在的派出所' }), '东门');
  await choose(page, drawer.getByRole('combobox', { name: '人员' }), 'community-officer-dongmen-3');
  await choose(page, drawer.getByRole('combobox', { name: '调往' }), '北集');
  const roles = drawer.getByRole('combobox', { name: '调入后的角色' });
  await roles.fill('社区民警');
  await roles.press('Enter');
  await drawer.getByText('办理人员调动').click();
  await drawer.getByLabel('生效日').fill(new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10));
  await drawer.getByRole('button', { name: '预览移交' }).click();
  const list = drawer.getByRole('table', { name: '移交清单' });
  await expect(list).toContainText('联系牌');
  await expect(list).toContainText('标记待更换，直到确认换好');
  // Narrowed while the drawer lies over it, the page's tab list measures itself as empty; the page itself is looked at narrow elsewhere.
  await expectAccessible(page, 'preview of a staff move', [WIDE]);

  await drawer.getByRole('button', { name: '确认办理' }).click();
  await expect(drawer).toHaveCount(0);
  const row = page.getByRole('table', { name: '人员调动列表' }).getByRole('row').filter({ hasText: 'community-officer-dongmen-3' }).filter({ hasText: '待生效' });
  await expect(row).toHaveCount(1);
  const told = await pageOf(browser, 'chief-dongmen');
  await told.page.goto(`${told.base}/notices`);
  await told.page.getByRole('link', { name: /^人员调动：/ }).first().click();
  await expect(told.page.getByRole('table', { name: '人员调动列表' })).toContainText('待生效');
  await told.close();

  await row.getByRole('button', { name: '取消…' }).click();
  await page.getByRole('button', { name: '取消调动' }).click();
  await expect(row).toHaveCount(0);
});
