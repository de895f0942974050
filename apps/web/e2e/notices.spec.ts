import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, NARROW } from './support/audit.js';
import { unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

/** What happens elsewhere must show within this time, without a reload. */
const SOON = { timeout: 5_000 };

const bell = (page: Page) => page.getByTestId('bell');
const list = (page: Page) => page.getByRole('list', { name: '通知列表' });

test('a task given to somebody reaches their bell by itself, leads to the task, and is read once opened', { tag: '@long' }, async ({ page, request }) => {
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

/** An urgent notice as the API answers it; no workflow of the demo rings as an alert does, so the page is given some. */
const RINGING = {
  __typename: 'Notice', id: '01940000-0000-7000-8000-000000000001', kind: 'workflow.notice', urgency: 'URGENT', exercise: false, stage: 'COMMANDER', ringing: true, priority: 1, signature: 'TASK', silent: true, over: null, takenBy: null,
  title: { __typename: 'Text', zhCN: '高危预警：请立即核实', en: 'High alert: check at once' }, body: { __typename: 'Text', zhCN: '反诈劝阻 AF-2026-0001', en: 'Dissuasion AF-2026-0001' },
  told: [{ __typename: 'NoticeReader', name: '陈值班', atBureau: false }, { __typename: 'NoticeReader', name: '李带班', atBureau: false }],
  stationId: null, record: null, createdAt: new Date(Date.now() - 42_000).toISOString(), toldAt: new Date(Date.now() - 42_000).toISOString(), readAt: null, climbsAt: new Date(Date.now() + 60_000).toISOString(), signedAt: null, signedBy: null, emergencyCard: false,
};
type Ringing = typeof RINGING;
const another = (id: number, over: Partial<Ringing>): Ringing => ({ ...RINGING, ...over, id: RINGING.id.replace(/1$/, String(id)) });

/** Lets the page believe that notices ring until they are signed. @returns what was said to have been heard, and signed */
async function serveUrgent(page: Page, queue: readonly Ringing[]): Promise<{ readonly heard: string[]; readonly signed: string[] }> {
  const said = { heard: [] as string[], signed: [] as string[] };
  await page.route('**/graphql', async (route) => {
    const asked = route.request().postData() ?? '';
    const operation = /"operationName":"(\w+)"/.exec(asked)?.[1];
    const { variables } = asked.startsWith('{') ? (JSON.parse(asked) as { variables?: { id?: string; ids?: string[] } }) : {};
    if (operation === 'SignNotice') said.signed.push(variables?.id ?? '');
    if (operation === 'HeardNotices') said.heard.push(...(variables?.ids ?? []));
    const left = queue.filter(({ id }) => !said.signed.includes(id));
    const practised = left.filter(({ exercise }) => exercise).length;
    const answers: Record<string, unknown> = {
      Bell: { unreadNotices: { __typename: 'NoticeCounts', unread: 1, ringing: left.length - practised, exerciseUnread: 0, exerciseRinging: practised }, ringingNotices: left },
      HeardNotices: { heardNotices: 1 },
      RingCovered: { ringCovered: { __typename: 'CoveredRinging', ringing: left.length - practised, exerciseRinging: practised, priority: left[0]?.priority ?? null } },
      SignNotice: { signNotice: { ...queue.find(({ id }) => id === variables?.id), ringing: false, over: 'SIGNED', signedBy: '值班民警', signedAt: new Date().toISOString(), climbsAt: null } },
    };
    const data = answers[operation ?? ''];
    await (data === undefined ? route.fallback() : route.fulfill({ json: { data } }));
  });
  return said;
}

/** Counts the tones: a test cannot hear. The tool's own look at the page counts as a touch; only real ones shall. */
async function listen(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
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
  return () => page.evaluate(() => (window as unknown as { tones: number }).tones);
}

test('urgent notices ring by grade on every page, in one tab, until signed by one key from wherever one types', async ({ browser }) => {
  const { page, base, close } = await pageOf(browser, 'duty-officer-dongmen');
  const tones = await listen(page);
  const said = await serveUrgent(page, [RINGING, another(2, { priority: 2, title: { ...RINGING.title, zhCN: '走失老人，请协助查找' } }), another(3, { priority: 3, title: { ...RINGING.title, zhCN: '回访逾期' } })]);
  await page.goto(`${base}/incidents`);
  const urgent = page.getByTestId('urgent');
  await expect(urgent).toContainText('特急');
  await expect(urgent).toContainText('反诈劝阻 AF-2026-0001');
  await expect(urgent).toContainText('已通知：陈值班、李带班');
  await expect(urgent).toContainText('值班终端无响应，已上报');
  await expect(urgent).toContainText(/已响 \d+:\d\d/);
  await expect(urgent.getByRole('listitem')).toHaveText([/^!紧急.*走失老人/, /^!平急.*回访逾期/]);
  await expect(bell(page)).toHaveAccessibleName('通知，1 条未读，3 条紧急待签收');
  await expect.poll(() => new Set(said.heard).size).toBe(3);
  await expect(page).toHaveTitle(/待签收 3/);
  await page.setViewportSize(NARROW);
  await expect(urgent.getByRole('button', { name: '签收：高危预警' })).toBeInViewport();
  await expectAccessible(page, 'urgent on a phone');

  // Silent until allowed; then for half a minute at most.
  expect(await tones()).toBe(0);
  await urgent.getByRole('button', { name: '点此开启响铃' }).click();
  await expect.poll(tones).toBeGreaterThan(0);
  const other = await page.context().newPage();
  const otherTones = await listen(other);
  await serveUrgent(other, [RINGING]);
  await other.goto(`${base}/workbench`);
  await other.getByRole('heading', { level: 1 }).click();
  await expect(other.getByTestId('urgent')).toBeVisible();
  expect(await otherTones()).toBe(0);
  await other.close();
  await urgent.getByRole('button', { name: '本机静音 30 秒' }).click();
  await expect(urgent.getByRole('button', { name: /本机已静音/ })).toBeVisible();

  // What one writes stays, and where.
  await page.setViewportSize({ width: 1280, height: 800 });
  const search = page.getByRole('main').getByRole('searchbox');
  await search.fill('解放路');
  await page.keyboard.press('F9');
  await expect(page.getByRole('status').getByText('已签收：值班民警')).toBeVisible();
  await expect(urgent).toContainText('紧急');
  expect(said.signed).toEqual([RINGING.id]);
  await expect(search).toHaveValue('解放路');
  await expect(search).toBeFocused();
  for (const title of ['回访逾期', '走失老人，请协助查找']) {
    const sign = urgent.getByRole('button', { name: `签收：${title}` });
    // What has just moved under the finger is not signed by it.
    await expect(sign).toBeEnabled();
    await sign.press('Enter');
    await expect(sign).toHaveCount(0);
  }
  await expect(urgent).toHaveCount(0);

  await page.context().setOffline(true);
  await expect(page.getByTestId('cut-off')).toContainText('已断网，预警无法送达本机');
  await page.context().setOffline(false);
  await expect(page.getByTestId('cut-off')).toHaveCount(0);
  await close();
});

test('an exercise rings with its mark; a locked screen says that something rings, and nothing of what', { tag: '@long' }, async ({ browser }) => {
  const { page, base, close } = await pageOf(browser, 'duty-officer-dongmen');
  await serveUrgent(page, [another(4, { exercise: true })]);
  await page.goto(`${base}/workbench`);
  await expect(page.getByTestId('urgent').getByText('演练')).toBeVisible();
  await expect(page.getByTestId('urgent')).toHaveAttribute('data-grade', 'exercise');
  await expectAccessible(page, 'urgent exercise');
  await page.getByTestId('user-menu').click();
  await page.getByRole('menuitem', { name: '锁定' }).click();
  await expect(page.getByTestId('covered-ring')).toContainText('演练：1 条通知待签收');
  await expect(page.getByRole('dialog')).not.toContainText('高危预警');
  await expectAccessible(page, 'locked while it rings');
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
