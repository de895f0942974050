/**
 * Takes a picture of every page at 1440 and 390 px from the mock server, runs axe on it, and looks for sideways scrolling.
 * `node --import @swc-node/register/esm-register apps/web/test/look.ts FOLDER [filter]`. Needs a Chromium (CHROMIUM, else /usr/bin/chromium).
 */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { startMock } from './mock.ts';

const folder = process.argv[2] ?? '.cache/look';
const only = process.argv[3];
const PORT = 4310;
const base = `http://127.0.0.1:${PORT}`;

interface Look {
  readonly name: string;
  readonly path: string;
  readonly login?: string;
  readonly act?: (page: Page) => Promise<unknown>;
}

const looks: Look[] = [
  { name: 'workbench', path: '/s/s1/workbench' },
  { name: 'incidents', path: '/s/s1/incidents' },
  { name: 'incidents-filtered-out', path: '/s/s1/incidents?search=%E6%B2%A1%E6%9C%89' },
  { name: 'incident', path: '/s/s1/incidents/i0' },
  { name: 'incident-long', path: '/s/s1/incidents/i6' },
  { name: 'incident-asking', path: '/s/s1/incidents/i0', act: (page) => page.getByRole('button', { name: '查看全部需填事由' }).click() },
  { name: 'incident-revealed', path: '/s/s1/incidents/i0', act: async (page) => {
    await page.getByRole('button', { name: '查看全部需填事由' }).click();
    await page.getByLabel(/查看事由/).fill('回访走访');
    await page.getByRole('button', { name: /显示 5 分钟/ }).click();
    await page.getByText('周小满').waitFor();
  } },
  { name: 'incident-disposition', path: '/s/s1/incidents/i0', act: (page) => page.getByRole('button', { name: '填写反馈' }).click() },
  { name: 'incident-new', path: '/s/s1/incidents/new' },
  { name: 'tasks', path: '/s/s1/tasks' },
  { name: 'tasks-all', path: '/s/s1/tasks?whose=all' },
  { name: 'instances', path: '/s/s1/instances' },
  { name: 'instance', path: '/s/s1/instances/n1' },
  { name: 'instance-task', path: '/s/s1/instances/n1?task=k0', act: async (page) => {
    await page.getByText('已走访，无反复').click();
    await page.getByRole('button', { name: '提交', exact: true }).click();
  } },
  { name: 'instance-list', path: '/s/s1/instances/n1', act: (page) => page.getByText('列表', { exact: true }).click() },
  { name: 'instance-new', path: '/s/s1/instances/new?incident=i0' },
  { name: 'disputes', path: '/s/s1/p/dispute-mediation' },
  { name: 'imports', path: '/s/s1/imports' },
  { name: 'import-new', path: '/s/s1/imports/new' },
  { name: 'import-map', path: '/bureau/imports/import-new', login: 'bureau' },
  { name: 'import-run', path: '/s/s1/imports/import-run' },
  { name: 'import-done', path: '/s/s1/imports/import-done' },
  { name: 'duty', path: '/s/s1/duty' },
  { name: 'duty-add', path: '/s/s1/duty', act: (page) => page.getByRole('button', { name: '添加班次' }).first().click() },
  { name: 'members', path: '/s/s1/members' },
  { name: 'members-roles', path: '/s/s1/members?tab=roles' },
  { name: 'members-units', path: '/s/s1/members?tab=units' },
  { name: 'members-grant', path: '/s/s1/members', act: (page) => page.getByRole('button', { name: '授予角色' }).click() },
  { name: 'audit', path: '/s/s1/audit' },
  { name: 'account', path: '/account', act: (page) => page.getByRole('button', { name: '启用' }).click() },
  { name: 'stations', path: '/bureau/stations', login: 'bureau' },
  { name: 'not-found', path: '/s/s77/workbench' },
  { name: 'no-place', path: '/', login: 'nobody' },
  { name: 'palette', path: '/s/s1/workbench', act: async (page) => { await page.keyboard.press('Control+k'); await page.getByPlaceholder(/输入页面/).fill('城墙'); await page.waitForTimeout(700); } },
  { name: 'menu', path: '/s/s1/workbench', act: (page) => page.getByTestId('user-menu').click() },
];

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(base);
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill('demo');
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('#main h1').waitFor();
}

let problems = 0;

async function check(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(250);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: false });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) { problems += 1; console.log(`${name}: ${wide} px too wide`); }
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes, help } of violations) {
    problems += 1;
    console.log(`${name}: axe ${id} (${help})`);
    for (const node of nodes.slice(0, 3)) console.log(`    ${node.html.slice(0, 220)}\n    ${node.any.concat(node.all, node.none).map(({ message }) => message).join('; ').slice(0, 260)}`);
  }
}

mkdirSync(folder, { recursive: true });
const mock = await startMock(PORT);
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const width of [1440, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...(width === 390 ? { hasTouch: true, deviceScaleFactor: 2 } : {}) });
    const page = await context.newPage();
    page.on('pageerror', (error) => { problems += 1; console.log(`page error: ${error.message}`); });
    page.on('console', (message) => { if (message.type() === 'error' && !/401|429/.test(message.text())) { problems += 1; console.log(`console: ${message.text().slice(0, 400)}`); } });
    if (!only) {
      await page.goto(base);
      await page.getByLabel('账号').waitFor();
      await check(page, `sign-in-${width}`);
      await page.getByLabel('账号').fill('locked');
      await page.getByLabel('密码', { exact: true }).fill('x');
      await page.getByRole('button', { name: '登录' }).click();
      await page.getByTestId('locked-until').waitFor();
      await check(page, `sign-in-locked-${width}`);
    }
    let login = '';
    for (const look of looks.filter(({ name }) => !only || name.startsWith(only))) {
      const wanted = look.login ?? 'lin';
      if (login !== wanted) {
        await context.clearCookies();
        await page.goto('about:blank');
        await signIn(page, wanted);
        login = wanted;
      }
      try {
        await page.goto(`${base}${look.path}`);
        await page.locator('#main h1').waitFor({ timeout: 8_000 });
        await page.waitForLoadState('networkidle');
        await look.act?.(page);
        await check(page, `${look.name}-${width}`);
      } catch (error) {
        problems += 1;
        console.log(`${look.name}-${width}: ${String(error).slice(0, 500)}`);
        await page.screenshot({ path: `${folder}/${look.name}-${width}.png` });
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
  await mock.close();
}
console.log(problems === 0 ? 'Nothing found.' : `${problems} problems.`);
process.exit(problems === 0 ? 0 : 1);
