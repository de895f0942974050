import { expect, test, type Page } from '@playwright/test';
import { Api } from './support/api.js';
import { expectAccessible, expectNoViolations, NARROW, settled } from './support/audit.js';
import { unique } from './support/forms.js';
import { signIn } from './support/session.js';

test.describe('axe finds nothing and nothing scrolls sideways', () => {
  test('sign-in', async ({ page }) => {
    await page.goto('/');
    await expectAccessible(page, 'sign-in');
    await page.getByTestId('language').click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expectAccessible(page, 'sign-in, English');
  });

  for (const [part, paths] of Object.entries({
    work: ['workbench', 'incidents', 'incidents?search=nothing-like-this', 'incidents/new', 'tasks?whose=all', 'away', 'instances', 'instances/new?workflow=dispute-mediation', 'instances/new?workflow=fraud-alert', 'instances/sheet?workflow=dispute-mediation', 'instances/referrals', 'patrols', 'patrols?tab=hot', 'patrols?tab=plans', 'p/dispute-mediation', 'p/anti-fraud', 'p/anti-fraud/callback', 'p/anti-fraud/branches', 'p/anti-fraud/stops', 'p/anti-fraud/stops?view=closed', 'p/anti-fraud/lectures', 'p/anti-fraud/lectures?view=done', 'p/anti-fraud?view=exercises', 'p/three-losses', 'p/three-losses?view=putBy', 'p/three-losses/found', 'p/three-losses/property', 'p/three-losses/property?which=lost', 'p/three-losses/distress', 
      'p/three-losses/report',
      'exercises', 'exercises/new', 
      'p/three-losses/join', 
      'p/scenic-drills/reviews', 'p/scenic-drills/improvements', 'p/scenic-drills/from-search', 'nowhere'],
    'analysis and people': ['dashboards', 'figures', 'figures/records?metric=incident.received&from=2026-01-01&to=2027-01-01', 'briefings', 'conformance?from=2026-01-01', 'conformance?from=2026-01-01&tab=variants', 'conformance?from=2026-01-01&tab=clocks', 'conformance?from=2026-01-01&tab=tasks', 'flags', 'queries', 'exports', 'duty', 'hours', 'members', 'members?tab=units', 'members?tab=roles', 'members?tab=matrix', 'members?tab=rights', 'members?tab=moves', 'members?tab=boards', 'outside', 'outside?which=units', 'access', 'emergency', 'emergency?show=all', 'shares', 'shares?show=all'],
    'settings and operation': ['workflows', 'workflows/dispute-mediation', 'workflows/dispute-mediation?step=followingUp.later', 'workflows/dispute-mediation/migrations', 'workflows/dispute-mediation/migrations/new', 'documents', 'imports', 'imports/new', 'events', 'events?which=all', 'retention', 'operations', 'operations?tab=stuck', 'operations?tab=jobs', 'operations?tab=repairs', 'audit'],
  })) {
    test(`the pages of a station: ${part}`, { tag: '@long' }, async ({ page }) => {
      const base = await signIn(page, 'chief-dongmen');
      for (const path of paths) {
        await page.goto(`${base}/${path}`);
        await expectAccessible(page, path);
      }
    });
  }

  test('one incident, one dispute, its form, the account', { tag: '@long' }, async ({ page, request }) => {
    const api = await Api.as(request, 'chief-dongmen');
    const { id } = await api.recordIncident(unique('无障碍'));
    const dispute = await api.startDispute(unique('无障碍'));
    await api.assignTask(dispute, api.accountId);
    const base = await signIn(page, 'chief-dongmen');
    await page.goto(`${base}/incidents/${id}`);
    await expectAccessible(page, 'incident');
    await page.getByRole('button', { name: '填写反馈' }).click();
    await expect(page.getByRole('dialog', { name: '填写反馈' })).toBeVisible();
    await expectAccessible(page, 'incident, disposition');
    await page.goto(`${base}/instances/${dispute}`);
    await expectAccessible(page, 'instance');
    await page.getByRole('button', { name: '全图' }).click();
    await expect(page.getByRole('dialog').locator('.react-flow__node').first()).toBeVisible();
    await settled(page);
    await expectNoViolations(page, 'instance, whole diagram');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: '填写 研判分级' }).click();
    await page.getByRole('dialog', { name: '研判分级' }).getByText('受理', { exact: true }).click();
    await expect(page.getByRole('dialog', { name: '研判分级' }).getByLabel('低于建议等级的理由')).toBeVisible();
    await expectAccessible(page, 'instance, task');
    for (const path of ['/account', '/account/keys']) {
      await page.goto(path);
      await expectAccessible(page, path);
    }
  });

  test('the pages that only the bureau has', { tag: '@long' }, async ({ page }) => {
    await signIn(page, 'bureau-admin');
    for (const path of ['overview', 'reviews', 'compare', 'dashboards', 'conformance?from=2026-01-01', 'figures?metric=dispute-mediation.parties&by=role', 'figures/keeping', 'stations', 'workflows', 'workflows/dispute-mediation?step=followingUp.later', 'workflows/dispute-mediation/migrations/new', 'workflows/own/venue-inspection.jc?step=rectifying', 'workflows/own/venue-inspection.jc?face=text', 'operations', 'operations?tab=jobs', 'operations?tab=repairs', 'calendar', 'members', 'members?tab=accounts', 'members?tab=roles', 'members?tab=matrix', 'members?tab=rights', 'members?tab=delegations', 'members?tab=moves', 'access', 'queries', 'keys', 'security', 'studies', 'studies?tab=exports', 'studies?tab=log', 'sources', 'documents', 'configuration']) {
      await page.goto(`/bureau/${path}`);
      await expectAccessible(page, `bureau ${path}`);
    }
    // Last, and at its own size: it takes the whole screen.
    await page.goto('/bureau/wall');
    await settled(page);
    await expectNoViolations(page, 'bureau wall');
  });

  test('what stations ask of the bureau', { tag: '@long' }, async ({ page }) => {
    await signIn(page, 'anti-fraud-centre');
    for (const path of ['tasks', 'tasks?list=answered', 'tasks/00000000-0000-7000-8000-000000000000/00000000-0000-7000-8000-000000000000']) {
      await page.goto(`/bureau/${path}`);
      await expectAccessible(page, `bureau ${path}`);
    }
  });

  test('in English', { tag: '@long' }, async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem('stationhouse.locale', 'en'));
    const base = await signIn(page, 'chief-dongmen');
    for (const [path, title] of [['workbench', 'Workbench'], ['incidents', 'Incidents'], ['tasks?whose=all', 'Tasks'], ['p/dispute-mediation', 'Disputes'], ['operations', 'Operations'], ['exercises/new', 'Plan an exercise'], ['exports', 'Exports']] as const) {
      await page.goto(`${base}/${path}`);
      await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      // English words are longer: the narrow screen is where they would not fit.
      await expectAccessible(page, `${path}, English`, [NARROW]);
    }
  });

  test('the menu of a narrow screen, the palette, the lock', { tag: '@long' }, async ({ page }) => {
    const base = await signIn(page, 'chief-dongmen');
    await page.setViewportSize(NARROW);
    await page.getByRole('button', { name: '导航', exact: true }).click();
    await expect(page.getByRole('navigation').getByRole('link', { name: '工作台', exact: true })).toBeInViewport();
    await settled(page);
    await expectNoViolations(page, 'menu');
    await page.goto(`${base}/incidents`);
    await settled(page);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await settled(page);
    await expectNoViolations(page, 'palette');
    await page.getByRole('dialog').getByRole('combobox').fill('锁定');
    await expect(page.getByRole('option', { name: '锁定' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: '已锁定' })).toBeVisible();
    await expectNoViolations(page, 'lock');
  });
});

