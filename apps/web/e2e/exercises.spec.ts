import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { card, choose, unique } from './support/forms.js';
import { idOf, pageOf, signIn } from './support/session.js';

test('an exercise is planned, runs at sixty times the time, is measured, and one press turns it real for everybody', async ({ page, browser, request }) => {
  const title = unique('纠纷处置演练');
  const base = await signIn(page, 'chief-dongmen');
  await page.getByRole('link', { name: '演练', exact: true }).click();
  await page.getByRole('button', { name: '制定演练' }).click();
  // What a plugin offers fills the form; this one is written from nothing.
  await page.getByRole('button', { name: '选用：反诈预警夜间演练：一小时十二起' }).click();
  await expect(page.getByLabel('名称', { exact: true })).toHaveValue('反诈预警夜间演练：一小时十二起');
  await expect(card(page, '导调').locator('li')).toHaveCount(17);
  await page.reload();
  await page.getByLabel('名称', { exact: true }).fill(title);
  await page.getByLabel('倍速（1–60）').fill('60');

  const drawer = page.getByRole('dialog');
  await page.getByRole('button', { name: '添加导调' }).click();
  await drawer.getByLabel('标题', { exact: true }).fill('群众报警');
  await choose(page, drawer.getByRole('combobox', { name: /起因/ }), '噪音扰民');
  await drawer.getByLabel(/简要情况/).fill('虚构：夜间施工噪音，双方争执');
  await drawer.getByRole('button', { name: '加入方案' }).click();
  await expect(drawer).toHaveCount(0);
  // Adding to the plan does not send the plan.
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: '添加导调' }).click();
  await drawer.getByLabel('标题', { exact: true }).fill('上级来电');
  await drawer.getByLabel('开始后第几分钟（演练时间）').fill('2');
  await drawer.getByText('发送通知', { exact: true }).click();
  await drawer.getByLabel(/通知内容/).fill('请报告处置情况');
  await drawer.getByText('紧急：响铃直到签收').click();
  await drawer.getByRole('button', { name: '加入方案' }).click();
  await expect(drawer).toHaveCount(0);
  await page.getByRole('button', { name: '添加目标' }).click();
  await drawer.getByLabel('目标', { exact: true }).fill('及时研判');
  await choose(page, drawer.getByRole('combobox', { name: '任务', exact: true }), '研判分级');
  // Sixty times the time: a slow machine needs hours of the exercise for minutes of its own.
  await drawer.getByLabel('多少分钟内（演练时间）').fill('600');
  await drawer.getByRole('button', { name: '加入方案' }).click();
  await expectAccessible(page, 'plan of an exercise');

  // What was added is changed in place, and refused where something else relies on it.
  const planned = card(page, '导调').locator('li');
  await page.getByRole('button', { name: '修改：上级来电' }).press('Enter');
  await expect(drawer.getByLabel(/通知内容/)).toHaveValue('请报告处置情况');
  await drawer.getByLabel('标题', { exact: true }).fill('指挥室来电');
  await expectAccessible(page, 'changing an inject');
  await drawer.getByRole('button', { name: '更新方案' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(planned.nth(1)).toContainText('指挥室来电');
  await page.getByRole('button', { name: '修改：群众报警' }).click();
  await expect(drawer.getByLabel(/简要情况/)).toHaveValue('虚构：夜间施工噪音，双方争执');
  await drawer.getByText('发送通知', { exact: true }).click();
  await drawer.getByLabel(/通知内容/).fill('不再报警');
  await drawer.getByRole('button', { name: '更新方案' }).click();
  await expect(card(page, '导调').getByRole('alert')).toContainText('没有更新');
  await expect(planned.nth(0)).toContainText('发起：矛盾纠纷调解');
  await page.getByRole('button', { name: '修改：及时研判' }).click();
  await expect(drawer.getByLabel('多少分钟内（演练时间）')).toHaveValue('600');
  await drawer.getByLabel('目标', { exact: true }).fill('及时完成研判');
  await drawer.getByRole('button', { name: '更新方案' }).click();
  await expect(card(page, '目标').locator('li')).toContainText('及时完成研判');
  await page.getByRole('button', { name: '保存方案' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const id = idOf(page);
  await page.getByRole('button', { name: '修改方案' }).click();
  await page.getByRole('button', { name: '修改：群众报警' }).click();
  await drawer.getByLabel(/简要情况/).fill('虚构：夜间施工噪音，持续两小时');
  await drawer.getByRole('button', { name: '更新方案' }).click();
  await page.getByRole('button', { name: '保存方案' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();

  await page.getByRole('button', { name: '开始演练' }).click();
  const injects = card(page, '导调').locator('li');
  await expect(injects.nth(0)).toContainText('已触发');
  await expect(injects.nth(1)).toContainText('已触发');
  await expect(page.getByTestId('exercise-clock')).toBeVisible();
  await expect(page).toHaveTitle(/演练 EXERCISE/);

  const instance = new URL((await injects.nth(0).getByRole('link', { name: '打开事项' }).getAttribute('href')) ?? '', page.url()).pathname;
  const officer = await pageOf(browser, 'community-officer-dongmen');
  const { accountId } = await Api.as(request, 'community-officer-dongmen');
  await (await Api.as(request, 'chief-dongmen')).assignTask(instance.split('/').at(-1) ?? '', accountId);
  await officer.page.goto(`${officer.base}/workbench`);
  await card(officer.page, '演练任务').locator(`a[href*="${instance}"]`).click();
  await expect(officer.page).toHaveTitle(/演练 EXERCISE/);
  await expect(officer.page.getByTestId('exercise-band')).toContainText(title);
  await expect(officer.page.locator('.sh-mono').filter({ hasText: /^YL-/ }).first()).toBeVisible();
  const form = officer.page.getByRole('dialog', { name: '研判分级' });
  await form.getByText('受理', { exact: true }).click();
  await form.getByText('黄色（一般纠纷）').click();
  await form.getByText('治安调解', { exact: true }).click();
  await form.getByRole('button', { name: '提交' }).click();
  await expect(form).toHaveCount(0);
  await expect(card(page, '目标').locator('li')).toContainText('✓ 达成');
  await expectAccessible(page, 'a running exercise');

  await officer.page.getByRole('button', { name: '停止演练·转实警' }).click();
  await officer.page.keyboard.press('Enter');
  for (const one of [officer.page, page]) {
    await expect(one.getByTestId('exercise-band')).toContainText('演练已停止，转为实警');
    await expect(one.getByTestId('urgent')).toContainText('停止演练，转为实警');
  }
  await expect(page.getByRole('heading', { level: 1, name: `复盘：${title}` })).toBeVisible();
  await expectAccessible(page, 'review of an exercise');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出复盘（JSON）' }).click();
  expect((await download).suggestedFilename()).toContain('EXERCISE');
  await page.goto(`${base}/exercises`);
  await expect(page.locator('tr, li').filter({ hasText: title }).first()).toContainText('已停止，转实警');
  await page.goto(`${base}/exercises/${id}`);
  await officer.page.getByTestId('urgent').getByRole('button', { name: /签收/ }).first().click();
  await expect(page.getByText('停止演练，转为实警')).toHaveCount(0);
  await officer.close();
});
