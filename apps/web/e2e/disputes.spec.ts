import { expect, test, type Browser, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible } from './support/audit.js';
import { localDate, localMoment } from './support/dates.js';
import { card, unique } from './support/forms.js';
import { pageOf, signIn } from './support/session.js';

const row = (page: Page, task: string) => card(page, '任务').locator('li').filter({ hasText: task });
const state = (page: Page) => page.getByRole('list', { name: '流程各环节' }).locator('> [aria-current="step"]');
const clock = (page: Page, title: string) => card(page, '时限').locator('.sh-clock').filter({ hasText: title });

/** Another person's page, on an instance. */
async function onInstance(browser: Browser, login: string, id: string) {
  const theirs = await pageOf(browser, login);
  await theirs.page.goto(`${theirs.base}/instances/${id}`);
  return theirs;
}

/** Opens a task's drawer, chooses an outcome, writes, and sends it in. */
async function answer(page: Page, task: string, outcome: string, write?: (page: Page) => Promise<void>): Promise<void> {
  await row(page, task).getByRole('button', { name: '填写' }).click();
  const drawer = page.getByRole('dialog', { name: task });
  await drawer.getByRole('radiogroup').getByText(outcome, { exact: true }).first().click();
  await expect(drawer.locator('form')).toBeVisible();
  await write?.(page);
  await drawer.getByRole('button', { name: '提交' }).click();
  await expect(drawer).toHaveCount(0);
}

test('several sign: two of three leaders decide about a difficult dispute', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.gradedDispute(unique('会商'), { risk: 'orange' });
  for (const round of ['一', '二']) await officer.completeTask(await officer.openTask(id, '组织调解'), 'failed', { reason: `第${round}次未谈拢` });

  const first = await onInstance(browser, 'chief-dongmen', id);
  await expect(state(first.page)).toContainText('疑难会商');
  await expect(row(first.page, '疑难纠纷会商')).toContainText('已签 0/3，2 人一致即可');
  await expect(first.page.getByRole('button', { name: '转派', exact: true })).toHaveCount(0);
  await expectAccessible(first.page, 'signing');
  await answer(first.page, '疑难纠纷会商', '移交人民调解');
  await expect(row(first.page, '疑难纠纷会商')).toContainText('已签 1/3，2 人一致即可');
  await expect(row(first.page, '疑难纠纷会商').getByRole('list', { name: '签署情况' })).toContainText('教导员');
  await expect(row(first.page, '疑难纠纷会商').getByRole('button', { name: '填写' })).toHaveCount(0);
  // What one has signed is nobody's waiting task any more.
  await first.page.goto(`${first.base}/tasks`);
  await expect(first.page.getByRole('heading', { name: '任务', level: 1 })).toBeVisible();
  const taskId = await chief.openTask(id, '疑难纠纷会商');
  await expect(first.page.locator(`[data-row="${taskId}"]`)).toHaveCount(0);

  const second = await onInstance(browser, 'instructor-dongmen', id);
  await answer(second.page, '疑难纠纷会商', '移交人民调解');
  await expect(state(second.page)).toContainText('人民调解');
  await expect(clock(second.page, '人民调解时限')).toContainText('剩');
  await first.close();
  await second.close();
});

