import { randomUUID } from 'node:crypto';
import { expect, test, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, expectNoViolations } from './support/audit.js';
import { localDate } from './support/dates.js';
import { card, unique } from './support/forms.js';
import { signIn } from './support/session.js';

const SIGN = '宣读并签署协议书';
const LOGIN = 'community-officer-dongmen';
/** The app's own service worker stands in for the network here; elsewhere it is kept out, since it would hide requests from the tests. */
const PHONE = { width: 390, height: 844 };
test.use({ viewport: PHONE, hasTouch: true, isMobile: true, serviceWorkers: 'allow' });

/** With SHOTS=<folder> every page it has brought about is kept as a picture. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` });
}

/** An agreement on site whose document is made and waits to be signed. @returns the dispute's id */
async function toBeSigned(chief: Api, officer: Api, summary: string, parties: readonly object[]): Promise<string> {
  const id = await chief.startDispute(unique(summary), { parties });
  await chief.completeTask(await chief.assignTask(id, chief.accountId), 'accepted', { risk: 'yellow', track: 'onSite' });
  const now = await chief.advanceClock('PT1M');
  const guardian = parties.some((party) => 'minor' in party) ? { guardianPresent: true } : {};
  await officer.completeTask(await officer.openTask(id, '组织调解'), 'agreed', { agreedOn: new Date(now.getTime() - 30_000).toISOString(), performBy: localDate(now), terms: '当面致歉，清理楼道，今后每日 21 时后不再使用音响。', atOnce: true, ...guardian });
  await officer.ask('mutation ($stationId: ID!, $id: ID!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "makeDocument", idempotencyKey: $key) { version } }', { id, key: randomUUID() });
  await expect.poll(async () => (await tasksOf(officer, id)).map(({ title }) => title.zhCN), { timeout: 60_000 }).toContain(SIGN);
  return id;
}

interface TaskOf { readonly id: string; readonly title: { readonly zhCN: string }; readonly status: string; readonly outcome: string | null }
async function tasksOf(api: Api, id: string): Promise<readonly TaskOf[]> {
  return (await api.ask<{ instance: { tasks: TaskOf[] } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { tasks { id title { zhCN } status outcome } } }', { id })).instance.tasks;
}

async function numberOf(api: Api, id: string): Promise<string> {
  return (await api.ask<{ instance: { number: string } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { number } }', { id })).instance.number;
}

/** The keys that the phone keeps; `expire` lets their time be over. @returns how many there are */
async function keysOf(page: Page, expire = false): Promise<number> {
  return page.evaluate((over) => new Promise<number>((resolve, reject) => {
    const opened = indexedDB.open('stationhouse-away');
    opened.onerror = () => reject(opened.error ?? new Error('no database'));
    opened.onsuccess = () => {
      const transaction = opened.result.transaction('keys', 'readwrite');
      const keys = transaction.objectStore('keys');
      const asked = keys.getAll();
      asked.onsuccess = () => { if (over) for (const row of asked.result as object[]) keys.put({ ...row, expiresAt: 1 }); };
      transaction.oncomplete = () => { opened.result.close(); resolve(asked.result.length); };
    };
  }), expire);
}

/** Opens the task on its dispute's page and takes it along. */
async function takeAlong(page: Page, base: string, id: string, task: string): Promise<void> {
  await page.goto(`${base}/instances/${id}?task=${task}`);
  const drawer = page.getByTestId('task-drawer');
  await drawer.getByRole('button', { name: '带上外出' }).click();
  await expect(page.getByLabel('事由（将记入审计）')).toHaveValue('外出办理');
  await page.getByRole('button', { name: '带上', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '已带上' })).toBeVisible();
}

/** Without a network from here on, as after the phone was switched on again. */
async function offline(page: Page, context: BrowserContext): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText('现在没有网络。')).toBeVisible();
}

/** A name, drawn with a finger's worth of movement. */
async function draw(page: Page): Promise<void> {
  const pad = page.getByTestId('signing-pad');
  await expect(pad).toBeVisible();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('the pad is on the screen');
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  for (const [from, to] of [[at(0.35, 0.2), at(0.65, 0.4)], [at(0.6, 0.25), at(0.4, 0.6)], [at(0.5, 0.5), at(0.55, 0.8)]] as const) {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 12 });
    await page.mouse.up();
  }
}

async function sign(page: Page, who: Locator): Promise<void> {
  await who.getByRole('button', { name: /签名$/ }).first().click();
  await draw(page);
  await page.getByRole('button', { name: '签好了' }).click();
  await expect(who).toContainText('✓ 手指签名');
}

