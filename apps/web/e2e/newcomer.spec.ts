import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { countyFile, type CountyFile } from './support/county.js';
import { endOf, localDate, localMoment } from './support/dates.js';
import { Dispute } from './support/dispute.js';
import { card, choose, unique, valueOf } from './support/forms.js';
import { pageOf, signIn, signInByForm } from './support/session.js';

// The whole way of a newcomer in one go: every step stands on the one before it.
test('a newcomer imports a county’s calls and carries a dispute from one of them to its end', async ({ page, browser, request }) => {
  const file = countyFile(unique('COUNTY').replace(' ', '').toUpperCase());

  await test.step('the chief signs in and sees the workbench of 东门', async () => {
    await page.goto('/');
    await signInByForm(page, 'chief-dongmen');
    await expect(page.getByRole('heading', { name: '工作台', level: 1 })).toBeVisible();
    await expect(page.getByRole('banner')).toContainText('江城分局 · 东门派出所');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  });

  await test.step('the bureau’s administrator imports the file, twice', async () => {
    const admin = await pageOf(browser, 'bureau-admin');
    await upload(admin.page, file);
    await mapColumns(admin.page, file);
    await runDry(admin.page, file);
    await runForReal(admin.page, file);
    await checkErrorFile(admin.page, file);
    await importAgain(admin.page, file);
    await admin.close();
  });

  const number = await test.step('the chief finds the calls of the own station and opens a dispute from one', () => openDispute(page, file));
  const api = await Api.as(request, 'chief-dongmen');
  const dispute = new Dispute(browser, page, api);

  await test.step('it waits to be graded', async () => {
    await expect(page.getByText('待分级', { exact: true }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: `由警情 ${number} 转入` })).toBeVisible();
    await expect(dispute.currentStep).toContainText('待分级');
  });

  await test.step('the officer who is given the task grades it', async () => {
    await dispute.assignTo('duty-officer-dongmen');
    await dispute.fill('duty-officer-dongmen', '研判分级', '受理', async (drawer) => {
      await drawer.getByText('黄色（一般纠纷）').click();
      await drawer.getByText('治安调解', { exact: true }).click();
    });
    await expect(page.getByText('调解中 · 第一次调解').first()).toBeVisible();
    await expect(card(page, '时限')).toContainText(/首次调解时限.*(24:00 到期|放假安排尚未导入)/);
  });

  const agreed = await api.advanceClock('PT1M');
  await test.step('the community officer brings about an agreement', async () => {
    await dispute.fill('community-officer-dongmen', '组织调解', '达成协议', async (drawer, theirs) => {
      await typeMoment(theirs, '达成协议时间', localMoment(agreed));
      await typeMoment(theirs, '约定履行期限', localDate(agreed, { days: 10 }));
      await drawer.getByLabel('协议主要内容').fill('每日 21 时后不再使用音响，互留电话。');
    });
    await expect(page.getByText('履行与回访').first()).toBeVisible();
    await expect(card(page, '时限')).toContainText(`${endOf(localDate(agreed, { days: 10 }), agreed)} 到期`);
    await expect(dispute.currentStep).toContainText('3 日回访');
  });

  await test.step('the agreement is kept and the three follow-ups come when they are due', async () => {
    await dispute.fill('community-officer-dongmen', '确认履行情况', '已履行');
    await api.advanceClock('P2D');
    await expect(dispute.task('3 日回访')).toContainText(`${endOf(localDate(agreed, { days: 3 }), await api.advanceClock('PT1S'))} 到期`);
    // The call named one party alone, so that the agreement could not become a document by itself.
    await dispute.fill('community-officer-dongmen', '手工制作并上传协议书');
    await dispute.fill('community-officer-dongmen', '宣读并签署协议书', '已在纸上签署', async (drawer) => {
      await drawer.locator('form').getByText('是', { exact: true }).click();
      await drawer.getByLabel('说明').fill('双方当面签名捺印，照片附后。');
    });
    await dispute.fill('community-officer-dongmen', '3 日回访', '情况平稳', (drawer) => drawer.getByLabel('当前情况').fill('双方情绪平稳。'));
    await api.advanceClock('P23D');
    await expect(dispute.task('30 日走访')).toContainText(`${endOf(localDate(agreed, { days: 30 }), await api.advanceClock('PT1S'))} 到期`);
    await dispute.fill('community-officer-dongmen', '30 日走访', '情况平稳', (drawer) => drawer.getByLabel('当前情况').fill('双方均已见面。'));
    await api.advanceClock('P57D');
    await expect(dispute.task('3 个月评估')).toContainText(endOf(localDate(agreed, { months: 3 }), await api.advanceClock('PT1S')));
    await dispute.fill('chief-dongmen', '3 个月评估', '情况平稳', (drawer) => drawer.getByLabel('当前情况').fill('未再发生纠纷。'));
  });

  await test.step('it is settled, and the page tells the whole story', async () => {
    await expect(page.getByText('已办结：已化解')).toBeVisible();
    await expect(page.getByRole('list', { name: '流程各环节' }).locator('[data-state="settled"]')).toContainText('已化解');
    await expect(card(page, '任务')).toContainText('目前没有待办');
    await card(page, '时间线').getByRole('button', { name: /展开/ }).click();
    for (const words of ['发起：矛盾纠纷调解', '研判分级：受理', '组织调解：达成协议', '3 日回访：情况平稳', '30 日走访：情况平稳', '3 个月评估：情况平稳']) {
      await expect(card(page, '时间线')).toContainText(words);
    }
    await dispute.close();
  });
});

