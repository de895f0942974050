import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, isStationhouseError, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { definitionError, type DefinitionProblem } from '@stationhouse/workflow';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { configurationImported } from '../../audit-actions.js';
import type { WorkflowCatalog, Workflows } from '../../catalog/catalog.js';
import type { Keyed } from '../../commands.js';
import { INSTALLATION } from '../../migrations/0500-workflow.js';
import { once } from '../once.js';
import { undoable } from '../undoable.js';
import type { Scope } from '../overlays.js';
import { withMarks, withoutMarks } from './own-marks.js';
import type { ConfigurationFile, ConfigurationPart, Origin, WriteFile } from './part.js';
import { leadOn, readIn, written } from './yaml.js';

/** What a file does to the scope. */
export interface FileChange {
  readonly path: string;
  readonly text: Bilingual;
}

/** What keeps a file from being brought in. */
export interface FileProblem {
  readonly path: string;
  /** From 1; undefined where the file as a whole is meant. */
  readonly line?: number | undefined;
  readonly code: string;
  readonly text: Bilingual;
}

/** What an import came to. */
export interface ImportedFolder {
  /** False for a dry run, and while anything is wrong: nothing was changed. */
  readonly applied: boolean;
  readonly changes: readonly FileChange[];
  readonly problems: readonly FileProblem[];
  /** Files that say what holds already. */
  readonly unchanged: readonly string[];
}

export interface ImportFolder extends Keyed {
  readonly files: readonly ConfigurationFile[];
  readonly dryRun: boolean;
}

/** Files to be brought in within another command. */
export type BringFolder = Pick<ImportFolder, 'files' | 'idempotencyKey'> & Pick<WriteFile, 'reviewed' | 'whenKept'>;

/** Checks what the caller may do; libs/access answers. @throws StationhouseError FORBIDDEN */
export type May = (permission: string) => boolean;

const MANIFEST = 'configuration.yaml';
const MOST_FILES = 200;
const MOST_CHARACTERS = 800_000;
/** Of binary files in base64, in all: some two megabytes. */
const MOST_BINARY = 3_000_000;
const LONGEST_PATH = 200;
const PATH = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/;
const manifestGrammar = z.strictObject({
  format: z.literal(1),
  level: z.enum(['bureau', 'station']),
  of: z.string().max(200).optional(),
  templates: z.record(z.string(), z.strictObject({ number: z.int().positive(), hash: z.string().min(1).max(100) })).default({}),
});

/** The whole configuration of a bureau or station as a folder of files: kept in git, compared, carried from one installation to another. */
export class ConfigurationFolder {
  private readonly parts: ConfigurationPart[];

  constructor(
    private readonly catalog: WorkflowCatalog,
    parts: readonly ConfigurationPart[],
  ) {
    this.parts = [...parts];
  }

  /** Names a part of another library; parts are written in the order in which they were named. */
  also(part: ConfigurationPart): void {
    this.parts.push(part);
  }

  /** The files, by path, with a manifest of what they are written for. Parts the caller may not change are left out. @param of whose it is, for people */
  async read(tenant: Tenant, scope: Scope, may: May, of: string): Promise<ConfigurationFile[]> {
    const files: ConfigurationFile[] = [];
    for (const part of this.partsOf(scope, may)) files.push(...(await part.read(tenant, scope)));
    const templates = await tenant.sql<{ workflow: string; template: number; hash: string }>('SELECT workflow, template, hash FROM definition WHERE scope_id = $1 AND template IS NOT NULL UNION ALL SELECT workflow, edition, hash FROM authored_edition', [INSTALLATION]);
    const workflows = await this.catalog.seen(tenant);
    const present = workflows.all().flatMap(({ compiled: { id } }) => templates.filter(({ workflow, template }) => workflow === id && template === templateOf(workflows, id, files)));
    const manifest = { format: 1, level: scope.level, of, templates: Object.fromEntries(present.map(({ workflow, template, hash }) => [workflow, { number: template, hash }])) };
    return (await withoutMarks(tenant, [{ path: MANIFEST, content: written(manifest) }, ...files])).sort((left, right) => (left.path < right.path ? -1 : 1));
  }