test('a mediation is handed on (转办); the colleague answers it and takes that back (撤回)', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const id = await chief.gradedDispute(unique('转办'));
  const colleague = await Api.as(request, 'community-officer-dongmen-2');
  const { account } = (await colleague.ask<{ me: { account: { displayName: string } } }>('{ me { account { displayName } } }')).me;

  const officer = await onInstance(browser, 'community-officer-dongmen', id);
  await row(officer.page, '组织调解').getByRole('button', { name: '转办' }).click();
  await officer.page.getByRole('combobox', { name: '选择人员' }).fill(account.displayName);
  await officer.page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: account.displayName }).first().click();
  await expect(row(officer.page, '组织调解')).toContainText(account.displayName);
  await expect(row(officer.page, '组织调解').getByRole('button', { name: '填写' })).toHaveCount(0);

  const theirs = await onInstance(browser, 'community-officer-dongmen-2', id);
  await answer(theirs.page, '组织调解', '调解不成', async (page) => page.getByLabel('未成或终止原因').fill('误点，尚未谈完。'));
  await expect(state(theirs.page)).toContainText('第二次调解');
  await expect(clock(theirs.page, '再次调解时限')).toBeVisible();
  await theirs.page.getByRole('status').filter({ hasText: '“组织调解”已提交' }).getByRole('button', { name: '撤回' }).click();
  await expect(theirs.page.getByRole('status').getByText('已撤回，可重新办理')).toBeVisible();
  await expect(state(theirs.page)).toContainText('第一次调解');
  await expect(clock(theirs.page, '再次调解时限')).toContainText('已取消');
  await expect(clock(theirs.page, '首次调解时限')).toContainText('剩');
  await expect(row(theirs.page, '组织调解').getByRole('button', { name: '填写' })).toBeVisible();
  await expectAccessible(theirs.page, 'recalled');
  await officer.close();
  await theirs.close();
});

