import { randomUUID } from 'node:crypto';
import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectNoSidewaysScroll, expectNoViolations, settled } from './support/audit.js';
import { onDuty } from './support/duty.js';
import { card } from './support/forms.js';
import { served } from './support/served.js';
import { OWN_REQUEST, pageOf, PASSWORD } from './support/session.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const OUTSIDE = served('EXTERNAL_ADDRESSES') ?? '';
const MINUTE = 60_000;

/** Axe and the width of the page, on the phone that the officer holds. */
async function phoneIsFine(page: Page, where: string): Promise<void> {
  await settled(page);
  // A button that waits for its answer is paler than it will be.
  await expect(page.locator('.ant-btn-loading')).toHaveCount(0);
  await expectNoSidewaysScroll(page, where);
  await expectNoViolations(page, where);
}

/** A moment as a phone's own picker takes it, in the station's time zone. */
const local = (at: number) => new Date(at + 8 * 60 * MINUTE).toISOString().slice(0, 16);

/** A post on the external surface answers its one card: they are here with us. */
async function postHasThem(request: APIRequestContext, stationId: string, words: string): Promise<void> {
  const signed = await request.post(`${OUTSIDE}/auth/sign-in`, { data: { login: 'post-operator-dongmen', password: PASSWORD }, headers: OWN_REQUEST });
  const { accessToken } = (await signed.json()) as { accessToken: string };
  const ask = async <Data>(query: string, variables: object): Promise<Data> => {
    const answer = await request.post(`${OUTSIDE}/graphql`, { data: { query, variables: { stationId, ...variables } }, headers: { ...OWN_REQUEST, authorization: `Bearer ${accessToken}` } });
    const { data, errors } = (await answer.json()) as { data: Data; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  };
  const { cards } = await ask<{ cards: { id: string; openedAt: string }[] }>('query ($stationId: ID!) { cards(stationId: $stationId, list: WAITING) { id openedAt } }', {});
  const id = cards.sort((left, right) => right.openedAt.localeCompare(left.openedAt))[0]?.id ?? '';
  await ask('mutation ($stationId: ID!, $id: ID!, $key: String!) { acceptCard(stationId: $stationId, id: $id, idempotencyKey: $key) { id } }', { id, key: randomUUID() });
  await ask('mutation ($stationId: ID!, $id: ID!, $form: JSON!, $key: String!) { answerCard(stationId: $stationId, id: $id, outcome: "withUs", form: $form, idempotencyKey: $key) }', { id, form: { answer: words }, key: randomUUID() });
}

test('a boy is lost on a holiday: everybody searches at once, the video moves the clock, a post has him, nobody closes without the guardian', async ({ browser, request }) => {
  const duty = await onDuty(request, 'dongmen');
  const [officer, commander] = [await Api.as(request, duty.officer), await Api.as(request, duty.commander.login)];
  const { onDuty: { at } } = await officer.ask<{ onDuty: { at: string } }>('query ($stationId: ID!) { onDuty(stationId: $stationId) { at } }');
  const now = Date.parse(at);
  const reporter = { name: '演练报告人', phone: `139${String(Date.now()).slice(-8)}`, relation: 'parent' };
  const person = { group: 'child', age: 5, sex: 'male', clothing: '红色上衣、蓝色短裤' };
  const { startInstance: { instanceId } } = await officer.ask<{ startInstance: { instanceId: string } }>('mutation ($stationId: ID!, $data: JSON!, $key: String!) { startInstance(stationId: $stationId, workflow: "missing-person", data: $data, idempotencyKey: $key) { instanceId } }', { data: { person, reporter, lastSeenOn: new Date(now - 10 * MINUTE).toISOString(), lastPlace: '钟楼二楼' }, key: randomUUID() });
  const { instance: { number } } = await officer.ask<{ instance: { number: string } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { number } }', { id: instanceId });

  const { page, base, close } = await pageOf(browser, duty.officer, PHONE);
  const branch = (key: string): Locator => page.locator(`[data-branch="${key}"]`);
  const dialog = page.getByRole('dialog');
  const send = async (words: string) => {
    await dialog.getByRole('button', { name: words, exact: true }).last().tap();
    await expect(dialog).toHaveCount(0);
  };

  // It rings, and what rings leads to the search's own page. Others may ring, too: this one is known by its number.
  const urgent = page.getByTestId('urgent');
  await expect(urgent).toContainText(number, { timeout: 15_000 });
  const ringing = urgent.locator('.ring-first, li').filter({ hasText: number }).first();
  await ringing.getByRole('link').first().tap();
  await page.waitForURL(new RegExp(`${base}/p/three-losses/searches/${instanceId}$`));
  await urgent.locator('.ring-first, li').filter({ hasText: number }).first().getByRole('button', { name: '签收' }).tap();
  await page.getByRole('button', { name: '打开应急卡' }).tap();
  await expect(page.getByTestId('emergency-card')).toContainText('红色上衣、蓝色短裤');
  const top = page.getByRole('region', { name: '紧急程度与下一步' });
  const reasons = page.getByRole('list', { name: '紧急依据' });
  await expect(reasons).toContainText('儿童：不等 24 小时');
  await expect(top).toContainText(/已走失 1\d 分钟/);
  await phoneIsFine(page, 'a search that has begun');

  // All at once: two by one press, two by a form that is filled in as far as it can be.
  await branch('ground').getByRole('button', { name: '已派警' }).tap();
  await branch('ground').getByRole('button', { name: '已到场' }).tap();
  await branch('video').getByRole('button', { name: '调阅', exact: true }).tap();
  await dialog.getByRole('textbox').first().fill('钟楼下 1 号，12:00–12:40');
  await send('提交');
  await branch('posts').getByRole('button', { name: '发出询问' }).tap();
  await send('提交');
  await expect(card(page, '岗位答复')).toContainText('东门锦绣物业服务中心');
  await expect(branch('ground')).toContainText('逐段查找');

  // The video tells 1 h 45 min, not ten minutes: the clock of the search is put right, and both stand there.
  await page.getByRole('button', { name: '更正最后出现' }).tap();
  await dialog.getByLabel('最后看见时间').fill(local(now - 105 * MINUTE));
  await dialog.getByLabel('最后看见地点').fill('钟楼下');
  await dialog.getByText('视频', { exact: true }).tap();
  await send('更正最后出现');
  await expect(top).toContainText(/已走失 1 小时 4\d 分/);
  await expect(card(page, '最后出现').locator('del')).toContainText('钟楼二楼');

  // A clue towards water opens the water by itself, and says so among the reasons.
  await expect(branch('water')).toContainText('未涉及水域');
  await page.getByRole('button', { name: '登记线索' }).tap();
  await dialog.getByLabel('出现时间').fill(local(now - 89 * MINUTE));
  await dialog.getByText('视频', { exact: true }).tap();
  await dialog.getByText('确认是本人').tap();
  await dialog.getByLabel('地点', { exact: true }).fill('环城公园北口');
  await dialog.getByText('是', { exact: true }).tap();
  await send('登记线索');
  await expect(branch('water').getByRole('button', { name: '水边已查，未发现' })).toBeVisible();
  await expect(reasons).toContainText('水域');
  await expect(card(page, '经过').locator('[data-kind="clue"]')).toContainText('获知');

  // A poster goes out meanwhile; the commander approves it.
  await officer.ask('mutation ($stationId: ID!, $id: ID!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "poster", payload: { posterText: "寻找五岁男孩，红色上衣、蓝色短裤。" }, idempotencyKey: $key) { version } }', { id: instanceId, key: randomUUID() });
  await commander.completeTask(await commander.openTask(instanceId, '审批寻人启事'), 'approved', {});

  // A post has him; nobody reloads. Found is said from its answer, and confirmed by a person.
  await postHasThem(request, officer.stationId, '在物业门岗，自称迷路');
  await page.getByRole('button', { name: '报告找到：东门锦绣物业服务中心' }).tap({ timeout: 15_000 });
  await expect(dialog.getByLabel('找到地点')).toHaveValue('东门锦绣物业服务中心');
  await send('找到了');
  await card(page, '确认是否本人').getByRole('button', { name: '确认是本人' }).tap();
  await dialog.getByText('平安', { exact: true }).tap();
  await send('提交');

  // Nobody closes it without the guardian: no button offers that, the page says why, and the server refuses.
  const guardian = card(page, '核验监护人');
  await expect(guardian).toContainText('未核验不能办结');
  await expect(officer.ask('mutation ($stationId: ID!, $id: ID!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "close", idempotencyKey: $key) { version } }', { id: instanceId, key: randomUUID() })).rejects.toThrow('须先登记监护核验');
  await phoneIsFine(page, 'a search whose guardian is checked');
  await guardian.getByRole('button', { name: '已核验，交接' }).tap();
  await dialog.getByLabel('接领人姓名').fill('测试家长');
  await dialog.getByText('公安系统核对').tap();
  await send('提交');
  await expect(card(page, '已找到并交接')).toContainText('已撤下');
  await close();
});
