import { expect, test, type Page, type Route } from '@playwright/test';
import { Api } from './support/api.js';
import { expectNoSidewaysScroll, NARROW, settled, WIDE } from './support/audit.js';
import { card, choose, unique } from './support/forms.js';
import { signIn } from './support/session.js';

/** The name of the GraphQL operation of a request. */
const operationOf = (body: string | null): string => /"operationName":"(\w+)"/.exec(body ?? '')?.[1] ?? '';

/** Catches one operation of the page; everything else passes. @returns lets it pass again */
async function intercept(page: Page, operation: string, act: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
  const handler = (route: Route) => (operationOf(route.request().postData()) === operation ? act(route) : route.fallback());
  await page.route('**/graphql', handler);
  return () => page.unroute('**/graphql', handler);
}

test('a list that the filters emptied says so and offers to clear them', async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/incidents`);
  await page.getByRole('searchbox').fill('没有这样的词语');
  await expect(page.getByText('没有符合筛选条件的警情')).toBeVisible();
  await expect(page).toHaveURL(/search=/);
  await page.getByRole('main').locator('[data-empty="filtered"]').getByRole('button', { name: '清除筛选' }).click();
  await expect(page.getByRole('table', { name: '警情列表' })).toBeVisible();
  await expect(page).not.toHaveURL(/search=/);
  await expect(page.getByRole('searchbox')).toHaveValue('');

  await page.goto(`${base}/instances?search=nothing-like-this`);
  await expect(page.getByText('没有符合条件的事项')).toBeVisible();
  await page.locator('[data-empty="filtered"]').getByRole('button', { name: '清除筛选' }).click();
  await expect(page.getByRole('table', { name: '事项列表' })).toBeVisible();
});

test('an empty place says why it is empty and offers the next step', async ({ page, request }) => {
  const api = await Api.as(request, 'chief-dongmen');
  const { id } = await api.recordIncident(unique('无事项'));
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/incidents/${id}`);
  await expect(card(page, '关联事项')).toContainText('还没有关联事项');
  await expect(page.getByRole('button', { name: '转为矛盾纠纷' })).toBeVisible();
});

test('a server out of reach: what happened, what is safe, what to do, and trying again works', async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  const reconnect = await intercept(page, 'Incidents', (route) => route.abort('connectionrefused'));
  await page.getByRole('navigation').getByRole('link', { name: '警情', exact: true }).click();
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('没有加载成功');
  await expect(alert).toContainText('连接不上服务器。已保存的内容不受影响，请检查网络后重试。');
  await reconnect();
  await alert.getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('table', { name: '警情列表' })).toBeVisible();
  await expect(page).toHaveURL(`${base}/incidents`);
});

test('a broken answer is not shown raw', async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await intercept(page, 'Instances', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }));
  await page.goto(`${base}/instances`);
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('请');
  await expect(page.getByRole('main')).not.toContainText('Bad Gateway');
});

test('grey lines stand while a list loads', { tag: '@long' }, async ({ page }) => {
  await signIn(page, 'chief-dongmen');
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => { release = resolve; });
  await intercept(page, 'Incidents', async (route) => {
    await held;
    await route.fallback();
  });
  await page.getByRole('navigation').getByRole('link', { name: '警情', exact: true }).click();
  await expect(page.getByRole('heading', { name: '警情', level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByRole('status', { name: '正在加载' })).toBeVisible();
  release();
  await expect(page.getByRole('table', { name: '警情列表' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('status', { name: '正在加载' })).toHaveCount(0);
});

test('long words without a break widen no page', async ({ page, request }) => {
  const api = await Api.as(request, 'chief-dongmen');
  const word = `${unique('long').replace(' ', '')}${'x'.repeat(1_500)}`;
  const { id } = await api.recordIncident(word);
  const dispute = await api.startDispute(word);
  const base = await signIn(page, 'chief-dongmen');
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    for (const path of [`incidents/${id}`, `instances/${dispute}`, 'incidents', 'instances', 'p/dispute-mediation']) {
      await page.goto(`${base}/${path}`);
      await settled(page);
      // Several cards ask for it; once given it counts for the whole page.
      const purpose = page.getByRole('button', { name: '查看全部需填事由' }).first();
      if (path.includes('/') && (await purpose.count()) > 0) {
        await purpose.click();
        await page.getByLabel('查看事由（将记入审计）').fill('核实身份');
        await page.getByRole('button', { name: '显示 5 分钟' }).click();
        await expect(page.getByRole('main')).toContainText('xxxxxxxx');
      }
      await expectNoSidewaysScroll(page, `${path} ${size.width}`);
    }
  }
});

test('a refusal of the server stands at the form, and what was written stays', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await intercept(page, 'CreateIncident', (route) => route.abort('connectionreset'));
  await page.goto(`${base}/incidents/new`);
  await page.getByLabel('报警内容').fill('断网时写下的内容');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByText('请选择类别').first()).toBeVisible();
  await choose(page, page.getByRole('combobox', { name: /类别/ }), '噪声扰民');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: '连接不上服务器' })).toBeVisible();
  await expect(page.getByLabel('报警内容')).toHaveValue('断网时写下的内容');
});
