/**
 * `npm run tour`: starts the built app on a temporary data folder with the demo bureau, walks through it in a real
 * browser and writes docs/images/*.png and docs/tour.md. Build first.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { DEMO_PASSWORD } from '@stationhouse/api';
import { chromiumArguments, findChromium } from '../test/chromium.mjs';
import { openHouse } from './house.js';
import { findGround, STOPS, type Stop } from './stops.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const HEIGHT = 900;
const WIDTH = 1440;

async function signedIn(browser: Browser, url: string, stop: Stop): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    viewport: { width: stop.width ?? WIDTH, height: stop.width === undefined ? HEIGHT : 844 },
    deviceScaleFactor: stop.width === undefined ? 1 : 2,
    locale: stop.language ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  await context.addInitScript((language) => localStorage.setItem('stationhouse.locale', language), stop.language ?? 'zh-CN');
  const page = await context.newPage();
  await page.goto(url);
  const english = stop.language === 'en';
  await page.getByLabel(english ? 'Login' : '账号').fill(stop.login);
  await page.getByLabel(english ? 'Password' : '密码', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: english ? 'Sign in' : '登录' }).click();
  await page.locator('#main h1').waitFor();
  return { context, page };
}

function writeTour(): void {
  const pictures = STOPS.map(({ image, title, text, width }) => {
    const picture = width === undefined ? `![${title}](images/${image}.png)` : `<img src="images/${image}.png" alt="${title}" width="${width}">`;
    return `## ${title}\n\n${text}\n\n${picture}\n`;
  });
  writeFileSync(
    path.join(root, 'docs/tour.md'),
    ['# 图文导览 · A tour in pictures', '', '由 `npm run tour` 从运行中的演示分局截取；人、地点、警情均为虚构。Taken by `npm run tour` from the running demo bureau; people, places and calls are invented.', '', ...pictures].join('\n'),
  );
}

const house = await openHouse(root, DEMO_PASSWORD);
const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumArguments(), '--lang=zh-CN'] });
try {
  mkdirSync(path.join(root, 'docs/images'), { recursive: true });
  const ground = await findGround(house);
  for (const stop of STOPS) {
    const { context, page } = await signedIn(browser, house.url, stop);
    await page.goto(`${house.url}${stop.path(ground)}`);
    await page.locator('#main h1').waitFor();
    await page.waitForLoadState('networkidle');
    await page.waitForFunction(() => document.querySelector('.sh-loading') === null);
    await stop.act?.(page);
    await page.screenshot({ path: path.join(root, 'docs/images', `${stop.image}.png`), animations: 'disabled', caret: 'hide' });
    await context.close();
    console.log(`docs/images/${stop.image}.png`);
  }
  writeTour();
} finally {
  await browser.close();
  await house.stop();
}