test('a task just answered opens as what may be taken back', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.gradedDispute(unique('撤回'));
  const taskId = await officer.openTask(id, '组织调解');
  await officer.completeTask(taskId, 'failed', { reason: '误点' });
  const { page, base, close } = await pageOf(browser, 'community-officer-dongmen');
  await page.goto(`${base}/instances/${id}?task=${taskId}`);
  const drawer = page.getByRole('dialog', { name: '组织调解' });
  await expect(drawer).toContainText('在此时间内可以撤回');
  await drawer.getByRole('button', { name: '撤回' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(state(page)).toContainText('第一次调解');
  await close();
});

test('a later deadline needs a second person: the officer proposes, the chief approves', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.gradedDispute(unique('延期'));
  const now = await chief.advanceClock('PT1M');
  await officer.completeTask(await officer.openTask(id, '组织调解'), 'agreed', { agreedOn: new Date(now.getTime() - 30_000).toISOString(), performBy: localDate(now, { days: 5 }), terms: '五日内付清。' });

  const theirs = await onInstance(browser, 'community-officer-dongmen', id);
  const chiefs = await onInstance(browser, 'chief-dongmen', id);
  await clock(theirs.page, '履行期限').getByRole('button', { name: '调整时限：履行期限' }).click();
  const drawer = theirs.page.getByRole('dialog', { name: '调整时限：履行期限' });
  await expect(drawer).toContainText('须由另一人（所长）批准后生效');
  await drawer.getByLabel('新的到期时间').fill(`${localDate(now, { days: 9 })}T18:00`);
  await drawer.getByLabel('原因（记入历史，两个值都保留）').fill('双方同意延期');
  await drawer.getByRole('button', { name: '提交审批' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(clock(theirs.page, '履行期限')).toContainText('待所长审批');
  await expect(clock(theirs.page, '履行期限').getByRole('button', { name: /^批准/ })).toHaveCount(0);

  await expect(clock(chiefs.page, '履行期限')).toContainText('原因：双方同意延期');
  await expectAccessible(chiefs.page, 'clock edit proposed');
  await clock(chiefs.page, '履行期限').getByRole('button', { name: '批准调整：履行期限' }).click();
  await expect(clock(chiefs.page, '履行期限')).toContainText('18:00 到期');
  await clock(chiefs.page, '履行期限').getByText('变更 1 次').click();
  await expect(clock(chiefs.page, '履行期限')).toContainText('批准');
  await theirs.close();
  await chiefs.close();
});

test('an interruption holds the time limit until the report has come', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const id = await chief.gradedDispute(unique('中止'));
  const { page, close } = await onInstance(browser, 'community-officer-dongmen', id);
  await page.getByRole('button', { name: '中止调解' }).click();
  const drawer = page.getByRole('dialog', { name: '中止调解' });
  await drawer.getByText('等待伤情鉴定').click();
  await drawer.getByRole('button', { name: '中止调解' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(clock(page, '首次调解时限')).toContainText('已暂停');
  await expect(clock(page, '首次调解时限')).toContainText('已暂停：调解中止');
  await expectAccessible(page, 'interrupted');

  const now = await chief.advanceClock('P5D');
  await expect(clock(page, '首次调解时限')).toContainText('‖ 已暂停 · 剩');
  const issued = localMoment(new Date(now.getTime() - 60_000));
  await row(page, '恢复调解').getByRole('button', { name: '填写' }).click();
  const resuming = page.getByRole('dialog', { name: '恢复调解' });
  await resuming.getByRole('radiogroup').getByText('鉴定（认定）结论已出具', { exact: true }).click();
  // Enter takes the moment and, nothing else being asked for, sends the form.
  await resuming.getByLabel('结论出具时间').fill(issued);
  await resuming.getByLabel('结论出具时间').press('Enter');
  await expect(resuming).toHaveCount(0);
  await expect(state(page)).toContainText('第一次调解');
  await expect(clock(page, '首次调解时限')).not.toContainText('已暂停');
  await expect(clock(page, '首次调解时限')).toContainText(/3 个工作日|尚未导入/);
  await close();
});

test('danger rings with the duty commander until it is signed, and is dealt with before anything is mediated', async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const id = await chief.gradedDispute(unique('险情'));
  const { onDuty } = await chief.ask<{ onDuty: { commander: { id: string } | null; backup: { id: string } | null } }>('query ($stationId: ID!) { onDuty(stationId: $stationId) { commander { id } backup { id } } }');
  const logins = ['duty-commander-dongmen', 'duty-commander-dongmen-2'];
  const accounts = await Promise.all(logins.map(async (login) => ({ login, id: (await Api.as(request, login)).accountId })));
  const commander = accounts.find((one) => one.id === onDuty.commander?.id)?.login ?? '';
  const theirs = await pageOf(browser, commander);
  await theirs.page.goto(`${theirs.base}/notices`);

  const officer = await onInstance(browser, 'community-officer-dongmen', id);
  await officer.page.getByRole('button', { name: '上报险情' }).click();
  const drawer = officer.page.getByRole('dialog', { name: '上报险情' });
  await drawer.getByText('持械', { exact: true }).click();
  await drawer.getByRole('button', { name: '上报险情' }).click();
  await expect(state(officer.page)).toContainText('险情处置');

  const number = (await chief.ask<{ instance: { number: string } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { number } }', { id })).instance.number;
  const notice = theirs.page.getByRole('list', { name: '通知列表' }).getByRole('listitem').filter({ hasText: number });
  await expect(notice).toContainText('纠纷中有人身危险，请立即处置');
  await expect(theirs.page.getByTestId('urgent')).toContainText('紧急');
  await notice.getByRole('button', { name: /^签收/ }).click();
  await expect(theirs.page.getByRole('status').getByText(/^已签收：/)).toBeVisible();
  await expect(notice.getByRole('button', { name: /^签收/ })).toHaveCount(0);

  await theirs.page.goto(`${theirs.base}/instances/${id}`);
  await answer(theirs.page, '处置险情', '险情已排除', async (page) => page.getByText('收缴器械').click());
  await expect(state(theirs.page)).toContainText('第一次调解');
  await expect(theirs.page.getByRole('heading', { level: 1 })).toBeVisible();
  await theirs.close();
  await officer.close();
});

test('the chief sets the station’s hours and shifts, and mistakes stand at their field', async ({ page }) => {
  const base = await signIn(page, 'chief-beiji');
  await page.getByRole('navigation').getByRole('link', { name: '作息与班次' }).click();
  await expect(page).toHaveURL(`${base}/hours`);
  await expect(page.getByText('尚未设置班次')).toBeVisible();
  await page.getByLabel('工作日时限至几点为止（不填为当日 24:00）').fill('17:30');
  await page.getByRole('button', { name: '添加班次' }).click();
  const first = page.getByRole('group', { name: '班次 1' });
  await first.getByLabel('自', { exact: true }).fill('');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(first.getByText('必填')).toBeVisible();
  await first.getByLabel('自', { exact: true }).fill('08:00');
  await expectAccessible(page, 'hours');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('status').getByText('已保存，新开始的时限按此计算')).toBeVisible();
  await page.reload();
  await expect(first.getByLabel('自', { exact: true })).toHaveValue('08:00');
  await expect(first).toContainText('工作日（含调休上班）');
  await expect(page.getByLabel('工作日时限至几点为止（不填为当日 24:00）')).toHaveValue('17:30');
});

test('a clock no calendar covers is the administrator’s to-do, and importing the notice does it', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  // Into the first year whose notice nobody has imported.
  const bureau = await Api.as(request, 'bureau-admin');
  const { me } = await bureau.ask<{ me: { bureau: { id: string } } }>('{ me { bureau { id } } }');
  const { holidayNotices } = await bureau.ask<{ holidayNotices: { year: number }[] }>('query ($bureauId: ID!) { holidayNotices(bureauId: $bureauId) { year } }', { bureauId: me.bureau.id });
  const year = Math.max(2026, ...holidayNotices.map((notice) => notice.year)) + 1;
  let now = await chief.advanceClock('P1D');
  while (now.getUTCFullYear() < year) now = await chief.advanceClock('P20D');
  const id = await chief.gradedDispute(unique('未确定'));
  const officer = await onInstance(browser, 'community-officer-dongmen', id);
  await expect(clock(officer.page, '首次调解时限')).toContainText('未确定');

  const admin = await pageOf(browser, 'bureau-admin');
  const toDo = card(admin.page, '待办');
  await expect(toDo).toContainText('项时限未确定');
  await expectAccessible(admin.page, 'to do');
  await admin.page.goto('/bureau/notices');
  await admin.page.getByRole('list', { name: '通知列表' }).getByRole('listitem').filter({ hasText: `请导入 ${year} 年放假通知` }).first().getByRole('link').first().click();
  await expect(admin.page).toHaveURL(/\/bureau\/calendar$/);
  await admin.page.goto('/bureau/stations');
  await toDo.getByRole('button', { name: `导入 ${year} 年放假通知` }).click();
  await admin.page.getByLabel(/^通知内容/).fill(`${year}-01-01,元旦,休\n${year}-02-08,春节,休`);
  await admin.page.getByRole('button', { name: '导入', exact: true }).click();
  await expect(card(admin.page, '已导入的通知')).toContainText(String(year));
  await expect(clock(officer.page, '首次调解时限')).toContainText('日历补齐，时限确定', { timeout: 30_000 });
  await admin.close();
  await officer.close();
});

/** With SHOTS=<folder> every page it has brought about is kept as a picture. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true });
}

/** An agreement on site, made just now by the community officer. */
async function agreedOnSite(chief: Api, officer: Api, id: string): Promise<Date> {
  await chief.completeTask(await chief.assignTask(id, chief.accountId), 'accepted', { risk: 'yellow', track: 'onSite' });
  const now = await chief.advanceClock('PT1M');
  await officer.completeTask(await officer.openTask(id, '组织调解'), 'agreed', { agreedOn: new Date(now.getTime() - 30_000).toISOString(), performBy: localDate(now), terms: '当面致歉，清理楼道。', atOnce: true });
  return now;
}

test('the agreement is made as a document at once, and its parties sign what is attached', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.startDispute(unique('协议书'));
  await agreedOnSite(chief, officer, id);
  const { page, close } = await onInstance(browser, 'community-officer-dongmen', id);
  await expect(card(page, '附件')).toContainText('还没有附件');
  await page.getByRole('button', { name: '立即制作协议书' }).click();
  await page.getByRole('dialog', { name: '立即制作协议书' }).getByRole('button', { name: '立即制作协议书' }).click();
  const file = card(page, '附件').locator('li').filter({ hasText: 'DOCX' });
  await expect(file).toContainText('系统生成');
  await expect(file).toContainText('系统自带模板');
  await expect(card(page, '附件').locator('li').filter({ hasText: 'PDF' })).toHaveCount(1);
  await expect(page.getByRole('button', { name: '立即制作协议书' })).toHaveCount(0);
  await card(page, '附件').getByRole('button', { name: '查看全部需填事由' }).click();
  await card(page, '附件').getByLabel('查看事由（将记入审计）').fill('打印协议书');
  await card(page, '附件').getByRole('button', { name: /^显示/ }).click();
  await expect(file).toContainText('现场调解协议书');
  await expect(file).toContainText('宣读后由各方签署');
  const [saved] = await Promise.all([page.waitForEvent('download'), file.getByRole('button', { name: /^下载/ }).click()]);
  expect(saved.suggestedFilename()).toMatch(/^现场调解协议书 JF-.*\.docx$/);
  await expectAccessible(page, 'agreement attached');
  await shot(page, 'agreement');
  await close();
});

