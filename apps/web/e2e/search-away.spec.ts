import { randomUUID } from 'node:crypto';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { localMoment } from './support/dates.js';
import { onDuty } from './support/duty.js';
import { card } from './support/forms.js';
import { signIn } from './support/session.js';

const LOGIN = 'community-officer-dongmen';
const SWEEP = '逐段查找';
const PHONE = { width: 390, height: 844 };
/** A park of the invented city. */
const [LONGITUDE, LATITUDE] = [112.6338, 29.9029];
test.use({ viewport: PHONE, hasTouch: true, isMobile: true, serviceWorkers: 'allow' });

/** With SHOTS=<folder> every page it has brought about is kept as a picture. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` });
}

/** So many steps of 20 metres to the north. */
const step = (context: BrowserContext, steps: number) => context.setGeolocation({ longitude: LONGITUDE, latitude: LATITUDE + steps * 0.00018, accuracy: 6 });

/** Somebody reports a child. @returns the search's id */
async function report(officer: Api): Promise<string> {
  const { startInstance } = await officer.ask<{ startInstance: { instanceId: string } }>('mutation ($stationId: ID!, $data: JSON!, $key: String!) { startInstance(stationId: $stationId, workflow: "missing-person", data: $data, idempotencyKey: $key) { instanceId } }', {
    data: { person: { group: 'child', age: 6, sex: 'male', clothing: '红色上衣' }, lastSeenOn: new Date(Date.now() - 1_800_000).toISOString(), lastPlace: '望江公园', point: { longitude: LONGITUDE, latitude: LATITUDE }, reporter: { phone: `100${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}` } },
    key: randomUUID(),
  });
  return startInstance.instanceId;
}

interface Search {
  readonly data: { readonly clues?: readonly { readonly place?: string; readonly note?: string }[] };
  readonly tasks: readonly { readonly title: { readonly zhCN: string }; readonly status: string; readonly outcome: string | null; readonly completedBy: string | null }[];
}
const read = async (api: Api, id: string) => (await api.ask<{ instance: Search }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id, purpose: "核对线索") { data tasks { title { zhCN } status outcome completedBy } } }', { id })).instance;
const tracksOf = async (api: Api, id: string) => (await api.ask<{ searchGround: { tracks: readonly { format: string; pointsKept: number; lines: readonly unknown[] }[] } }>('query ($stationId: ID!, $id: ID!) { searchGround(stationId: $stationId, instanceId: $id, purpose: "核对轨迹") { tracks { format pointsKept lines } } }', { id })).searchGround.tracks;

