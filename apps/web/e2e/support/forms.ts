import { expect, type Locator, type Page } from '@playwright/test';

/** Chooses in a drop-down list by the words a reader sees; a long list is narrowed by typing them. */
export async function choose(page: Page, field: Locator, words: string): Promise<void> {
  const option = page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: words }).first();
  await field.click();
  if (await field.isEditable()) {
    await field.fill(words);
    await expect(option).toHaveClass(/ant-select-item-option-active/);
    await field.press('Enter');
  } else {
    await option.click();
  }
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0);
}

/** A card of a page, by its heading. */
export function card(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true });
}

/** The value beside a label in a list of names and values. */
export function valueOf(scope: Locator, label: string): Locator {
  return scope.locator('.sh-kv > div').filter({ has: scope.page().locator('dt', { hasText: new RegExp(`^${label}$`) }) }).locator('dd');
}

let serial = 0;

/** Words no other test and no earlier run has written. */
export function unique(words: string): string {
  serial += 1;
  return `${words} ${Date.now().toString(36)}${serial}`;
}
