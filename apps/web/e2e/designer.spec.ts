import { expect, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, choose, unique } from './support/forms.js';
import { test } from './support/interactions.js';
import { signIn } from './support/session.js';

const node = (page: Page, path: string) => page.locator(`[data-node="${path}"]`);
const header = (page: Page) => page.locator('header.sh-head');

/** Opens the designer from the navigation, as a person does. */
async function openDesigner(page: Page, login: string): Promise<string> {
  const base = await signIn(page, login);
  await page.getByRole('navigation').getByRole('link', { name: '工作流配置' }).click();
  await card(page, '矛盾纠纷调解').getByRole('link', { name: '配置' }).click();
  await expect(node(page, 'registered')).toBeVisible();
  return base;
}

test('a chief adds a question to the 30-day visit, moves its reminder, adds a step, tries it, and publishes', { tag: '@journey-chief' }, async ({ page, journey }) => {
  const because = unique('走访提前准备');
  journey.step('opens the designer');
  await openDesigner(page, 'chief-xuefu');
  journey.step('moves the reminder of the 30-day visit');
  await node(page, 'followingUp.later').click();
  await page.getByLabel('走访到期提醒', { exact: true }).fill('9');
  await expect(card(page, '检查').getByRole('alert')).toContainText('“走访到期提醒”为 9 天，不得超过 5 天（走访提前打开）');
  await page.getByLabel('走访到期提醒', { exact: true }).fill('3');
  journey.step('adds a question');
  await page.getByRole('button', { name: '＋ 新增问题' }).click();
  await page.getByLabel('问题', { exact: true }).fill('是否需要法律援助');
  await page.getByRole('button', { name: '加入表单' }).click();
  journey.step('adds a step');
  await page.getByRole('button', { name: '在此加一步（“已化解”之前）' }).click();
  await page.getByLabel('步骤名称', { exact: true }).fill('归档检查');
  await choose(page, page.getByRole('combobox', { name: '由谁完成', exact: true }), '辅警');
  await choose(page, page.getByRole('combobox', { name: '怎样确定期限' }), '打开后一段时间');
  await page.getByRole('spinbutton', { name: '期限', exact: true }).fill('2');
  await expect(card(page, '改动').getByRole('listitem')).toHaveText(['走访到期提醒 1 天 → 3 天', '走访记录：新增问题“是否需要法律援助”', '“已化解”前：新增一步“归档检查”（辅警，2 天）']);
  await expect(card(page, '检查')).toContainText('结构、岗位、条件均可执行');
  await expect(header(page)).toContainText('秒前自动保存');

  journey.step('comes back to it, takes a step back and does it again');
  // What was typed is there after a reload; taking back and doing again goes step by step.
  await page.reload();
  await expect(header(page)).toContainText('处改动');
  await node(page, 'extraStep1').click();
  await expect(page.getByLabel('步骤名称', { exact: true })).toHaveValue('归档检查');
  await page.getByRole('button', { name: '删除此步骤' }).click();
  await expect(node(page, 'extraStep1')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(node(page, 'extraStep1')).toContainText('辅警 · 2 天');

  journey.step('tries it out');
  await page.getByRole('button', { name: '模拟运行' }).click();
  const simulation = page.getByRole('dialog', { name: '模拟运行' });
  await simulation.getByRole('button', { name: '开始模拟' }).click();
  await expect(simulation.locator('[data-states]')).toHaveAttribute('data-states', 'registered');
  await page.keyboard.press('Escape');

  journey.step('asks what it would have done');
  await page.getByRole('button', { name: '推演过去 90 天' }).click();
  await expect(card(page, '推演：过去 90 天')).toContainText(/共 .+ 件|没有此类事项/);

  journey.step('publishes');
  await page.getByRole('button', { name: '检查并发布…' }).click();
  const dialog = page.getByRole('dialog', { name: '检查并发布' });
  await dialog.getByLabel('为什么改（记入版本历史）').fill(because);
  await expect(dialog.locator('[data-path="extraStep1"]')).toContainText('新增');
  await expect(dialog.locator('[data-path="followingUp.later"]')).toContainText('改动');
  await dialog.getByRole('button', { name: '发布', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(header(page)).toContainText('与现行相同');
  await page.getByRole('button', { name: '版本' }).click();
  await expect(page.getByRole('dialog', { name: '版本' })).toContainText(because);
});

test('what is locked says by whom and why; the pages of the designer are accessible', { tag: ['@long', '@journey-refusals'] }, async ({ page, journey }) => {
  await openDesigner(page, 'chief-dongmen');
  await expectAccessible(page, 'designer');
  journey.step('tries to lengthen a clock past its bound');
  await node(page, 'followingUp.soon').click();
  await page.getByLabel('首次回访', { exact: true }).fill('9');
  await expect(card(page, '检查').getByRole('alert')).toContainText('“首次回访”为 9 天，应在 1 天到 3 天之间（分局规定 1333+N）');
  await page.getByLabel('首次回访', { exact: true }).fill('3');
  await expect(card(page, '检查').getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Escape');
  journey.step('looks for a clock that is locked');
  await node(page, 'protecting.warning').click();
  await expect(page.locator('[data-locked]')).toContainText('24 小时');
  await expect(page.locator('[data-locked]')).toContainText('反家庭暴力法第十六条');
  await expect(page.getByRole('spinbutton', { name: '告诫书出具时限' })).toHaveCount(0);
  await expectAccessible(page, 'a card of the designer');
  await page.keyboard.press('Escape');
  await node(page, 'registered').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '已分级', level: 2 })).toBeFocused();
  await page.getByRole('button', { name: '版本' }).click();
  await expectAccessible(page, 'versions of a workflow');
  await page.getByRole('dialog', { name: '版本' }).getByRole('button', { name: /关闭|Close/ }).click();

  // Auditors are appointed by the bureau.
  journey.step('tries to give himself a permission');
  await page.getByRole('navigation').getByRole('link', { name: '人员与角色' }).click();
  await page.getByRole('button', { name: '授予角色' }).click();
  const drawer = page.getByRole('dialog', { name: /授予角色/ });
  await choose(page, drawer.getByRole('combobox', { name: '人员' }), 'chief-dongmen');
  await choose(page, drawer.getByRole('combobox', { name: '角色' }), '审计员');
  await drawer.getByRole('button', { name: /^授\s?予$/ }).click();
  await expect(drawer.getByRole('alert')).toContainText('您没有执行此操作的权限');
});

test('two chiefs edit one draft: the later sees what the earlier changed, and decides where both did', { tag: '@long' }, async ({ page, request }) => {
  const api = await Api.as(request, 'chief-dongmen');
  await openDesigner(page, 'chief-dongmen');
  await node(page, 'followingUp.soon').click();
  await page.getByLabel('首次回访', { exact: true }).fill('2');
  await expect(header(page)).toContainText('秒前自动保存');
  const me = await api.ask<{ me: { bureau: { id: string } } }>('query { me { bureau { id } } }');
  const scope = { bureauId: me.me.bureau.id, workflow: 'dispute-mediation' };
  const { workflowDraft } = await api.ask<{ workflowDraft: { version: number; overlay: string } }>('query ($bureauId: ID!, $stationId: ID, $workflow: String!) { workflowDraft(bureauId: $bureauId, stationId: $stationId, workflow: $workflow) { version overlay } }', scope);
  const overlay = workflowDraft.overlay.replace('visitSoon: P2D', 'visitSoon: P1D\n  grading: PT1H');
  await api.ask('mutation ($bureauId: ID!, $stationId: ID, $workflow: String!, $overlay: String!, $base: Int!, $key: String!) { saveDraft(bureauId: $bureauId, stationId: $stationId, workflow: $workflow, overlay: $overlay, base: $base, idempotencyKey: $key) { draft { version } } }', { ...scope, overlay, base: workflowDraft.version, key: unique('save') });
  await page.getByLabel('首次回访提前打开', { exact: true }).fill('2');
  await expect(page.getByText(/刚才也改了这份草稿，已合并/)).toBeVisible();
  await expect(card(page, '改动')).toContainText('分级时限 2 小时 → 1 小时');
  await expect(card(page, '检查').getByRole('alert')).toContainText('首次回访');
});

test('a chief publishes and lets what runs follow: rehearsed first, moved, and taken back', { tag: '@long' }, async ({ page }) => {
  await openDesigner(page, 'chief-beiji');
  await node(page, 'followingUp.later').click();
  await page.getByLabel('走访到期提醒', { exact: true }).fill('4');
  await expect(header(page)).toContainText('秒前自动保存');
  await page.getByRole('button', { name: '检查并发布…' }).click();
  const dialog = page.getByRole('dialog', { name: '检查并发布' });
  await dialog.getByLabel('为什么改（记入版本历史）').fill(unique('走访提前准备'));
  await dialog.getByText('转到新版本').click();
  await dialog.getByRole('button', { name: '发布', exact: true }).click();
  await page.getByRole('button', { name: /^试演 \d+ 件$/ }).click();
  await expect(header(page)).toContainText('试演完成');
  await expectAccessible(page, 'a rehearsed migration');
  await page.getByRole('button', { name: /^开始迁移/ }).click();
  await expect(header(page)).toContainText('已完成');
  await expect(card(page, '逐件').getByRole('link').first()).toBeVisible();
  await page.getByRole('button', { name: /^撤\s?回$/ }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: /^撤\s?回$/ }).click();
  await expect(header(page)).toContainText('已撤回');
});
