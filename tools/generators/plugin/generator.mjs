import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { generateFiles, updateJson } from '@nx/devkit';

/** The halves of a plugin, each a package of its own. */
const HALVES = ['common', 'server', 'web'];
/** Where a new project is listed for the compiler, and which of its halves. */
const REFERENCES = { 'tsconfig.json': { halves: HALVES, before: 'apps/api' }, 'apps/api/tsconfig.json': { halves: ['server'], up: '../../' }, 'apps/web/tsconfig.json': { halves: ['web'], up: '../../' } };

/**
 * `npx nx g @stationhouse/tools:plugin night-patrol --zh 夜间巡查`: a plugin that passes every check, with a workflow, a form, a rule, a
 * page, metrics and tests. It is put into both compositions, linked as a workspace (offline: it needs nothing from a registry), and
 * what is made from the code is made anew.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ id: string; zh?: string; en?: string; number?: string; register?: boolean }} options
 */
export default function plugin(tree, { id, zh, en, number, register = true }) {
  const folder = `plugins/${id}`;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new Error(`"${id}" is no id of a plugin: write it in kebab-case, such as night-patrol.`);
  if (tree.exists(folder)) throw new Error(`${folder} is there already: choose another id, or delete that folder first.`);
  const words = id.split('-');
  const title = en ?? words.join(' ').replace(/^./, (letter) => letter.toUpperCase());
  const type = words.map((word) => word.replace(/^./, (letter) => letter.toUpperCase())).join('');
  const field = type.replace(/^./, (letter) => letter.toLowerCase());
  generateFiles(tree, path.join(import.meta.dirname, 'files'), folder, {
    id, type, field, en: title, zh: zh ?? id, many: plural(field), letters: number ?? lettersOf(words), tmpl: '',
  });
  for (const half of HALVES) link(tree, id, half);
  for (const [file, { halves, before, up = '' }] of Object.entries(REFERENCES)) updateJson(tree, file, (config) => ({ ...config, references: referring(config.references, halves.map((half) => `${up}${folder}/${half}`), before) }));
  compose(tree, 'apps/api/src/composition.ts', id, field, 'server', /(const PLUGINS: readonly PluginDeclaration\[\] = \[)([^\]]*)\]/);
  compose(tree, 'apps/web/src/composition.ts', id, field, 'web', /(export const plugins: readonly PluginWeb\[\] = \[)([^\]]*)\]/);
  return () => finish(tree.root, id, register);
}

/** As the typed queries are named (libs/workflow-runtime, typed/names.ts): this file runs before anything is built. */
function plural(name) {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

/** At least two letters: NP for night-patrol, FI for fire. */
function lettersOf(words) {
  return (words.length > 1 ? words.map(([letter]) => letter).join('').slice(0, 4) : words[0].slice(0, 2).padEnd(2, 'x')).replaceAll(/[^a-z]/g, 'x').toUpperCase();
}

/** As `npm install` would write it. */
function link(tree, id, half) {
  const name = `@stationhouse/${id}-${half}`;
  updateJson(tree, 'package-lock.json', (lock) => {
    const packages = { ...lock.packages, [`node_modules/${name}`]: { resolved: `plugins/${id}/${half}`, link: true }, [`plugins/${id}/${half}`]: { name, version: '0.1.0', license: 'Apache-2.0' } };
    return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([left], [right]) => (left === '' ? -1 : right === '' ? 1 : left.localeCompare(right, 'en')))) };
  });
}

function referring(references, paths, before) {
  const at = references.findIndex((reference) => reference.path === before);
  return references.toSpliced(at === -1 ? references.length : at, 0, ...paths.map((one) => ({ path: one })));
}

/** Adds the plugin to a composition: its import, and its name in the one list of plugins. */
function compose(tree, file, id, field, half, list) {
  const before = tree.read(file, 'utf8');
  if (!list.test(before)) throw new Error(`${file} has no list of plugins where this generator looks for it.`);
  const imported = before.replace(/^(import [^\n]+-(?:server|web)';\n)/m, `$1import ${field} from '@stationhouse/${id}-${half}';\n`);
  tree.write(file, imported.replace(list, (_, head, names) => `${head}${[names, field].filter(Boolean).join(', ')}]`));
}

/** What is no file of the repository: the links of the workspace, and what is made by running the code. */
function finish(root, id, register) {
  for (const half of HALVES) {
    const place = path.join(root, 'node_modules/@stationhouse', `${id}-${half}`);
    mkdirSync(path.dirname(place), { recursive: true });
    if (!existsSync(place)) symlinkSync(path.relative(path.dirname(place), path.join(root, 'plugins', id, half)), place, 'junction');
  }
  for (const script of register ? ['generate', 'codegen', 'histories:record'] : ['histories:record']) {
    console.log(`npm run ${script} …`);
    const { status } = spawnSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) throw new Error(`npm run ${script} failed; its reason stands above. The plugin's files are written: mend it and run the script again.`);
  }
  console.log(`plugins/${id} stands. Next: npm run jest -- plugins/${id}; then npm start, and its page is in the menu. docs/guides/plugin-author.md goes on from here.`);
}