test('a searcher without a signal: the way is recorded, a section and a clue arrive in order, and found ends the recording', { tag: '@long' }, async ({ page, context, request }) => {
  const officer = await Api.as(request, LOGIN);
  const duty = await Api.as(request, (await onDuty(request, 'dongmen')).officer);
  const id = await report(duty);
  await duty.completeTask(await duty.openTask(id, '派警查找'), 'dispatched', {});
  await officer.completeTask(await officer.openTask(id, '到达最后出现地点'), 'arrived', {});
  const task = await officer.openTask(id, SWEEP);
  await context.grantPermissions(['geolocation']);
  await step(context, 0);
  const base = await signIn(page, LOGIN);

  // What is taken along: the task, and with it what may happen meanwhile.
  await page.goto(`${base}/instances/${id}?task=${task}`);
  await expect(page.getByTestId('task-drawer').getByRole('button', { name: '带上外出' })).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('task-drawer').getByRole('button', { name: '带上外出' }).click();
  await page.getByLabel('事由（将记入审计）').press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '已带上' })).toBeVisible();

  await page.goto(`${base}/p/three-losses/searches/${id}`);
  const track = page.getByRole('region', { name: '记录轨迹' });
  await track.getByRole('button', { name: '记录轨迹' }).click();
  await expect(page.getByText('随时可停')).toBeVisible();
  await track.scrollIntoViewIfNeeded();
  await shot(page, 'track-consent');
  await page.getByRole('button', { name: '开始记录' }).click();
  await expect(track).toContainText('正在记录轨迹');
  await expect(track).toContainText('1 个位置');
  await step(context, 1);
  await expect(track).toContainText('2 个位置');
  await expect(track).toContainText('误差约 6 米');
  // Whoever is recorded sees it on every page.
  const mark = page.getByRole('banner').getByRole('link', { name: '记录轨迹中' });
  await expect(mark).toBeVisible();
  await track.scrollIntoViewIfNeeded();
  await shot(page, 'track-running');
  await expectAccessible(page, 'a search, recording');
  await page.setViewportSize(PHONE);

  // No signal: it records on, and what is said on the page waits in its order.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  for (const steps of [2, 3]) {
    await step(context, steps);
    await expect(track).toContainText(`${steps + 1} 个位置`);
  }
  await track.getByRole('button', { name: /停\s?止/ }).click();
  await expect(track).toContainText('已停止记录，共 4 个位置');
  await expect(page.getByRole('link', { name: /无网络 · 待上传 1/ })).toBeVisible();

  // The phone is switched on again where there is none: the section, then the clue.
  await page.reload();
  await expect(page.getByText('现在没有网络。')).toBeVisible();
  const taken = card(page, '带出的任务').locator('li').filter({ hasText: SWEEP });
  await taken.getByRole('button', { name: '另有情况' }).click();
  await taken.getByRole('button', { name: '登记线索' }).click();
  const drawer = page.getByRole('dialog', { name: '登记线索' });
  await drawer.getByLabel('出现时间').fill(localMoment(new Date(Date.now() - 600_000)).replace(' ', 'T').slice(0, 16));
  await drawer.getByText('目击者', { exact: true }).click();
  await drawer.getByText('很可能', { exact: true }).click();
  await drawer.getByLabel('地点', { exact: true }).fill('望江公园北口');
  await shot(page, 'clue-away');
  await drawer.getByRole('button', { name: '登记线索' }).click();
  await expect(card(page, '待上传')).toContainText('登记线索');
  await taken.getByRole('button', { name: '填写' }).click();
  const answer = page.getByTestId('away-drawer');
  await answer.getByText('查过一段，未发现', { exact: true }).click();
  await answer.getByLabel('说明').fill('北段沿江已查。');
  await answer.getByRole('button', { name: '提交' }).click();
  await expect(card(page, '待上传').locator('.task-rows > li')).toHaveCount(3);
  await expect(card(page, '待上传')).toContainText('行走轨迹');
  await shot(page, 'search-waiting');
  expect((await read(duty, id)).data.clues ?? []).toEqual([]);

  await context.setOffline(false);
  await expect.poll(async () => (await read(duty, id)).data.clues?.map(({ place }) => place), { timeout: 60_000 }).toEqual(['望江公园北口']);
  await expect.poll(async () => (await read(duty, id)).tasks.filter(({ title, status }) => title.zhCN === SWEEP && status === 'DONE').map(({ outcome }) => outcome)).toEqual(['nothing']);
  await expect.poll(async () => tracksOf(duty, id)).toEqual([{ format: 'PHONE', pointsKept: 4, lines: [expect.any(Array)] }]);

  // Found meanwhile, by others: the recording ends by itself, and says so.
  await page.goto(`${base}/p/three-losses/searches/${id}`);
  await track.getByRole('button', { name: '记录轨迹' }).click();
  await page.getByRole('button', { name: '开始记录' }).click();
  await expect(track).toContainText('1 个位置');
  await duty.ask('mutation ($stationId: ID!, $id: ID!, $form: JSON!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "found", payload: $form, idempotencyKey: $key) { version } }', { id, form: { foundBy: 'post', foundPlace: '服务台' }, key: randomUUID() });
  await duty.completeTask(await duty.openTask(id, '确认是否本人'), 'confirmed', { condition: 'safe' });
  await expect(track).toContainText('人已找到或查找已结束，轨迹已停止记录');
  await expect(mark).toHaveCount(0);
  await shot(page, 'track-over');
  await expect.poll(async () => (await tracksOf(duty, id)).map(({ pointsKept }) => pointsKept)).toEqual([4, 1]);
});