test('an agreement is read out and signed by finger without a network, survives a dead phone, and arrives once', async ({ page, context, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, LOGIN);
  const id = await toBeSigned(chief, officer, '离线签署', [{ name: '周敏', phone: '13900001234' }, { name: '吴小刚', minor: true, guardian: { name: '吴刚', relation: 'parent' } }]);
  const task = (await tasksOf(officer, id)).find(({ title }) => title.zhCN === SIGN)?.id ?? '';
  const base = await signIn(page, LOGIN);
  await takeAlong(page, base, id, task);
  await shot(page, 'take-along');
  await page.goto(`${base}/away`);
  await expect(card(page, '带出的任务')).toContainText(SIGN);
  await offline(page, context);
  await shot(page, 'away-offline');
  await expectAccessible(page, 'away, offline');
  await page.setViewportSize(PHONE);

  await card(page, '带出的任务').getByRole('button', { name: '填写' }).click();
  const drawer = page.getByTestId('away-drawer');
  await drawer.getByText('各方已签署', { exact: true }).click();
  await expect(drawer.getByTestId('signing-text')).toContainText('当面致歉');
  const people = drawer.locator('.signing-people > li');
  await expect(people).toHaveCount(4);
  await expect(people.first().getByRole('button', { name: '周敏签名' })).toBeDisabled();
  await expect(people.nth(2)).toContainText('吴刚');
  await shot(page, 'signing-read-out');
  await expectNoViolations(page, 'the text and its signers');
  await drawer.getByRole('button', { name: '已宣读完毕' }).click();
  await people.first().getByRole('button', { name: '周敏签名' }).click();
  await draw(page);
  await shot(page, 'pad-portrait');
  await expectNoViolations(page, 'the place to sign');
  await page.setViewportSize({ width: 844, height: 390 });
  await shot(page, 'pad-landscape');
  await page.getByRole('button', { name: '清除重签' }).click();
  await expect(page.getByRole('button', { name: '签好了' })).toBeDisabled();
  await draw(page);
  await page.getByRole('button', { name: '签好了' }).click();
  await page.setViewportSize(PHONE);
  await expect(people.first()).toContainText('✓ 手指签名');

  // The phone dies; what was written and signed is there again.
  await expect(drawer.getByText('已保存在本机')).toBeVisible();
  await page.reload();
  await expect(card(page, '带出的任务')).toContainText('已填写一部分');
  await card(page, '带出的任务').getByRole('button', { name: '填写' }).click();
  await expect(people.first()).toContainText('✓ 手指签名');
  await expect(people.first().getByRole('img', { name: '周敏的签名' })).toBeVisible();

  await sign(page, people.nth(1));
  await people.nth(2).getByRole('button', { name: '不能签名' }).click();
  await people.nth(2).getByText('由见证人签名').click();
  await people.nth(2).getByLabel('见证人姓名').fill('孙丽');
  await people.nth(2).getByRole('button', { name: '见证人签名' }).click();
  await draw(page);
  await page.getByRole('button', { name: '签好了' }).click();
  await expect(people.nth(2)).toContainText('见证人 孙丽 代签');
  await sign(page, people.nth(3));
  await drawer.locator('form').getByText('是', { exact: true }).click();
  await shot(page, 'signing-done');
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(card(page, '待上传')).toContainText(SIGN);
  await shot(page, 'away-waiting');
  expect((await tasksOf(officer, id)).find((one) => one.id === task)?.status).not.toBe('DONE');

  await context.setOffline(false);
  await expect(page.getByRole('status').filter({ hasText: '1 条外出办理的任务已上传' })).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await tasksOf(officer, id)).find((one) => one.id === task)).toMatchObject({ status: 'DONE', outcome: 'signed' });
  const { instance } = await officer.ask<{ instance: { data: { signatures: Record<string, string>[] }; attachments: { purpose: string }[] } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id, purpose: "核对签名") { data attachments { purpose } } }', { id });
  expect(instance.data.signatures.map(({ name, role, way }) => [name, role, way])).toEqual([['周敏', '当事人', 'finger'], ['吴小刚', '当事人', 'finger'], ['吴刚', '监护人', 'witness'], [expect.any(String), '主持人', 'finger']]);
  const images = instance.attachments.filter(({ purpose }) => purpose === '签名');
  expect(images).toHaveLength(4);
  // A signature stays under what it signs.
  await page.goto(`${base}/instances/${id}`);
  await card(page, '附件').getByRole('button', { name: /^移除 附件 5/ }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /移\s?除/ }).click();
  await expect(page.getByRole('status').filter({ hasText: '这是已签署文书的签名，不能移除' })).toBeVisible();
  await page.goto(`${base}/away`);
  await expect(card(page, '带出的任务')).toContainText('还没有带出任务');
});

