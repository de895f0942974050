import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { localDate } from './support/dates.js';
import { card, unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const state = (page: Page) => page.getByRole('list', { name: '流程各环节' }).locator('> [aria-current="step"]');
const row = (page: Page, task: string) => card(page, '任务').locator('li').filter({ hasText: task });

/** With SHOTS=<folder> every page it has brought about is kept as a picture. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true });
}

test('intake on a phone is six touches for what was found on patrol, and two for what was called in', async ({ browser, request }) => {
  const { page, base, close } = await pageOf(browser, 'community-officer-dongmen', PHONE);
  let touches = 0;
  const touch = async (act: () => Promise<unknown>) => {
    touches += 1;
    await act();
  };
  await page.goto(`${base}/instances/new?workflow=dispute-mediation`);
  await expect(page.getByRole('textbox', { name: /简要情况/ })).toBeVisible();
  for (const [field, option] of [[/起因/, '邻里纠纷'], [/来源/, '楼门长反映']] as const) {
    await touch(() => page.getByRole('combobox', { name: field }).click());
    await touch(() => page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click());
  }
  await touch(() => page.getByRole('textbox', { name: /简要情况/ }).fill(unique('楼道堆物起争执')));
  await expectAccessible(page, 'intake on a phone');
  await shot(page, 'intake-phone');
  await touch(() => page.getByRole('button', { name: '登记', exact: true }).click());
  await expect(state(page)).toContainText('待分级');
  expect(touches).toBeLessThanOrEqual(6);

  const api = await Api.as(request, 'community-officer-dongmen');
  const narrative = unique('夜间噪音报警');
  const { id } = await api.recordIncident(narrative);
  await page.goto(`${base}/incidents/${id}`);
  touches = 0;
  await touch(() => page.getByRole('button', { name: '转为矛盾纠纷' }).click());
  await expect(page.getByRole('textbox', { name: /简要情况/ })).toHaveValue(narrative);
  await expect(page.getByRole('textbox', { name: /发生地点/ })).toHaveValue('鼓楼巷 12 号');
  await expect(page.getByRole('textbox', { name: /^(\* )?姓名/ })).toHaveValue('周敏');
  await touch(() => page.getByRole('button', { name: '登记', exact: true }).click());
  await expect(state(page)).toContainText('待分级');
  expect(touches).toBe(2);
  await close();
});

test('the rules say what they suggest and why as an officer ticks; a lower grade wants a reason', async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const id = await chief.startDispute(unique('分级建议'));
  await chief.assignTask(id, chief.accountId);
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  await row(page, '研判分级').getByRole('button', { name: '填写' }).click();
  const drawer = page.getByRole('dialog', { name: '研判分级' });
  await drawer.getByText('受理', { exact: true }).click();
  const hint = drawer.getByRole('region', { name: '规则建议' });
  await expect(hint).toContainText('黄 · 一般');
  await expect(hint).toContainText('一般纠纷 （本地做法）');
  await drawer.getByText('已动手或有人受伤', { exact: true }).click();
  await expect(hint).toContainText('橙 · 易激化');
  await drawer.getByText('积怨半年以上', { exact: true }).click();
  await expect(hint).toContainText('红 · 高危');
  await expect(hint).toContainText('积怨已久且已动手 （平台建议）');
  await drawer.getByText('结伙斗殴', { exact: true }).click();
  await expect(hint).toContainText('程序规定第179条第（二）项');
  await expectAccessible(page, 'grading with what the rules suggest');
  await shot(page, 'grading');
  await drawer.getByText('结伙斗殴', { exact: true }).click();
  await drawer.getByText('橙色（可能激化）', { exact: true }).click();
  await drawer.getByRole('radio', { name: '治安调解' }).or(drawer.getByText('治安调解', { exact: true })).first().click();
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(drawer.getByRole('alert')).toContainText('低于规则建议的红色');
  await drawer.getByLabel('低于建议等级的理由').fill('伤情轻微，双方家属已到场劝和。');
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(state(page)).toContainText('第一次调解');
});

test('disputes on a list and on a map: each view has its address, marks open by keyboard, what has no place stands beside', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const placed = unique('地图纠纷');
  const placeless = unique('无位置纠纷');
  await chief.startDispute(placed, { point: { longitude: 112.645, latitude: 29.925 } });
  await chief.startDispute(placeless);
  for (const [login, options] of [['chief-dongmen', {}], ['community-officer-dongmen', PHONE]] as const) {
    const { page, base, close } = await pageOf(browser, login, options);
    await page.goto(`${base}/p/dispute-mediation?view=repeat`);
    await expect(page.getByRole('table', { name: '纠纷列表' }).or(page.getByRole('list', { name: '纠纷列表' })).first()).toBeVisible();
    await shot(page, `view-repeat-${login}`);
    for (const [view, words] of [['本周回访', 'due'], ['逾期回访', 'overdue'], ['单位待复', 'units']] as const) {
      await page.getByRole('group', { name: '视图' }).or(page.getByRole('radiogroup', { name: '视图' })).first().getByText(view, { exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`view=${words}`));
      await shot(page, `view-${words}-${login}`);
    }
    await page.goto(`${base}/p/dispute-mediation?as=map`);
    const map = page.getByRole('group', { name: /^纠纷地图/ });
    await expect(map).toBeVisible();
    await expect(page.getByRole('list', { name: '没有地图位置的纠纷' })).toBeVisible();
    const marks = map.getByRole('button');
    await expect(marks.first()).toBeVisible();
    await marks.first().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('list', { name: '所选位置的纠纷' }).getByRole('link').first()).toBeVisible();
    await expectAccessible(page, `map of disputes, ${login}`);
    await shot(page, `map-${login}`);
    await close();
  }
});

test('a recurrence on day 19: graded up, a safety visit within 24 hours, then everything from the start', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.startDispute(unique('第十九天'));
  await chief.completeTask(await chief.assignTask(id, chief.accountId), 'accepted', { risk: 'yellow', track: 'onSite' });
  const now = await chief.advanceClock('PT1M');
  await officer.completeTask(await officer.openTask(id, '组织调解'), 'agreed', { agreedOn: new Date(now.getTime() - 30_000).toISOString(), performBy: localDate(now), terms: '互相致歉。', atOnce: true });
  await chief.advanceClock('P3D');
  await officer.completeTask(await officer.openTask(id, '3 日回访'), 'calm', { situation: '平稳' });
  await chief.advanceClock('P16D');

  const { page, base, close } = await pageOf(browser, 'community-officer-dongmen');
  await page.goto(`${base}/instances/${id}`);
  await page.getByRole('button', { name: '登记反复' }).click();
  const drawer = page.getByRole('dialog', { name: '登记反复' });
  await drawer.getByLabel('当前情况').fill('双方再次争吵，邻居劝开。');
  await drawer.getByRole('button', { name: '登记反复' }).click();
  await expect(state(page)).toContainText('反复处置');
  await expect(row(page, '安全回访')).toContainText('起 24 小时');
  await row(page, '安全回访').getByRole('button', { name: '填写' }).click();
  const visit = page.getByRole('dialog', { name: '安全回访' });
  await expect(visit.getByRole('region', { name: '规则建议' })).toContainText('反复的纠纷上调一级');
  await visit.getByLabel('当前情况').fill('已到双方家中，情绪稳定。');
  await visit.getByText('橙色（可能激化）', { exact: true }).click();
  await visit.getByText('现场调解', { exact: true }).click();
  await shot(page, 'safety-visit');
  await visit.getByRole('button', { name: '提交' }).click();
  await expect(visit).toHaveCount(0);
  await expect(state(page)).toContainText('现场调解');
  await close();
});