  /**
   * Brings a folder in, all of it or nothing: each file by the commands the pages use, one after the other in one transaction. What no
   * file says stays. A dry run does the same and keeps nothing.
   * @param run opens the transaction of the scope
   * @throws StationhouseError BAD_INPUT, CONFLICT for a key that was used for something else
   */
  async write(run: (work: (tenant: Tenant) => Promise<ImportedFolder>) => Promise<ImportedFolder>, scope: Scope, may: May, command: ImportFolder): Promise<ImportedFolder> {
    checkSize(command.files);
    return undoable((undo) =>
      run((tenant) =>
        once(tenant, scope.scopeId, 'import configuration', command, async () => {
          const last: (() => Promise<void>)[] = [];
          const result = await this.bring(tenant, scope, may, { files: command.files, idempotencyKey: command.idempotencyKey, whenKept: (work) => last.push(work) });
          if (command.dryRun || result.problems.length > 0) return undo({ ...result, applied: false });
          for (const work of last) await work();
          return result;
        }),
      ),
    );
  }

  /** Brings a folder in within a command of the caller's, which undoes it where there are problems. */
  async bring(tenant: Tenant, scope: Scope, may: May, command: BringFolder): Promise<ImportedFolder> {
    const result = await this.carryOut(tenant, scope, may, command);
    if (result.problems.length > 0) return result;
    if (result.changes.length > 0) await audit(tenant, { action: configurationImported, ...(scope.level === 'station' ? { stationId: scope.scopeId } : { bureauId: scope.scopeId }), details: { files: [...new Set(result.changes.map(({ path }) => path))] } });
    return { ...result, applied: true };
  }

  private async carryOut(tenant: Tenant, scope: Scope, may: May, { files, idempotencyKey, reviewed, whenKept }: BringFolder): Promise<ImportedFolder> {
    const changes: FileChange[] = [];
    const problems: FileProblem[] = [];
    const unchanged: string[] = [];
    const origin = readManifest(files, scope, problems);
    const parts = this.parts.filter(({ levels }) => levels.includes(scope.level));
    // Parts in their own order: a plugin is enabled before what it brings is set.
    const ordered = parts.flatMap((part) => files.filter(({ path, binary }) => part.files.test(path) && binary !== true).map((file) => ({ part, file })));
    const named = new Set<string>();
    const beside = (path: string) => {
      named.add(path);
      const found = files.find((file) => file.path === path && file.binary === true && parts.some(({ binaries }) => binaries?.test(path) === true));
      return found === undefined ? undefined : Buffer.from(found.content, 'base64');
    };
    for (const { path, binary } of files) if (path !== MANIFEST && !ordered.some(({ file }) => file.path === path) && !(binary === true && parts.some(({ binaries }) => binaries?.test(path) === true))) problems.push({ path, code: 'UNKNOWN_FILE', text: text('此处没有这种配置文件，请核对文件名或移出该文件夹。', 'There is no such file in a configuration of this kind. Check its name, or take it out of the folder.') });
    for (const { part, file } of ordered) {
      await tenant.sql('SAVEPOINT configuration_file');
      try {
        const done = await part.write(tenant, scope, { file: await withMarks(tenant, file), origin, idempotencyKey: keyOf(idempotencyKey, file.path), reviewed, beside, whenKept });
        if (done.length > 0 && !may(part.permission.id)) throw new StationhouseError('FORBIDDEN', text(`需要“${part.permission.title['zh-CN']}”权限。`, `The permission "${part.permission.title.en}" is needed.`));
        if (done.length === 0) unchanged.push(file.path);
        changes.push(...done.map((one) => ({ path: file.path, text: one })));
      } catch (error) {
        if (!isStationhouseError(error)) throw error;
        await tenant.sql('ROLLBACK TO SAVEPOINT configuration_file');
        problems.push(...problemsOf(file.path, error));
      }
    }
    // A file that nothing names would be lost without a word.
    for (const { path, binary } of files) if (binary === true && !named.has(path) && !problems.some((problem) => problem.path === path)) problems.push({ path, code: 'NOT_NAMED', text: text('没有配置文件用到此文件，请核对文件名或移出该文件夹。', 'No file of the folder names this one. Check its name, or take it out of the folder.') });
    return { applied: false, changes, problems, unchanged };
  }

