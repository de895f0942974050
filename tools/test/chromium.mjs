import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Debian's build without a screen of its own comes first: the same engine, for half the work. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The browser of this machine, for browser tests and the screen tour: CHROMIUM_PATH, else one of the usual names. As
 * root on a Debian-like system a missing one is installed, with a font that has Chinese; elsewhere the one command to
 * run is named.
 * @returns its path
 */
export function findChromium() {
  const found = search();
  if (found !== undefined) return found;
  if (mayInstall()) {
    process.stderr.write('Installing Chromium and a Chinese font (apt) …\n');
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
    for (const name of ['chromium-headless-shell', 'chromium']) {
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name, 'fonts-noto-cjk'], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
      const installed = search();
      if (installed !== undefined) return installed;
    }
  }
  throw new Error(`No Chromium found. ${advice()}`);
}

/** What to start it with: root has no sandbox, and a container's shared memory is small. */
export function chromiumArguments() {
  return ['--disable-dev-shm-usage', '--enable-unsafe-swiftshader', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}

function search() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (isProgram(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH names ${wanted}, which is not a program.`);
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return [...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...ELSEWHERE].find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mayInstall() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

function advice() {
  if (process.platform === 'darwin') return 'Run: brew install --cask chromium (or set CHROMIUM_PATH).';
  if (process.platform === 'win32') return 'Run: winget install Google.Chrome (or set CHROMIUM_PATH).';
  return 'Run: sudo apt-get install -y chromium fonts-noto-cjk (or set CHROMIUM_PATH).';
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.stdout.write(`${findChromium()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
