import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export const WIDE = { width: 1440, height: 900 } as const;
export const NARROW = { width: 390, height: 844 } as const;

/** Waits until the page stands: its title is there, nothing is loading, nothing moves. */
export async function settled(page: Page): Promise<void> {
  // A locked page lies hidden under what covers it.
  await expect(page.locator('h1').filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByRole('status', { name: /^(正在加载|Loading)$/ })).toHaveCount(0);
  await still(page);
}

/** Waits until nothing moves: axe judges colours in the middle of a fade otherwise. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity).map((animation) => animation.finished.catch(() => undefined)));
  });
}

/** Axe finds nothing. @param where told when it does */
export async function expectNoViolations(page: Page, where: string): Promise<void> {
  // There are no frames here; without legacy mode every run would open a page of its own to put frames together.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  const told = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.target.join(' ')} ${node.html.slice(0, 160)}`));
  expect.soft(told, where).toEqual([]);
}

/** The page does not scroll sideways. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.scrollingElement?.scrollWidth ?? 0, innerWidth] as const);
  expect.soft(content, `${where}: wider than the window`).toBeLessThanOrEqual(window ?? 0);
}

/** Axe and sideways scroll at each size; both sizes unless told. */
export async function expectAccessible(page: Page, where: string, sizes: readonly (typeof WIDE | typeof NARROW)[] = [WIDE, NARROW]): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await settled(page);
    await expectNoSidewaysScroll(page, `${where} ${size.width}`);
    await expectNoViolations(page, `${where} ${size.width}`);
  }
  await page.setViewportSize(WIDE);
}
