import { expect, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { onDuty } from './support/duty.js';
import { card, choose, unique } from './support/forms.js';
import { test } from './support/interactions.js';
import { pageOf, signIn } from './support/session.js';

const node = (page: Page, path: string) => page.locator(`[data-node="${path}"]`);
const header = (page: Page) => page.locator('header.sh-head');

test('the bureau writes a workflow from the skeleton, by drawing and by text, publishes it, and a station starts one', async ({ page, browser, request }) => {
  const title = unique('场所检查').replace(' ', '');
  const name = `venue-${Date.now().toString(36)}`;
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/workflows');
  await page.getByRole('button', { name: '新建流程' }).click();
  const dialog = page.getByRole('dialog', { name: '新建流程' });
  await dialog.getByLabel('流程名称').fill(title);
  await dialog.getByLabel('标识（以后不能改）').fill(name);
  await dialog.getByRole('button', { name: '新建', exact: true }).click();

  await expect(node(page, 'open')).toBeVisible();
  await page.getByRole('button', { name: '在“办理中”之后增加' }).click();
  await page.getByRole('menuitem', { name: '任务步骤' }).click();
  await page.getByLabel('名称', { exact: true }).fill('复查');
  await expect(card(page, '检查').getByRole('alert')).toContainText('无人可办');
  await choose(page, page.getByRole('combobox', { name: '由谁完成', exact: true }), '所长');
  await expect(node(page, 'step1')).toContainText('所长');
  await expect(card(page, '检查')).toContainText('结构、岗位、条件均可执行');
  // What a way does besides: whoever is told, in the form; the text says it.
  const onward = page.getByRole('group', { name: '“完成”之后', exact: true });
  await onward.getByText('同时记入、通知…').click();
  await onward.getByRole('button', { name: '＋ 通知或动作' }).click();
  await page.getByRole('menuitem', { name: '新的通知' }).click();
  await onward.getByText('通知所长：请查看此事项').last().click();
  await onward.getByLabel('通知内容（不写姓名，编号会自动带上）', { exact: true }).fill('复查已完成，请审阅');
  await expect(onward).toContainText('通知所长：复查已完成，请审阅');
  await expectAccessible(page, 'a workflow as it is drawn');

  await page.getByText('文本', { exact: true }).click();
  const editor = page.locator('.cm-content');
  await expect(editor).toContainText('to: step1');
  await expect(editor).toContainText('do: [ notice1 ]');
  await editor.press('Control+End');
  await page.keyboard.type('starters: [nobody]');
  await expect(card(page, '检查').getByRole('alert')).toContainText('不能发起事项');
  await card(page, '检查').getByRole('button', { name: '去“名称与编号”' }).click();
  await expect(page.getByRole('region', { name: '名称与编号' })).toHaveAttribute('data-led');
  await page.getByText('文本', { exact: true }).click();
  await editor.press('Control+End');
  await page.keyboard.press('Control+z');
  await expect(card(page, '检查')).toContainText('结构、岗位、条件均可执行');
  await page.keyboard.type('# 每年修订一次\n');
  await page.keyboard.type('emergency: { when: true, fields: [subject] }\n');
  await expect(card(page, '检查')).toContainText('结构、岗位、条件均可执行');
  await expectAccessible(page, 'a workflow as text');
  await expect(header(page)).toContainText('秒前自动保存');

  await page.getByRole('button', { name: '检查并发布…' }).click();
  const publishing = page.getByRole('dialog', { name: '检查并发布' });
  await publishing.getByLabel('为什么建立（记入版本历史）').fill('夏季专项检查');
  await publishing.getByRole('button', { name: '发布', exact: true }).click();
  await expect(publishing).toHaveCount(0);
  await expect(header(page)).toContainText('第 1 版在用');
  await expect(page.locator('.cm-content')).toContainText('# 每年修订一次');

  const workflow = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const chief = await Api.as(request, 'chief-beiji');
  await chief.ask('mutation ($stationId: ID!, $pluginId: String!, $key: String!) { enablePlugin(stationId: $stationId, pluginId: $pluginId, expectedVersion: 0, idempotencyKey: $key) { revision } }', { pluginId: workflow, key: unique('enable') });
  const officer = await pageOf(browser, (await onDuty(request, 'beiji')).officer);
  await officer.page.goto(`${officer.base}/instances/new?workflow=${workflow}`);
  await officer.page.getByLabel('事由').fill('仓库消防通道堵塞');
  await officer.page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(officer.page.getByRole('heading', { level: 1 })).toContainText('仓库消防通道堵塞');
  await expect(card(officer.page, '登记内容')).toContainText('仓库消防通道堵塞');

  // One press opens the emergency card, and says before that it is recorded; the chief sees who looked, and it closes with the instance.
  const emergency = officer.page.getByTestId('emergency-card');
  await expect(emergency).toContainText('查看将被记录');
  await expect(emergency).not.toContainText('仓库消防通道堵塞');
  await emergency.getByRole('button', { name: '打开应急卡' }).click();
  await expect(emergency).toContainText('仓库消防通道堵塞');
  await expectAccessible(officer.page, 'an open emergency card');
  const answering = await pageOf(browser, 'chief-beiji');
  await answering.page.goto(`${answering.base}/emergency?show=all`);
  await expect(answering.page.getByRole('listitem').filter({ hasText: title })).toContainText('可领取任务');
  await expectAccessible(answering.page, 'who opened emergency cards');
  await answering.close();
  await chief.ask('mutation ($stationId: ID!, $id: ID!, $key: String!) { cancelInstance(stationId: $stationId, instanceId: $id, reason: "误登记", idempotencyKey: $key) { version } }', { id: officer.page.url().split('/').at(-1)?.split('?')[0] ?? '', key: unique('call off') });
  await expect(emergency).toHaveCount(0);
  await officer.close();
});

test('a copy of a plugin’s workflow says what did not come with it, takes a condition, opens its fragments, and is published', { tag: '@long' }, async ({ page }) => {
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/workflows');
  await page.getByRole('button', { name: '新建流程' }).click();
  const dialog = page.getByRole('dialog', { name: '新建流程' });
  await dialog.getByLabel('流程名称').fill(unique('社区邻里矛盾纠纷联合调处').replace(' ', ''));
  await dialog.getByLabel('标识（以后不能改）').fill(`dispute-${Date.now().toString(36)}`);
  await choose(page, dialog.getByRole('combobox', { name: '从哪里开始' }), '照“矛盾纠纷调解”');
  await dialog.getByText('原由程序判断，改为由人回答').click();
  await expect(dialog).toContainText('“涉家庭暴力”原由程序判断，现由人在表单');
  await expectAccessible(page, 'what a copy goes without');
  await dialog.getByRole('button', { name: '新建', exact: true }).click();
  await expect(card(page, '检查')).toContainText('结构、岗位、条件均可执行');
  const comments = card(page, '批注').getByRole('listitem');
  await expect(comments.filter({ hasText: '“制作调解协议书”原由程序完成，现为“制作中”中的一项任务' })).toBeVisible();

  await node(page, 'registered').click();
  const question = page.locator('[data-question="riskReason"]');
  await question.getByRole('button', { name: '修改问题“低于建议等级的理由”' }).click();
  await choose(page, page.getByRole('combobox', { name: '何时提问' }), '符合条件时');
  await page.getByTitle('增加条件').click();
  await page.getByTitle('字段').selectOption({ label: '风险等级' });
  await page.getByTitle('值', { exact: true }).selectOption({ label: '蓝色（苗头隐患）' });
  await expect(page.getByText('仅当风险等级是“蓝色（苗头隐患）”时提问。')).toBeVisible();
  await page.getByRole('button', { name: '保存问题' }).click();
  await expect(question).toContainText('按条件提问');

  await node(page, 'followingUp.soon').click();
  await page.getByRole('button', { name: '打开片段' }).click();
  await node(page, '@visit.open').click();
  await expect(page.getByRole('heading', { name: '待回访' })).toBeVisible();
  await page.getByLabel('名称', { exact: true }).fill('等待回访');
  await expect(node(page, '@visit.open')).toContainText('等待回访');
  await expectAccessible(page, 'the inside of a fragment');
  await page.getByRole('button', { name: '整个流程' }).click();

  await page.getByText('文本', { exact: true }).click();
  await expect(card(page, '检查')).toContainText('结构、岗位、条件均可执行');
  await page.getByRole('button', { name: '检查并发布…' }).click();
  const publishing = page.getByRole('dialog', { name: '检查并发布' });
  await publishing.getByLabel('为什么建立（记入版本历史）').fill('联合调处试行');
  await publishing.getByRole('button', { name: '发布', exact: true }).click();
  await expect(header(page)).toContainText('第 1 版在用');
});
