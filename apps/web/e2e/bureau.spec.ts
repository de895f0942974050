import { expect, test, type Page } from '@playwright/test';
import exceljs from 'exceljs';
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
  await expect(drawer.getByText('代码 DM 已由“东门派出所”使用')).toBeVisible();
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

test('four stations from a spreadsheet, like one that is there: what is wrong stands at its cell, then all are created', { tag: '@long' }, async ({ page }) => {
  const mark = Date.now().toString(36).toUpperCase();
  const book = async (rows: readonly (readonly (string | number)[])[]) => {
    const workbook = new exceljs.Workbook();
    workbook.addWorksheet('新所').addRows([['派出所名称', '代码', '类型', '人口'], ...rows.map((row) => [...row])]);
    return Buffer.from(await workbook.xlsx.writeBuffer());
  };
  const rows = [1, 2, 3, 4].map((index) => [`${mark}新所${index}`, `${mark}${index}`, '集镇', 30_000 + index]);
  await signIn(page, 'bureau-admin');
  await page.goto('/bureau/stations');
  await page.getByRole('button', { name: '从表格新建' }).press('Enter');
  const drawer = page.getByRole('dialog', { name: '从表格新建派出所' });
  const pick = (name: string, buffer: Buffer) => drawer.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  const create = drawer.getByRole('button', { name: /^全部新建/ });
  const coming = page.waitForEvent('download');
  await drawer.getByRole('button', { name: '下载空白表格' }).click();
  expect((await coming).suggestedFilename()).toBe('新建派出所.csv');

  await pick('无类型.csv', Buffer.from('名称,代码\n甲,A\n'));
  await expect(drawer.getByRole('alert').filter({ hasText: '缺少列 辖区类型' })).toBeVisible();
  await pick('新所.xlsx', await book([...rows.slice(0, 3), [`${mark}新所4`, 'DM', '集镇', '三万']]));
  await expect(drawer.getByRole('status').filter({ hasText: '有 2 处问题，一个也未建' })).toBeVisible();
  const wrong = drawer.getByRole('table', { name: '要新建的派出所' }).getByRole('row').filter({ hasText: `${mark}新所4` });
  await expect(wrong).toContainText('代码 DM 已由“');
  await expect(wrong).toContainText('人口须为整数');
  await expect(create).toBeDisabled();
  await expectAccessible(page, 'stations from a table');

  await pick('新所.xlsx', await book(rows));
  await choose(page, drawer.getByRole('combobox', { name: '参照' }), '学府');
  await expect(drawer.getByRole('status').filter({ hasText: '试算通过，尚未新建' })).toBeVisible();
  await create.press('Enter');
  await expect(drawer).toHaveCount(0, { timeout: 20_000 });
  await expect(stations(page).getByRole('row').filter({ hasText: `${mark}新所` })).toHaveCount(4);
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
