import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import type { Api } from './api.js';
import { card } from './forms.js';
import { pageOf } from './session.js';

/** A dispute that several people carry on, each on a page of their own; the first page only watches, and must keep up by itself. */
export class Dispute {
  private readonly pages = new Map<string, { page: Page; close: () => Promise<void> }>();

  constructor(
    private readonly browser: Browser,
    private readonly watcher: Page,
    private readonly api: Api,
  ) {}

  /** The step the watcher's page marks as the present one. */
  get currentStep(): Locator {
    return this.stepOf(this.watcher);
  }

  /** The step a page marks as the present one. */
  stepOf(page: Page): Locator {
    return page.getByRole('list', { name: '流程各环节' }).locator('> [aria-current="step"]');
  }

  /** A task as the watcher sees it. */
  task(title: string): Locator {
    return card(this.watcher, '任务').locator('li').filter({ hasText: title });
  }

  /** The chief hands the present task to somebody. */
  async assignTo(login: string): Promise<void> {
    const { page } = await this.pageOf(login);
    const name = (await page.getByTestId('user-menu').innerText()).split('·').at(-1)?.trim() ?? '';
    await this.watcher.getByRole('button', { name: '转派', exact: true }).click();
    const field = this.watcher.getByRole('combobox', { name: '选择人员' });
    await expect(field).toBeVisible();
    await this.watcher.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: name }).first().click();
    await expect(card(this.watcher, '任务')).toContainText(name);
  }

  /** Somebody opens the dispute, answers a task and is told that it is in; then the watcher no longer sees it open. */
  async fill(login: string, task: string, outcome?: string, write?: (drawer: Locator, page: Page) => Promise<void>): Promise<void> {
    const { page } = await this.pageOf(login);
    if (page !== this.watcher) await page.goto(new URL(this.watcher.url()).pathname);
    await card(page, '任务').locator('li').filter({ hasText: task }).getByRole('button', { name: '填写' }).click();
    const drawer = page.getByRole('dialog', { name: task });
    // A task with one outcome offers no choice.
    if (outcome !== undefined) await drawer.getByText(outcome, { exact: true }).click();
    await expect(drawer.locator('form')).toBeVisible();
    await write?.(drawer, page);
    await drawer.getByRole('button', { name: '提交' }).click();
    await expect(page.getByRole('status').filter({ hasText: `“${task}”已提交` })).toBeVisible();
    await expect(drawer).toHaveCount(0);
    await expect(this.task(task)).toHaveCount(0);
  }

  async close(): Promise<void> {
    for (const { close } of this.pages.values()) await close();
  }

  private async pageOf(login: string): Promise<{ page: Page }> {
    const watched = this.api.login === login;
    if (watched) return { page: this.watcher };
    const known = this.pages.get(login);
    if (known) return known;
    const opened = await pageOf(this.browser, login);
    this.pages.set(login, opened);
    return opened;
  }
}