test.describe('by keyboard', () => {
  /** The row that holds the focus. */
  const focusedRow = (page: Page) => page.locator('[data-row]:focus-within');

  test('j and k move, Enter opens, / searches', async ({ page }) => {
    const base = await signIn(page, 'chief-dongmen');
    await page.goto(`${base}/incidents`);
    const rows = page.getByRole('table', { name: '警情列表' }).locator('[data-row]');
    await expect(rows.nth(2)).toBeVisible();
    const keys = await rows.evaluateAll((all) => all.slice(0, 3).map((row) => row.getAttribute('data-row') ?? ''));
    for (const [key, at] of [['j', 0], ['j', 1], ['j', 2], ['k', 1]] as const) {
      await page.keyboard.press(key);
      await expect(focusedRow(page)).toHaveAttribute('data-row', keys[at] ?? '');
    }
    await expectVisibleFocus(page);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/incidents/${keys[1]}`);
    await page.goBack();
    await expect(rows.first()).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('j');
    await expect(page.getByRole('searchbox')).toHaveValue('j');
  });

  test('x ticks a task', { tag: '@long' }, async ({ page }) => {
    const base = await signIn(page, 'chief-dongmen');
    await page.goto(`${base}/tasks?whose=all`);
    await expect(page.getByRole('table', { name: '任务列表' }).locator('[data-row]').first()).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(focusedRow(page).getByRole('checkbox')).toBeChecked();
    await expect(page.getByText('已选 1 项')).toBeVisible();
    await page.keyboard.press('x');
    await expect(page.getByText('已选 1 项')).toHaveCount(0);
  });

  test('Ctrl-K opens the palette, finds a page, an incident and an action, and acts', async ({ page, request }) => {
    const api = await Api.as(request, 'chief-dongmen');
    const { id, number } = await api.recordIncident(unique('查找'));
    await signIn(page, 'chief-dongmen');
    const palette = page.getByRole('dialog', { name: '查找或执行任何操作' });
    const find = async (words: string, option: string) => {
      await page.keyboard.press('Control+k');
      await palette.getByRole('combobox').fill(words);
      await expect(palette.getByRole('option', { name: option })).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Enter');
      await expect(palette).toHaveCount(0);
    };
    await find('值班', '值班');
    await page.waitForURL('**/duty');
    await find(number, number);
    await page.waitForURL(`**/incidents/${id}`);
    await find('登记警情', '登记警情');
    await page.waitForURL('**/incidents/new');
    await page.keyboard.press('Control+k');
    await expect(palette).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(palette).toHaveCount(0);
  });

  test('a drawer keeps the focus inside and gives it back', async ({ page, request }) => {
    const api = await Api.as(request, 'chief-dongmen');
    const { id } = await api.recordIncident(unique('抽屉'));
    const base = await signIn(page, 'chief-dongmen');
    await page.goto(`${base}/incidents/${id}`);
    const opener = page.getByRole('button', { name: '填写反馈' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: '填写反馈' });
    await expect(drawer).toBeVisible();
    await settled(page);
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      // Between the last and the first the focus is the browser's own; it never lands on the page behind.
      const where = await page.evaluate(() => (document.activeElement === document.body ? 'browser' : document.activeElement?.closest('.ant-drawer') ? 'drawer' : 'page'));
      expect(where, `Tab ${step + 1}`).not.toBe('page');
    }
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

  test('the skip link comes first, and focus can be seen on links, buttons and fields', async ({ page }) => {
    const base = await signIn(page, 'chief-dongmen');
    await page.goto(`${base}/incidents`);
    await settled(page);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: '跳到正文' })).toBeFocused();
    await expect(page.getByRole('link', { name: '跳到正文' })).toBeInViewport();
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press('Tab');
      await expectVisibleFocus(page);
    }
  });

  /** What has the focus, or the frame drawn around it, is marked by an outline, a shadow or a border of its own. */
  async function expectVisibleFocus(page: Page): Promise<void> {
    const seen = await page.evaluate(() => {
      const marked = (element: Element | null): boolean => {
        if (!(element instanceof HTMLElement)) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      };
      const focused = document.activeElement;
      const frame = focused?.closest('.ant-input-affix-wrapper, .ant-select, .ant-picker, .ant-segmented-item, .ant-checkbox, label') ?? null;
      return { ok: marked(focused) || marked(frame), what: focused?.outerHTML.slice(0, 200) ?? '' };
    });
    expect.soft(seen.ok, `focus is visible on ${seen.what}`).toBe(true);
  }
});
