import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, NARROW } from './support/audit.js';
import { unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

/** What happens elsewhere must show within this time, without a reload. */
const SOON = { timeout: 5_000 };

const bell = (page: Page) => page.getByTestId('bell');
const list = (page: Page) => page.getByRole('list', { name: '通知列表' });

test('a task given to somebody reaches their bell by itself, leads to the task, and is read once opened', async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const base = await signIn(page, 'community-officer-dongmen');
  await page.goto(`${base}/notices`);
  await page.getByRole('button', { name: '全部标为已读' }).click();
  await expect(bell(page)).toHaveAccessibleName('通知，0 条未读');

  const { accountId } = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.startDispute(unique('通知'));
  await chief.assignTask(id, accountId);
  await expect(bell(page)).toHaveAccessibleName('通知，1 条未读', SOON);
  const row = list(page).getByRole('listitem').first();
  await expect(row).toContainText('指派给您的任务：研判分级', SOON);
  await expectAccessible(page, 'notices');

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/instances/${id}$`));
  await expect(bell(page)).toHaveAccessibleName('通知，0 条未读', SOON);
  await page.goto(`${base}/notices?show=unread`);
  await expect(page.getByText('没有符合筛选条件的通知')).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page).toHaveURL(/\/notices$/);
  await expect(list(page).getByRole('listitem').first()).toContainText('指派给您的任务');
});

/** An urgent notice as the API answers it; no workflow of the demo rings, so the page is given one. */
const RINGING = {
  __typename: 'Notice', id: '01940000-0000-7000-8000-000000000001', kind: 'workflow.notice', urgency: 'URGENT', exercise: false, stage: 'COMMANDER', ringing: true,
  title: { __typename: 'Text', zhCN: '高危预警：请立即核实'.repeat(4), en: 'High alert' }, body: { __typename: 'Text', zhCN: '反诈劝阻 AF-2026-0001', en: 'Dissuasion AF-2026-0001' },
  stationId: null, record: null, toldAt: '2026-01-05T02:00:00.000Z', readAt: null, climbsAt: '2026-01-05T02:03:00.000Z', signedAt: null, signedBy: null, emergencyCard: false,
};

/** Lets the page believe that a notice rings until it is signed. */
async function serveUrgent(page: Page, exercise: boolean): Promise<void> {
  let signed = false;
  await page.route('**/graphql', async (route) => {
    const operation = /"operationName":"(\w+)"/.exec(route.request().postData() ?? '')?.[1];
    if (operation === 'SignNotice') signed = true;
    const notice = { ...RINGING, exercise, ...(signed ? { ringing: false, signedBy: '值班民警', signedAt: '2026-01-05T02:01:00.000Z', climbsAt: null } : {}) };
    const edges = signed ? [] : [{ __typename: 'NoticeEdge', cursor: 'x', node: notice }];
    const answers: Record<string, unknown> = {
      Bell: { unreadNotices: { __typename: 'NoticeCounts', unread: 1, ringing: signed ? 0 : 1, exerciseUnread: 0, exerciseRinging: 0 } },
      Ringing: { notices: { __typename: 'NoticeConnection', edges, totalCount: edges.length } },
      SignNotice: { signNotice: notice },
    };
    const data = answers[operation ?? ''];
    await (data === undefined ? route.fallback() : route.fulfill({ json: { data } }));
  });
}

test('an urgent notice rings on every page until it is signed; the sound waits for a touch and can be silenced', async ({ browser }) => {
  const { page, base, close } = await pageOf(browser, 'duty-officer-dongmen');
  await page.addInitScript(() => {
    // Counts the tones: a test cannot hear. The tool's own look at the page counts as a touch; only real ones shall.
    const counted = window as unknown as { tones: number };
    counted.tones = 0;
    let touched = false;
    for (const sign of ['pointerdown', 'keydown']) window.addEventListener(sign, () => { touched = true; }, { capture: true });
    Object.defineProperty(navigator, 'userActivation', { value: { get hasBeenActive() { return touched; } } });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      counted.tones += 1;
      start.call(this, when);
    };
  });
  const tones = () => page.evaluate(() => (window as unknown as { tones: number }).tones);
  await serveUrgent(page, false);
  await page.goto(`${base}/incidents`);
  const urgent = page.getByTestId('urgent');
  await expect(urgent).toContainText('紧急 · 高危预警');
  await expect(urgent).toContainText('反诈劝阻 AF-2026-0001');
  await expect(bell(page)).toHaveAccessibleName('通知，1 条未读，1 条紧急待签收');
  const sound = urgent.getByRole('switch', { name: '铃声' });
  await expect(sound).toHaveText('点一下页面即响铃');
  expect(await tones()).toBe(0);
  await expectAccessible(page, 'urgent');
  await page.setViewportSize(NARROW);
  await expect(urgent.getByRole('button', { name: /^签收/ })).toBeInViewport();

  await page.getByRole('heading', { level: 1 }).click();
  await expect(sound).toHaveText('铃声已开');
  await expect.poll(tones).toBeGreaterThan(0);
  await sound.click();
  await expect(sound).toHaveText('铃声已关');
  await expect(sound).not.toBeChecked();
  await sound.press('Enter');
  await expect(sound).toHaveText('铃声已开');

  await urgent.getByRole('button', { name: /^签收/ }).press('Enter');
  await expect(urgent).toHaveCount(0);
  await expect(page.getByRole('status').getByText('已签收：值班民警')).toBeVisible();
  await close();
});

test('an exercise rings with its mark', { tag: '@long' }, async ({ browser }) => {
  const { page, base, close } = await pageOf(browser, 'duty-officer-dongmen');
  await serveUrgent(page, true);
  await page.goto(`${base}/workbench`);
  await expect(page.getByTestId('urgent').getByText('演练')).toBeVisible();
  await expect(page.getByTestId('urgent')).toHaveClass(/urgent-exercise/);
  await expectAccessible(page, 'urgent exercise');
  await close();
});

test('an inbox that does not load says so and loads on', async ({ page }) => {
  // Without news the list would load on by itself only when somebody asks: a notice of another journey must not come before the click.
  await page.routeWebSocket('**/graphql', () => undefined);
  const base = await signIn(page, 'legal-officer-dongmen');
  let broken = true;
  await page.route('**/graphql', (route) => (broken && /"operationName":"Notices"/.test(route.request().postData() ?? '') ? route.abort() : route.fallback()));
  await page.goto(`${base}/notices`);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('没有加载成功');
  broken = false;
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.getByText('还没有通知').or(list(page))).toBeVisible();
});
