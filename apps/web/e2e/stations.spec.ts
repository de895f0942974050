import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { choose, unique } from './support/forms.js';
import { openSession, pageOf } from './support/session.js';

test('communities come from a table, a split chooses of them; two stations are merged: the preview first, then the day, then the name; cancelled, and done at once', async ({ browser }) => {
  const mark = unique('').replace(/\W/g, '').slice(-6).toUpperCase();
  const [from, into] = [`并出${mark}`, `并入${mark}`];
  const { page, close } = await pageOf(browser, 'bureau-admin');
  const token = await openSession(page.request, 'bureau-admin');
  const ask = async (query: string, variables: object) => (await (await page.request.post('/graphql', { data: { query, variables }, headers: { authorization: `Bearer ${token}`, 'x-stationhouse': '1' } })).json()) as { data: { me: { bureau: { id: string } } }; errors?: unknown };
  const bureauId = (await ask('{ me { bureau { id } } }', {})).data.me.bureau.id;
  const stations = [from, into].map((name, index) => ({ row: index + 1, name, code: `${index === 0 ? 'F' : 'T'}${mark}`, kind: 'other', timeZone: 'Asia/Shanghai', population: '' }));
  const founded = await ask('mutation ($bureauId: ID!, $stations: [StationRowInput!]!, $key: String!) { createStations(bureauId: $bureauId, stations: $stations, dryRun: false, idempotencyKey: $key) { applied } }', { bureauId, stations, key: mark });
  expect(founded.errors).toBeUndefined();

  await page.goto('/bureau/stations');
  const row = page.getByRole('table', { name: '派出所', exact: true }).getByRole('row').filter({ hasText: from }).first();
  await page.getByRole('button', { name: '社区和网格' }).click();
  const localities = page.getByRole('dialog', { name: '社区和网格' });
  const sheet = (kind: string) => ({ name: '社区.csv', mimeType: 'text/csv', buffer: Buffer.from(`编号,名称,类别,所属社区编号,派出所\nC${mark},河滨社区,社区,,${from}\nG${mark},河滨一网格,${kind},c${mark},${from}\n`) });
  await localities.locator('input[type=file]').setInputFiles(sheet('街道'));
  await expect(localities.getByRole('alert')).toContainText('第 3 行：类别须为“社区”或“网格”。');
  await localities.locator('input[type=file]').setInputFiles(sheet('网格'));
  await expect(localities.getByRole('status')).toContainText('新增 2 个');
  await localities.getByRole('button', { name: '导入', exact: true }).click();
  await expect(localities.getByRole('table').getByRole('row', { name: /河滨一网格/ })).toContainText('河滨社区');
  await expectAccessible(page, 'communities and grid cells');
  await localities.getByRole('button', { name: /关闭|Close/ }).click();

  await row.getByRole('button', { name: `管理 ${from}` }).press('Enter');
  await page.getByRole('menuitem', { name: '合并、撤销或拆分' }).click();
  const split = page.getByRole('dialog', { name: `合并、撤销或拆分“${from}”` });
  await split.getByRole('radio', { name: /拆分/ }).check();
  await split.getByLabel('新所名称').fill(`河滨${mark}`);
  await split.getByLabel(/^代码/).fill(`S${mark}`);
  await split.getByRole('checkbox', { name: '河滨一网格' }).check();
  await split.getByRole('button', { name: '看看会发生什么' }).click();
  await expect(split.getByText(`1 个网格划归“河滨${mark}”：河滨一网格。`)).toBeVisible();
  await split.getByRole('button', { name: /关闭|Close/ }).click();

  const merge = async (day: string) => {
    await row.getByRole('button', { name: `管理 ${from}` }).press('Enter');
    await page.getByRole('menuitem', { name: '合并、撤销或拆分' }).click();
    const drawer = page.getByRole('dialog', { name: `合并、撤销或拆分“${from}”` });
    await choose(page, drawer.getByRole('combobox', { name: '并入' }), `${into} · T${mark}`);
    await drawer.getByRole('button', { name: '看看会发生什么' }).click();
    await expect(drawer.getByText(`新的工作由“${into}”办理`)).toBeVisible();
    if (day !== '') await expectAccessible(page, 'merger of stations');
    await drawer.getByRole('button', { name: '下一步' }).click();
    const submit = drawer.getByRole('button', { name: day === '' ? '立即执行' : '安排' });
    await drawer.getByLabel('生效日').fill(day);
    await drawer.getByLabel('依据或原因').fill('江城公发〔2026〕8 号');
    await drawer.getByLabel('以确认').fill(into);
    await expect(submit).toBeDisabled();
    await drawer.getByLabel('以确认').fill(from);
    await submit.click();
    await expect(drawer).toHaveCount(0);
  };
  await merge('2099-12-01');
  await expect(row).toContainText(`2099-12-01 起并入“${into}”`);
  await row.getByRole('button', { name: `管理 ${from}` }).click();
  await page.getByRole('menuitem', { name: '取消安排' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取消安排' }).click();
  await expect(row).toContainText('运行中');

  await merge('');
  await expect(row).toContainText(`已并入“${into}”`);
  await expect(row.getByRole('button', { name: `管理 ${from}` })).toHaveCount(0);
  await close();
});
