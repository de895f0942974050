/**
 * The contract plugins are written against, as committed files: `libs/plugin-api/plugin-api.api.md` and
 * `libs/plugin-web/plugin-web.api.md`, made by API Extractor from the built types. A change of the contract changes them, so that
 * nobody changes it unseen; an export without a docstring is refused.
 * `npm run check:api` compares, `npm run check:api -- --write` writes them anew.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IExtractorConfigPrepareOptions } from '@microsoft/api-extractor';

const LIBRARIES = path.resolve(import.meta.dirname, '../../libs');
/** The libraries of the contract, each with those whose parts it hands on as its own. */
const CONTRACT = {
  'plugin-api': ['@stationhouse/access', '@stationhouse/analytics', '@stationhouse/audit', '@stationhouse/database', '@stationhouse/files', '@stationhouse/workflow-runtime'],
  'plugin-web': ['@stationhouse/kernel'],
} as const;

const write = process.argv.includes('--write');
const problems: string[] = [];
for (const [library, handsOn] of Object.entries(CONTRACT)) problems.push(...check(library, handsOn));
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`The contract of plugins is as its reports say (${Object.keys(CONTRACT).join(', ')}).\n`);
}

function check(library: string, handsOn: readonly string[]): string[] {
  const folder = path.join(LIBRARIES, library);
  const scratch = mkdtempSync(path.join(tmpdir(), 'stationhouse-api-'));
  const found: string[] = [];
  try {
    const config = configOf(folder, library, handsOn, scratch);
    const { apiReportChanged } = Extractor.invoke(config, {
      localBuild: write,
      messageCallback: (message) => {
        if (message.category === 'Compiler') found.push(`${library}: ${message.text}`);
        // What it says of itself is ours to say.
        message.logLevel = ExtractorLogLevel.None;
      },
    });
    if (apiReportChanged && !write) found.push(`libs/${library}/${library}.api.md is not what the code says. Read what you change for plugins, then: npm run check:api -- --write`);
    const report = readFileSync(path.join(scratch, `${library}.api.md`), 'utf8');
    found.push(...undocumented(report).map((name) => `${library}: the export ${name} has no docstring.`));
    return found;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function configOf(folder: string, library: string, handsOn: readonly string[], scratch: string): ExtractorConfig {
  const entry = path.join(folder, 'dist/index.d.ts');
  const packageFile = path.join(folder, 'package.json');
  const quiet = { default: { logLevel: ExtractorLogLevel.None } };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: packageFile,
    packageJson: JSON.parse(readFileSync(packageFile, 'utf8')) as NonNullable<IExtractorConfigPrepareOptions['packageJson']>,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: entry,
      bundledPackages: [...handsOn],
      compiler: { overrideTsconfig: { compilerOptions: { module: 'NodeNext', target: 'ES2022', lib: ['ES2024', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'], jsx: 'react-jsx', strict: true, skipLibCheck: true, types: [] }, files: [entry] } },
      apiReport: { enabled: true, reportFileName: `${library}.api.md`, reportFolder: folder, reportTempFolder: scratch },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // Nothing is alpha or beta here, and docstrings are read by people: release tags and TSDoc's own rules say nothing to them.
      messages: { extractorMessageReporting: { ...quiet, 'ae-forgotten-export': { logLevel: ExtractorLogLevel.None, addToApiReportFile: true } }, tsdocMessageReporting: quiet },
    },
  });
}

/** Names of exports above which the report says that they have no docstring; their members may speak for themselves. */
function undocumented(report: string): string[] {
  return [...report.matchAll(/^\/\/ @public \(undocumented\)\nexport (?:abstract |async |const |class |enum |function |interface |type )*(\w+)/gm)].map(([, name]) => name ?? '');
}