test('an agreement of 1 March 2024 is followed up by the ends of 4 March, 31 March and 1 June', async ({ page, request }) => {
  const api = await Api.as(request, 'chief-dongmen');
  const id = await api.startDispute(unique('补录纠纷'));
  await api.completeTask(await api.assignTask(id, api.accountId), 'accepted', { risk: 'yellow', track: 'police' });
  await api.completeTask(await api.assignTask(id, api.accountId), 'agreed', { agreedOn: '2024-03-01T02:00:00Z', performBy: '2024-03-10', terms: '互相致歉。' });
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  for (const [task, due] of [['3 日回访', '2024-03-04 24:00'], ['30 日走访', '2024-03-31 24:00'], ['3 个月评估', '2024-06-01 24:00'], ['确认履行情况', '2024-03-10 24:00']] as const) {
    const row = card(page, '任务').locator('li').filter({ hasText: task });
    await expect(row).toContainText(`${due} 到期`);
    await expect(row).toContainText('逾期');
  }
});

async function upload(page: Page, file: CountyFile): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: '数据导入' }).click();
  await page.getByRole('button', { name: '导入文件' }).click();
  await page.getByLabel('选择文件，或拖到这里').setInputFiles({ name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.csv) });
  await expect(page.getByRole('heading', { name: file.name, level: 1 })).toBeVisible();
}

async function mapColumns(page: Page, file: CountyFile): Promise<void> {
  await expect(page.getByLabel('来源名称（同名来源按编号去重）')).toHaveValue(file.name.replace('.csv', ''));
  const columns = card(page, '列的对应');
  const mapped = { 接警时间: 'timeStamp', 类别: 'title', 地点: 'addr', 警情内容: 'desc', 邮编: 'zip', '经度（WGS-84）': 'lng', '纬度（WGS-84）': 'lat' };
  for (const [field, column] of Object.entries(mapped)) await choose(page, columns.getByRole('combobox', { name: field, exact: true }), column);
  const categories = card(page, '值的对应').getByRole('group', { name: '类别' });
  await categories.getByLabel('类别的另一个值').fill('Traffic:*');
  await categories.getByRole('button', { name: '添加' }).click();
  await choose(page, categories.getByRole('combobox', { name: 'Traffic:*' }), '交通');
  await expect(categories.locator('.ant-select').last()).toContainText('未分类');
  const routing = card(page, '分派到派出所');
  await routing.getByText('按某一列分派').click();
  await choose(page, routing.getByRole('combobox', { name: '分派列' }), 'twp');
  await choose(page, routing.getByRole('combobox', { name: '对不上的行归入' }), '学府派出所');
  await choose(page, routing.getByRole('combobox', { name: 'LOWER MERION' }), '东门派出所');
  await choose(page, routing.getByRole('combobox', { name: 'ABINGTON' }), '北集派出所');
}