test('an agreement without parties waits for the chief, who names them and tries again', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.startDispute(unique('缺当事人'), { parties: [] });
  await agreedOnSite(chief, officer, id);
  await chief.advanceClock('PT11M');
  const { page, base, close } = await onInstance(browser, 'chief-dongmen', id);
  const number = (await page.getByText(/JF-[A-Z]+-\d{4}-\d{5}/).first().textContent())?.match(/JF-\S+?\d{5}/)?.[0] ?? '';
  await page.goto(`${base}/operations?tab=calls`);
  const failed = page.getByRole('row').filter({ hasText: number });
  await expect(failed).toContainText('协议须有两方以上当事人');
  await expectAccessible(page, 'failed automations');
  await shot(page, 'document-failed');
  await failed.getByRole('button', { name: '改后重试' }).click();
  const drawer = page.getByRole('dialog', { name: /改后重试/ });
  await drawer.getByLabel('原因（必填').fill('补录当事人');
  for (const [index, name] of ['周敏', '吴刚'].entries()) {
    await drawer.getByRole('button', { name: /新增|添加/ }).first().click();
    await drawer.getByRole('textbox', { name: /^(\* )?姓名/ }).nth(index).fill(name);
  }
  await shot(page, 'document-mend');
  await drawer.getByRole('button', { name: /^改后重试/ }).click();
  await expect(drawer).toHaveCount(0);
  await page.goto(`${base}/instances/${id}`);
  await expect(card(page, '附件').locator('li').filter({ hasText: 'DOCX' })).toContainText('系统生成');
  await close();
});

