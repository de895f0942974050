import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/audit.js';
import { choose, unique } from './support/forms.js';
import { signIn } from './support/session.js';

test('the administrator filters problems, opens a difference, and hands a template down to two stations', async ({ page }) => {
  const why = unique('试点');
  await signIn(page, 'bureau-admin');
  await expect(page.getByRole('heading', { name: '派出所总览', level: 1 })).toBeVisible();
  const matrix = page.getByRole('table', { name: '派出所 × 流程' });
  const all = await matrix.getByRole('row').count();
  await page.getByText('只看有问题的', { exact: true }).click();
  await expect(page).toHaveURL(/show=care/);
  await page.getByText('全部派出所', { exact: true }).click();
  await expect(matrix.getByRole('row')).toHaveCount(all);
  await expectAccessible(page, 'overview of stations');

  await matrix.getByRole('row', { name: /东门/ }).getByRole('button', { name: /矛盾纠纷/ }).first().click();
  const difference = page.getByRole('dialog', { name: /东门派出所 · 矛盾纠纷/ });
  await expect(difference.getByRole('region', { name: '由哪些层组成' })).toContainText('流程模板');
  await difference.getByRole('button', { name: /关闭|Close/ }).click();

  await page.getByRole('button', { name: '下发模板…' }).click();
  const drawer = page.getByRole('dialog', { name: '下发模板' });
  await choose(page, drawer.getByRole('combobox', { name: '流程' }), '矛盾纠纷');
  await drawer.getByText('新的配置文本').click();
  await drawer.getByLabel('配置文本（YAML）').fill(`overlay: bureau\nof: { workflow: dispute-mediation, template: 1 }\nbecause: ${why}\nparameters: { visitSoon: { max: P99D } }\n`);
  await drawer.getByRole('checkbox', { name: '学府派出所' }).check();
  await drawer.getByRole('checkbox', { name: '新港派出所' }).check();
  await drawer.getByLabel(/下发原因/).fill(why);
  await drawer.getByRole('button', { name: '试算影响' }).click();
  await expect(drawer.getByRole('region', { name: '配置有问题，不能下发' })).toBeVisible();
  await expect(drawer.getByRole('button', { name: /^下\s?发$/ })).toBeDisabled();
  await drawer.getByLabel('配置文本（YAML）').fill(`overlay: bureau\nof: { workflow: dispute-mediation, template: 1 }\nbecause: ${why}\nparameters: { visitSoon: P2D }\n`);
  await drawer.getByRole('button', { name: '试算影响' }).click();
  await expect(drawer.getByRole('region', { name: '试算结果' })).toContainText('2 天');
  await drawer.getByRole('button', { name: /^下\s?发$/ }).click();

  const campaign = page.getByRole('dialog', { name: /^下发：/ });
  await expect(campaign).toContainText('2 / 2 所已采用');
  await expect(campaign.getByRole('region', { name: '各所采用情况' })).toContainText('学府派出所');
  await expectAccessible(page, 'a campaign');
  // As it was for the other journeys.
  await campaign.getByRole('button', { name: /撤\s?回/ }).click();
  await page.getByRole('tooltip').getByRole('button', { name: /^撤\s?回$/ }).click();
  await expect(campaign).toContainText('已撤回 2 / 2 所');
});