/** The figures of an import; waits until they stand. */
async function expectFigures(page: Page, figures: Readonly<Record<string, number>>): Promise<void> {
  for (const [key, value] of Object.entries(figures)) await expect(page.locator(`[data-figure="${key}"] dd`).first(), key).toHaveText(String(value), { timeout: 30_000 });
}

async function runDry(page: Page, file: CountyFile): Promise<void> {
  await page.getByRole('button', { name: '试运行（只检查）' }).click();
  await expect(page.getByText('试运行完成')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('这是试运行：没有写入任何警情。')).toBeVisible();
  await expectFigures(page, { read: file.rows, added: file.rows - 1, rejected: 1, unrouted: file.unrouted });
}

async function runForReal(page: Page, file: CountyFile): Promise<void> {
  await page.getByRole('button', { name: '正式导入' }).click();
  await expect(page.getByText('已完成', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('progressbar', { name: '导入进度' })).toHaveAttribute('aria-valuenow', '100');
  await expectFigures(page, { read: file.rows, added: file.rows - 1, known: 0, rejected: 1, unrouted: file.unrouted });
}

async function checkErrorFile(page: Page, file: CountyFile): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载错误文件' }).click()]);
  expect(download.suggestedFilename()).toBe(file.name.replace('.csv', '-errors.csv'));
  const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(String(file.bad.line));
  expect(lines[1]).toContain(file.bad.value);
}

async function importAgain(page: Page, file: CountyFile): Promise<void> {
  await upload(page, file);
  await choose(page, page.getByRole('combobox', { name: '使用保存的方案' }), file.name.replace('.csv', ''));
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByText('已完成', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expectFigures(page, { read: file.rows, added: 0, known: file.rows - 1, rejected: 1 });
}

/** @returns the number of the incident the dispute came from */
async function openDispute(page: Page, file: CountyFile): Promise<string> {
  await page.getByRole('navigation').getByRole('link', { name: '警情', exact: true }).click();
  await page.getByRole('searchbox').fill(file.name.replace('.csv', ''));
  await expect(page.getByText(`共 ${file.ofFirst} 条`)).toBeVisible();
  const link = page.getByRole('table', { name: '警情列表' }).locator('[data-row-link]').first();
  const number = (await link.innerText()).trim();
  await link.click();
  await expect(valueOf(card(page, '接报事实'), '来源')).toContainText(file.name.replace('.csv', ''));
  await page.getByRole('button', { name: '转为矛盾纠纷' }).click();
  await expect(page.getByRole('link', { name: new RegExp(`由警情 ${number}`) })).toBeVisible();
  await choose(page, page.getByRole('combobox', { name: /起因/ }), '噪音扰民');
  await page.getByLabel('发生地点').fill('鼓楼巷 12 号');
  await page.getByLabel('简要情况').fill('楼上夜间使用音响，双方多次争吵。');
  await page.getByRole('button', { name: '＋ 添加当事人' }).click();
  await page.getByRole('textbox', { name: /^(\* )?姓名/ }).last().fill('周敏');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByRole('heading', { name: /噪音扰民/, level: 1 })).toBeVisible();
  return number;
}

/** Types into a date field as people do; Enter takes it. */
async function typeMoment(page: Page, label: string, moment: string): Promise<void> {
  const field = page.getByLabel(label);
  await field.fill(moment);
  await field.press('Enter');
  await expect(field).toHaveValue(moment);
}