  private partsOf({ level }: Scope, may: May): ConfigurationPart[] {
    return this.parts.filter((part) => part.levels.includes(level) && may(part.permission.id));
  }
}

/** The edition an overlay among the files is written for; the present one where there is none. */
function templateOf(workflows: Workflows, workflow: string, files: readonly ConfigurationFile[]): number {
  const overlay = files.find(({ path }) => path === `overlays/${workflow}.yaml`);
  const stated = /^ {2}template: (\d+)$/m.exec(overlay?.content ?? '')?.[1];
  return stated === undefined ? workflows.templateOf(workflow) : Number(stated);
}

function readManifest(files: readonly ConfigurationFile[], scope: Scope, problems: FileProblem[]): Origin {
  const file = files.find(({ path }) => path === MANIFEST);
  try {
    if (file === undefined) throw definitionError([{ code: 'MISSING', path: '', text: text(`缺少 ${MANIFEST}，请从导出的文件夹中带上它。`, `${MANIFEST} is missing. Keep the one of the exported folder.`) }]);
    const { level, templates } = readIn(manifestGrammar, file);
    if (level !== scope.level) problems.push({ path: MANIFEST, code: 'OTHER_LEVEL', text: level === 'bureau' ? text('这是分局的配置，不能导入派出所。', 'This is the configuration of a bureau; it cannot be brought into a station.') : text('这是派出所的配置，不能导入分局。', 'This is the configuration of a station; it cannot be brought into a bureau.') });
    return { templates: new Map(Object.entries(templates).map(([workflow, { hash }]) => [workflow, hash])) };
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    problems.push(...problemsOf(MANIFEST, error));
    return { templates: new Map() };
  }
}

/** What is wrong in a file: each problem with its line where the error knows them, else the error itself. */
function problemsOf(path: string, error: StationhouseError): FileProblem[] {
  const told = (error.details?.['problems'] ?? []) as readonly DefinitionProblem[];
  const conflicts = (error.details?.['conflicts'] ?? []) as readonly { readonly text: Bilingual }[];
  const found = [...told.map(({ code, line, text: said }) => ({ path, line, code, text: said })), ...conflicts.map((conflict) => ({ path, code: error.code, text: conflict.text }))];
  return found.length > 0 ? found : [{ path, code: error.code, text: leadOn(error) }];
}

function checkSize(files: readonly ConfigurationFile[]): void {
  if (files.length > MOST_FILES) throw badInput('files', text(`一次最多导入 ${MOST_FILES} 个文件。`, `At most ${MOST_FILES} files at a time.`));
  const lengthOf = (wanted: boolean) => files.filter(({ binary = false }) => binary === wanted).reduce((sum, { content }) => sum + content.length, 0);
  if (lengthOf(false) > MOST_CHARACTERS) throw badInput('files', text(`文本文件合计不能超过 ${MOST_CHARACTERS} 个字符。`, `The text files have at most ${MOST_CHARACTERS} characters in all.`));
  if (lengthOf(true) > MOST_BINARY) throw badInput('files', text('Word 文件合计不能超过 2 MB，请分次导入。', 'The Word files have at most 2 MB in all. Bring them in by parts.'));
  const paths = files.map(({ path }) => path);
  const odd = paths.find((path) => path.length > LONGEST_PATH || !PATH.test(path));
  if (odd !== undefined) throw badInput('files', text(`文件名“${odd.slice(0, 60)}”不合要求，只能用小写字母、数字、点、横线和“/”。`, `The file name "${odd.slice(0, 60)}" is not allowed: lower-case letters, digits, dots, hyphens and "/".`));
  if (new Set(paths).size < paths.length) throw badInput('files', text('同一文件出现了两次。', 'A file is there twice.'));
}

/** Short enough for any command, however long key and path are. */
function keyOf(key: string, path: string): string {
  return `files ${createHash('sha256').update(`${key}\n${path}`).digest('base64url')}`;
}
