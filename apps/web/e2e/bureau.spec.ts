import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { choose, unique } from './support/forms.js';
import { openSession, pageOf, signIn } from './support/session.js';

const stations = (page: Page) => page.getByRole('table', { name: '派出所' });

test('the administrator adds a station that takes unrouted rows, by keyboard', async ({ page }) => {
  const name = unique('待分派').replace(' ', '');
  const code = `X${Date.now().toString(36)}`;
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/stations');
  await expect(stations(page)).toBeVisible();
  await page.getByRole('button', { name: '新建派出所' }).focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: '新建派出所' });
  const submit = drawer.getByRole('button', { name: '新建', exact: true });
  await submit.click();
  await expect(drawer.getByText('必填')).toHaveCount(3);
  await expectAccessible(page, 'new station');

  await drawer.getByLabel('名称').fill(name);
  await drawer.getByLabel('代码').fill('dm');
  await choose(page, drawer.getByRole('combobox', { name: '辖区类型' }), '其他');
  await expect(drawer.getByLabel('时区')).toHaveValue('Asia/Shanghai');
  await drawer.getByText('接收未分派数据', { exact: true }).click();
  await submit.click();
  await expect(drawer.getByRole('alert').filter({ hasText: '派出所代码已被使用' })).toBeVisible();
  await drawer.getByLabel('代码').fill(code);
  await submit.press('Enter');
  await expect(drawer).toHaveCount(0);

  const row = stations(page).getByRole('row').filter({ hasText: name });
  await expect(row).toContainText(code.toUpperCase());
  await expect(row).toContainText('接收未分派数据');
  await row.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name: '工作台', level: 1 })).toBeVisible();
  await expect(page.getByRole('banner')).toContainText(name);
});

test('a role that must use a second factor binds one before anything else', async ({ page, browser }) => {
  const role = '涉案财物管理员';
  const tick = page.getByRole('checkbox', { name: `${role}：必须用双因素验证` });
  const change = page.getByRole('region', { name: '将要改变的' });
  const save = async (words: string) => {
    await tick.focus();
    await page.keyboard.press('Space');
    await expect(change).toContainText(words);
    await change.getByRole('button', { name: '保存要求' }).press('Enter');
    await expect(page.getByRole('status').filter({ hasText: '登录安全要求已保存' })).toBeVisible();
    await expect(change).toContainText('没有改动');
  };
  await signIn(page, 'bureau-admin');
  await page.getByRole('navigation').getByRole('link', { name: '登录安全' }).click();
  await expect(tick).not.toBeChecked();
  await expect(change.getByRole('button', { name: '保存要求' })).toBeDisabled();
  await save(`新要求：${role}`);
  try {
    await expectAccessible(page, 'sign-in security');
    const context = await browser.newContext();
    await openSession(context.request, 'property-custodian-dongmen');
    const theirs = await context.newPage();
    await theirs.goto('/');
    await expect(theirs.getByRole('heading', { name: '请先启用双因素验证' })).toBeVisible();
    await context.close();
  } finally {
    await save(`不再要求：${role}`);
  }
  await expect(tick).not.toBeChecked();
  const custodian = await pageOf(browser, 'property-custodian-dongmen');
  await expect(custodian.page.getByRole('heading', { name: '工作台', level: 1 })).toBeVisible();
  await custodian.close();
});

test('only the bureau’s administrator finds these', async ({ page }) => {
  await signIn(page, 'bureau-auditor');
  await expect(page.getByRole('button', { name: '新建派出所' })).toHaveCount(0);
  await expect(page.getByRole('navigation').getByRole('link', { name: '登录安全' })).toHaveCount(0);
  await page.goto('/bureau/security');
  await expect(page.getByRole('heading', { name: '未找到', level: 1 })).toBeVisible();
});
