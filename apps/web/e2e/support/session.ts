import { expect, type APIRequestContext, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';

/** The one password of the demo accounts: DEMO_PASSWORD of apps/api/src/demo/people.ts, which a browser test cannot import. */
export const PASSWORD = 'jiangcheng-demo-110';

/** The header that proves a request comes from our own pages. */
export const OWN_REQUEST = { 'x-stationhouse': '1' } as const;

/** Signs in as a person does: name, password, button. The page must show the sign-in form. */
export async function signInByForm(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/**
 * Signs a page in without the form, for tests about what lies behind it, and waits for the frame of the app.
 * @returns the address of the place the reader starts at, such as `/s/<station id>` or `/bureau`
 */
export async function signIn(page: Page, login: string): Promise<string> {
  await openSession(page.request, login);
  await page.goto('/');
  await page.waitForURL(/\/(s\/[^/]+\/(workbench|studies)|bureau\/(overview|stations|tasks))$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return new URL(page.url()).pathname.replace(/\/(workbench|studies|overview|stations|tasks)$/, '');
}

/** A page of its own for another person: nothing is shared with the first, as on two computers. */
export async function pageOf(browser: Browser, login: string, options: BrowserContextOptions = {}): Promise<{ page: Page; base: string; close: () => Promise<void> }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  return { page, base: await signIn(page, login), close: () => context.close() };
}

/** Opens a session for a cookie jar. @returns the access token, good for five minutes */
export async function openSession(request: APIRequestContext, login: string): Promise<string> {
  const answer = await request.post('/auth/sign-in', { data: { login, password: PASSWORD }, headers: OWN_REQUEST });
  expect(answer.ok(), `${login} signs in: ${await answer.text()}`).toBe(true);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

/** The id of a record, from the last part of the page's address. */
export function idOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
