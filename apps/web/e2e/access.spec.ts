import { expect, test, type Locator, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { card, unique, valueOf } from './support/forms.js';
import { OWN_REQUEST, PASSWORD, pageOf, signIn, signInByForm } from './support/session.js';

const PHONE = '13900001234';

async function expectNotFound(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '未找到', level: 1 })).toBeVisible();
  await expect(page.getByText('没有这个页面，或者不在您的权限范围内')).toBeVisible();
}

async function reveal(place: Page | Locator, purpose: string): Promise<void> {
  await place.getByRole('button', { name: '查看全部需填事由' }).click();
  await place.getByLabel('查看事由（将记入审计）').fill(purpose);
  await place.getByRole('button', { name: '显示 5 分钟' }).click();
}

test('personal data are masked, shown for a purpose, masked again after leaving, and the auditor reads why', async ({ page, browser, request }) => {
  const words = unique('邻居深夜装修');
  const purpose = unique('联系报警人');
  const api = await Api.as(request, 'chief-dongmen');
  const { id, number } = await api.recordIncident(words);
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/incidents/${id}`);
  const personal = card(page, '报警人与内容');
  await expect(personal.getByText('已脱敏').first()).toBeVisible();
  await expect(valueOf(personal, '电话')).not.toContainText(PHONE);
  await expect(personal).not.toContainText(words);

  await reveal(page, purpose);
  await expect(page.getByTestId('purpose-open')).toContainText(`事由：${purpose} · 已留痕`);
  await expect(valueOf(personal, '电话')).toHaveText(PHONE);
  await expect(personal).toContainText(words);

  await page.getByRole('navigation').getByRole('link', { name: '警情', exact: true }).click();
  await expect(page.getByRole('heading', { name: '警情', level: 1 })).toBeVisible();
  await page.goBack();
  await expect(personal.getByText('已脱敏').first()).toBeVisible();
  await expect(personal).not.toContainText(PHONE);
  await expect(personal).not.toContainText(words);

  const auditor = await pageOf(browser, 'auditor');
  await auditor.page.goto(`${base}/audit?record=${id}`);
  const entry = auditor.page.getByRole('table', { name: '审计记录' }).getByRole('row').filter({ hasText: purpose });
  await expect(entry).toContainText(number);
  await auditor.page.goto(`${base}/audit`);
  await expect(auditor.page.getByRole('table', { name: '审计记录' }).getByRole('row').filter({ hasText: purpose })).toBeVisible();
  await auditor.close();
});

test('a revealed dispute is masked again by the button', { tag: '@long' }, async ({ page, request }) => {
  const summary = unique('装修噪音');
  const api = await Api.as(request, 'chief-dongmen');
  const id = await api.startDispute(summary);
  const base = await signIn(page, 'chief-dongmen');
  await page.goto(`${base}/instances/${id}`);
  const parties = card(page, '当事人');
  await expect(valueOf(parties, '当事人甲')).toContainText('周*');
  await expect(page.getByRole('main')).not.toContainText(summary);
  await reveal(parties, '回访走访');
  await expect(valueOf(parties, '当事人甲')).toContainText('周敏');
  await expect(card(page, '登记内容')).toContainText(summary);
  await parties.getByRole('button', { name: '立即脱敏' }).click();
  await expect(parties).not.toContainText('周敏');
  await expect(page.getByRole('main')).not.toContainText(summary);
});

test('another station’s records do not exist', async ({ page, request }) => {
  const theirs = await Api.as(request, 'chief-beiji');
  const incident = await theirs.recordIncident(unique('北集警情'));
  const dispute = await theirs.startDispute(unique('北集纠纷'));
  const base = await signIn(page, 'chief-dongmen');
  for (const place of [base, `/s/${theirs.stationId}`]) {
    for (const address of [`${place}/incidents/${incident.id}`, `${place}/instances/${dispute}`]) {
      await page.goto(address);
      await expectNotFound(page);
      await expect(page.getByRole('main')).not.toContainText(incident.number);
    }
  }
  await page.getByRole('link', { name: '返回首页' }).click();
  await expect(page.getByRole('heading', { name: '工作台', level: 1 })).toBeVisible();
});

test('the bureau’s administrator sees no incident content', async ({ page, request }) => {
  const chief = await Api.as(request, 'chief-dongmen');
  const { stationId } = chief;
  const { id } = await chief.recordIncident(unique('所内警情'));
  await signIn(page, 'bureau-admin');
  await expect(page.getByRole('navigation').getByRole('link', { name: '警情', exact: true })).toHaveCount(0);
  await page.goto(`/s/${stationId}/workbench`);
  await expect(page.getByRole('heading', { name: '工作台', level: 1 })).toBeVisible();
  await expect(page.getByRole('navigation').getByRole('link', { name: '值班' })).toBeVisible();
  await expect(page.getByRole('navigation').getByRole('link', { name: '警情', exact: true })).toHaveCount(0);
  for (const address of [`/s/${stationId}/incidents`, `/s/${stationId}/incidents/${id}`, `/s/${stationId}/tasks`]) {
    await page.goto(address);
    await expectNotFound(page);
  }
});

test('five wrong passwords lock a login, and the page says until when', async ({ page }) => {
  // A name nobody has: it locks all the same, and no demo account is shut out for the other tests.
  const login = unique('nobody').replace(' ', '-');
  await page.goto('/');
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const answered = page.waitForResponse('**/auth/sign-in');
    await signInByForm(page, login, `wrong-${attempt}`);
    await answered;
    await expect(page.getByRole('alert')).toContainText(attempt < 5 ? 'SIGN_IN_FAILED' : /SIGN_IN_FAILED|ACCOUNT_LOCKED/);
  }
  await expect(page.getByRole('alert')).toContainText('ACCOUNT_LOCKED');
  await expect(page.getByTestId('locked-until')).toContainText('后可再试');
});

test('a session that ended leads back to sign-in and says why', async ({ page, context }) => {
  // A live connection that nobody answers: the socket of the server would tell the page sooner than its next request.
  await page.routeWebSocket('**/graphql', () => undefined);
  const base = await signIn(page, 'case-officer-dongmen');
  await page.goto(`${base}/incidents`);
  await expect(page.getByRole('table', { name: '警情列表' })).toBeVisible();
  // The server forgets the session, as after twelve hours; the page learns it from the answer to its next request.
  const signedOut = await context.request.post('/auth/sign-out', { headers: OWN_REQUEST });
  expect(signedOut.ok()).toBe(true);
  await page.getByRole('navigation').getByRole('link', { name: '事项', exact: true }).click();
  await expect(page.getByText('登录已过期，请重新登录。已保存的内容不受影响。')).toBeVisible();
  await signInByForm(page, 'case-officer-dongmen');
  await expect(page.getByRole('heading', { name: '事项', level: 1 })).toBeVisible();
});

test('locking covers the page and keeps what was written', { tag: '@long' }, async ({ page }) => {
  const base = await signIn(page, 'team-leader-dongmen');
  await page.goto(`${base}/incidents/new`);
  await page.getByLabel('报警内容').fill('写到一半的内容');
  await page.getByTestId('user-menu').click();
  await page.getByRole('menuitem', { name: '锁定' }).click();
  const cover = page.getByRole('dialog', { name: '已锁定' });
  await expect(cover).toBeVisible();
  await expect(page.getByLabel('报警内容')).not.toBeVisible();
  await cover.getByLabel('密码').fill('not-it');
  await cover.getByRole('button', { name: '解锁' }).click();
  await expect(cover.getByRole('alert')).toBeVisible();
  await cover.getByLabel('密码').fill(PASSWORD);
  await cover.getByRole('button', { name: '解锁' }).click();
  await expect(cover).toHaveCount(0);
  await expect(page.getByLabel('报警内容')).toHaveValue('写到一半的内容');
});
