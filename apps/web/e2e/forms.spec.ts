import { expect, test, type Locator, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { card, unique } from './support/forms.js';
import { signIn } from './support/session.js';

/** A dispute whose task is the reader's, on its page. */
async function openDispute(page: Page, api: Api, graded?: { risk: string; track: string; unsuitable?: readonly string[] }): Promise<string> {
  const id = await api.startDispute(unique('表单'));
  const task = await api.assignTask(id, api.accountId);
  if (graded) {
    await api.completeTask(task, 'accepted', graded);
    await api.assignTask(id, api.accountId);
  }
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  return id;
}

async function openTask(page: Page, task: string, outcome: string): Promise<Locator> {
  await card(page, '任务').locator('li').filter({ hasText: task }).getByRole('button', { name: '填写' }).click();
  const drawer = page.getByRole('dialog', { name: task });
  await drawer.getByText(outcome, { exact: true }).click();
  return drawer;
}

/** A field with its label and what is said about it; the form around it is an item too, so the innermost counts. */
const field = (drawer: Locator, label: string) => drawer.locator('.ant-form-item').filter({ hasText: label }).last();

test('a mediation asks for what its outcome needs, and for nothing else', async ({ page, request }) => {
  await openDispute(page, await Api.as(request, 'chief-dongmen'), { risk: 'yellow', track: 'police' });
  const drawer = await openTask(page, '组织调解', '达成协议');
  for (const label of ['达成协议时间', '约定履行期限', '协议主要内容', '监护人到场']) await expect(field(drawer, label)).toBeVisible();
  await expect(field(drawer, '未成或终止原因')).toHaveCount(0);
  await drawer.getByText('调解不成', { exact: true }).click();
  await expect(field(drawer, '未成或终止原因')).toBeVisible();
  await expect(drawer.locator('.ant-form-item-label')).toHaveCount(1);
});

test('the button waits for its form', { tag: '@long' }, async ({ page, request }) => {
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route('**/assets/SchemaForm-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await openDispute(page, await Api.as(request, 'chief-dongmen'));
  const drawer = await openTask(page, '研判分级', '受理');
  await expect(drawer.getByRole('status', { name: '正在加载' })).toBeVisible();
  await expect(drawer.getByRole('button', { name: '提交' })).toBeDisabled();
  release();
  await expect(drawer.getByRole('button', { name: '提交' })).toBeEnabled();
  await expect(field(drawer, '风险等级')).toBeVisible();
});

test('outcomes of one name in two tasks keep their own words and needs', { tag: '@long' }, async ({ page, request }) => {
  await openDispute(page, await Api.as(request, 'chief-dongmen'));
  const grading = await openTask(page, '研判分级', '受理');
  await grading.getByText('橙色（可能激化）').click();
  await grading.getByText('治安调解', { exact: true }).click();
  await grading.getByText('结伙斗殴').click();
  await grading.getByRole('button', { name: '提交' }).click();
  await expect(grading).toHaveCount(0);
  await page.getByRole('button', { name: '转派', exact: true }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '所长' }).first().click();
  const opening = await openTask(page, '办理受案或告知诉讼', '已受案');
  await expect(field(opening, '说明')).toHaveCount(0);
  await opening.getByRole('button', { name: '提交' }).click();
  await expect(field(opening, '案件编号')).toContainText('此项必填');
});

test('what the server alone refuses stands at its field, and what was written stays', async ({ page, request }) => {
  await openDispute(page, await Api.as(request, 'chief-dongmen'), { risk: 'yellow', track: 'police' });
  const drawer = await openTask(page, '组织调解', '调解不成');
  const reason = drawer.getByLabel('未成或终止原因');
  // What reaches the server is not what the page has checked.
  await page.route('**/graphql', async (route) => {
    const body = route.request().postData() ?? '';
    await route.continue(body.includes('"CompleteTask"') ? { postData: body.replace('分歧较大，改日再谈。', '') } : {});
  });
  await reason.fill('分歧较大，改日再谈。');
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(field(drawer, '未成或终止原因')).toContainText('选择此结果时必填');
  await expect(drawer.getByRole('alert').filter({ hasText: '请修改标出的内容' })).toBeVisible();
  await expect(reason).toHaveValue('分歧较大，改日再谈。');
  await page.unroute('**/graphql');
  await reason.fill('双方分歧较大，改日再谈。');
  await expect(drawer.getByRole('alert')).toHaveCount(0);
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(drawer).toHaveCount(0);
});
