import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import { SWC } from '../swc.mjs';

const TYPESCRIPT = /\.tsx?$/;
const globals = new URL('./globals.mjs', import.meta.url).href;

/** Loader hooks of Node: `./x.js` is `./x.ts` where that is what there is, and what Jest gives a suite comes from the runner. */
export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: globals, format: 'module', shortCircuit: true };
  if (specifier.startsWith('.') && specifier.endsWith('.js') && TYPESCRIPT.test(context.parentURL ?? '')) {
    for (const ending of ['.ts', '.tsx']) {
      const source = new URL(specifier.replace(/\.js$/, ending), context.parentURL);
      if (await access(source).then(() => true, () => false)) return { url: source.href, format: 'module', shortCircuit: true };
    }
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  const file = url.split('?')[0];
  if (!TYPESCRIPT.test(file)) return next(url, context);
  const { code } = await transformFile(fileURLToPath(file), { ...SWC, swcrc: false, configFile: false, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
