import { expect, test } from '@playwright/test';
import { Api } from './support/api.js';
import { Dispute } from './support/dispute.js';
import { card, unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

/** What one page does must show on another within this time, without a reload. */
const SOON = { timeout: 5_000 };

test('a step on one page shows on another person’s page by itself', async ({ page, browser, request }) => {
  const api = await Api.as(request, 'chief-dongmen');
  const id = await api.startDispute(unique('实时'));
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  const dispute = new Dispute(browser, page, api);
  await dispute.assignTo('duty-officer-dongmen');

  const other = await pageOf(browser, 'duty-officer-dongmen');
  await other.page.goto(`${base}/instances/${id}`);
  await expect(card(other.page, '时间线')).toContainText('指派任务：研判分级');
  // Marks the watching document: were it reloaded, the mark would be gone.
  await page.evaluate(() => { document.body.dataset['mark'] = 'here'; });

  await dispute.fill('duty-officer-dongmen', '研判分级', '受理', async (drawer) => {
    await drawer.getByText('蓝色（苗头隐患）').click();
    await drawer.getByText('治安调解', { exact: true }).click();
  });
  for (const watching of [page, other.page]) {
    await expect(dispute.stepOf(watching)).toContainText('调解中', SOON);
    await expect(card(watching, '时间线')).toContainText('研判分级：受理', SOON);
    await expect(card(watching, '时限')).toContainText('首次调解时限', SOON);
  }
  await expect(page.locator('body')).toHaveAttribute('data-mark', 'here');

  await dispute.close();
  await other.close();
});

test('a new incident appears in an open list, and a task assigned elsewhere in an open inbox', { tag: '@long' }, async ({ page, request }) => {
  // A station that no other journey works at: both lists stay short, and what is new stands among the rows that are shown.
  const api = await Api.as(request, 'chief-xincheng');
  const base = await signIn(page, 'chief-xincheng');
  const list = page.getByRole('table', { name: '警情列表' });
  await page.goto(`${base}/incidents`);
  await expect(list).toBeVisible();
  const { number } = await api.recordIncident(unique('实时登记'));
  await expect(list.getByRole('link', { name: number })).toBeVisible(SOON);

  const id = await api.startDispute(unique('实时派单'));
  await page.goto(`${base}/tasks`);
  await expect(page.getByRole('table', { name: '任务列表' })).toBeVisible();
  const taskId = await api.assignTask(id, api.accountId);
  await expect(page.locator(`[data-row="${taskId}"]`)).toBeVisible(SOON);
});