test('two officers do one task, and a rule refuses: nothing is lost, and the person decides', { tag: '@long' }, async ({ page, context, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, LOGIN);
  const parties = [{ name: '周敏' }, { name: '吴刚' }];
  const taken = await Promise.all(['两人同办', '未同意', '留到明天'].map((summary) => toBeSigned(chief, officer, summary, parties)));
  // One of them thinks better of it before anything is signed.
  await officer.ask('mutation ($stationId: ID!, $id: ID!, $form: JSON!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "party", payload: $form, idempotencyKey: $key) { version } }', { id: taken[1], form: { name: '吴刚', consent: false }, key: randomUUID() });
  const base = await signIn(page, LOGIN);
  const tasks: string[] = [];
  for (const id of taken) {
    const task = (await tasksOf(officer, id)).find(({ title }) => title.zhCN === SIGN)?.id ?? '';
    tasks.push(task);
    await takeAlong(page, base, id, task);
  }
  await page.goto(`${base}/away`);
  await offline(page, context);
  const rows = card(page, '带出的任务').locator('li');
  const numbers = await Promise.all(taken.slice(0, 2).map((id) => numberOf(officer, id)));
  for (const [index, number] of numbers.entries()) {
    await expect(rows).toHaveCount(3 - index);
    await rows.filter({ hasText: number }).first().getByRole('button', { name: '填写' }).click();
    const drawer = page.getByTestId('away-drawer');
    await drawer.getByText('已在纸上签署', { exact: true }).click();
    await drawer.getByLabel('说明').fill('已在纸上签名捺印。');
    await drawer.locator('form').getByText('是', { exact: true }).click();
    await drawer.getByRole('button', { name: '提交' }).click();
    await expect(drawer).toHaveCount(0);
  }
  const waiting = card(page, '待上传').locator('.task-rows > li');
  await expect(waiting).toHaveCount(2);
  await chief.ask('mutation ($stationId: ID!, $taskId: ID!, $accountId: ID!, $key: String!) { assignTask(stationId: $stationId, taskId: $taskId, accountId: $accountId, idempotencyKey: $key) { version } }', { taskId: tasks[0], accountId: chief.accountId, key: randomUUID() });
  await chief.completeTask(tasks[0] ?? '', 'onPaper', { note: '已由所长办理。', consented: true });

  await context.setOffline(false);
  const overtaken = waiting.filter({ hasText: '已由他人办理' });
  await expect(overtaken).toBeVisible({ timeout: 60_000 });
  await expect(overtaken).toContainText('已记入的');
  await expect(overtaken).toContainText('已在纸上签名捺印。');
  const refused = waiting.filter({ hasText: '未通过，请修改' });
  await expect(refused).toContainText('没有同意调解');
  await shot(page, 'away-decide');
  await expectAccessible(page, 'away, to decide');
  await page.setViewportSize(PHONE);
  await overtaken.getByRole('button', { name: '放弃我的答复' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /放\s?弃/ }).click();
  await expect(waiting).toHaveCount(1);

  await refused.getByRole('button', { name: '打开修改' }).click();
  const drawer = page.getByTestId('away-drawer');
  await expect(drawer.getByLabel('说明')).toHaveValue('已在纸上签名捺印。');
  await drawer.getByText('有人拒签', { exact: true }).click();
  await drawer.getByLabel('未成或终止原因').fill('一方不同意调解。');
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已上传' })).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await tasksOf(officer, taken[1] ?? '')).find(({ id }) => id === tasks[1])?.outcome).toBe('refused');

  // A day later what was begun and not sent is gone, and the phone says so; signing out takes the key with it.
  await rows.getByRole('button', { name: '填写' }).click();
  await drawer.getByText('有人拒签', { exact: true }).click();
  await drawer.getByLabel('未成或终止原因').fill('改日再签。');
  await expect(drawer.getByText('已保存在本机')).toBeVisible();
  await keysOf(page, true);
  await page.reload();
  await expect(page.getByRole('alert').filter({ hasText: '超过 24 小时' })).toContainText('1 份草稿没有上传');
  await shot(page, 'away-wiped');
  await page.getByRole('button', { name: '知道了' }).click();
  await takeAlong(page, base, taken[2] ?? '', tasks[2] ?? '');
  await page.getByTestId('task-drawer').getByRole('button', { name: '关闭' }).or(page.getByRole('button', { name: 'Close' })).first().click();
  await page.getByTestId('user-menu').click();
  await page.getByText('退出登录').click();
  await expect(page.getByText('已退出登录。')).toBeVisible();
  expect(await keysOf(page)).toBe(0);
});
