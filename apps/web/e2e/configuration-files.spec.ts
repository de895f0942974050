import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import PizZip from 'pizzip';
import { served } from './support/served.js';
import { PASSWORD, signIn } from './support/session.js';

const run = promisify(execFile);

/** The command line on its own, as somebody at a terminal. @returns its exit code and what it printed */
async function command(...given: string[]): Promise<{ code: number; said: string }> {
  const tool = ['--conditions=@stationhouse/source', '--import', './tools/register.mjs', 'tools/configuration/main.ts', ...given, '--address', served('ADDRESSES') ?? ''];
  const env = { ...process.env, STATIONHOUSE_PASSWORD: PASSWORD, LANG: 'zh_CN.UTF-8' };
  return run(process.execPath, tool, { env }).then(({ stdout }) => ({ code: 0, said: stdout }), (failed: { code: number; stdout: string; stderr: string }) => ({ code: failed.code, said: failed.stdout + failed.stderr }));
}

test('the chief takes the configuration away as files, changes one, is told what is wrong and what would change, and puts it in force', async ({ page }) => {
  const base = await signIn(page, 'chief-beiji');
  await page.goto(`${base}/configuration`);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出现行配置' }).click();
  const saved = await coming;
  const zip = new PizZip(readFileSync(await saved.path()));
  expect(zip.file('configuration.yaml')?.asText()).toContain('level: station');

  const overlay = (days: number) => `overlay: station\nof: { workflow: dispute-mediation, template: 1 }\nbecause: 提前准备\nparameters: { laterReminder: P${days}D }\n`;
  const bring = async (content: string) => {
    zip.file('overlays/dispute-mediation.yaml', content);
    await page.locator('input[accept=".zip"]').setInputFiles({ name: '北集.zip', mimeType: 'application/zip', buffer: zip.generate({ type: 'nodebuffer' }) });
  };
  await bring(overlay(400));
  await expect(page.getByRole('status').filter({ hasText: '有问题，一项未改' })).toBeVisible();
  await expect(page.getByRole('cell', { name: /overlays\/dispute-mediation\.yaml:4/ })).toBeVisible();
  await bring(overlay(3));
  await expect(page.getByRole('status').filter({ hasText: '试算，尚未生效' })).toBeVisible();
  await page.getByRole('button', { name: /^全部生效/ }).click();
  await expect(page.getByRole('status').filter({ hasText: '已生效' })).toBeVisible();
});

test('the command line: export, compare, import, each under the rights of whoever signs in', { tag: '@long' }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-configuration-'));
  try {
    const of = [folder, '--login', 'chief-xuefu', '--station', 'XF'];
    expect(await command('export', ...of)).toMatchObject({ code: 0, said: expect.stringContaining('configuration.yaml') });
    expect(await command('diff', ...of)).toMatchObject({ code: 0 });
    writeFileSync(path.join(folder, 'hours.yaml'), 'closes: "18:00"\nshifts: []\n');
    expect(await command('diff', ...of)).toMatchObject({ code: 1, said: expect.stringContaining('→ 18:00') });
    expect(await command('import', ...of)).toMatchObject({ code: 0 });
    expect(await command('diff', ...of)).toMatchObject({ code: 0 });
    expect(await command('diff', folder, '--login', 'chief-xuefu')).toMatchObject({ code: 2 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