test('a visit finds a new dispute: it has a file of its own, and each leads to the other', { tag: '@long' }, async ({ browser, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const officer = await Api.as(request, 'community-officer-dongmen');
  const id = await chief.startDispute(unique('新纠纷'));
  await agreedOnSite(chief, officer, id);
  await chief.advanceClock('P2DT12H');
  const { page, close } = await onInstance(browser, 'community-officer-dongmen', id);
  await answer(page, '3 日回访', '另有新纠纷，单独登记跟踪', async () => {
    await page.getByLabel('当前情况').fill('原协议履行良好，又因楼道堆物争吵。');
    await page.getByRole('combobox', { name: '新纠纷起因' }).click();
    await page.locator('.ant-select-dropdown:visible').getByText('邻里纠纷').click();
    await page.getByLabel('新纠纷情况').fill('楼道堆放杂物，双方争吵。');
    await shot(page, 'another-form');
  });
  const links = card(page, '关联');
  await expect(links).toContainText('发起的事项');
  await shot(page, 'another-parent');
  await links.getByRole('link').first().click();
  await expect(state(page)).toContainText('待分级');
  await expect(card(page, '关联')).toContainText('上级事项');
  await expectAccessible(page, 'a linked dispute');
  await close();
});

test('the list of disputes shows one risk, keeps it in its address, and says when nothing matches', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/p/dispute-mediation`);
  const list = page.getByRole('table', { name: '纠纷列表' }).or(page.getByRole('list', { name: '纠纷列表' })).first();
  await expect(list).toContainText('黄 · 一般');
  await page.getByRole('combobox', { name: '风险' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: '橙 · 易激化' }).click();
  await expect(page).toHaveURL(/risk=orange/);
  await expect(list).not.toContainText('黄 · 一般');
  await page.goto(`${base}/p/dispute-mediation?risk=blue&track=people`);
  await expect(page.getByText('没有符合条件的纠纷').or(list)).toBeVisible();
  await page.goto(`${base}/p/dispute-mediation?risk=none&track=nothing`);
  await expect(list).toContainText('黄 · 一般');
});
