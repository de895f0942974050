import type { Tenant } from '@stationhouse/database';
import { notFound, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { TemplateProblem } from '@stationhouse/files';
import { definitionError } from '@stationhouse/workflow';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../configuration/folder/part.js';
import { readIn, written } from '../configuration/folder/yaml.js';
import type { Scope } from '../configuration/overlays.js';
import { manageTemplates } from '../permissions.js';
import type { DocumentBook } from './book.js';
import { latestChoices, listTemplates, type NewTemplate, type TemplateRow, type Templates } from './templates.js';

const FILES = /^documents\/([a-z][a-z0-9-]*)\.yaml$/;
/** The name that people see, the Word file beside it, and what names its bytes. */
const grammar = z.strictObject({ name: z.string().min(1).max(200), file: z.string().regex(/^[a-z0-9][a-z0-9.-]*\.docx$/), sha256: z.string().regex(/^[0-9a-f]{64}$/), locked: z.boolean().default(false) });

/** The Word templates that a bureau or station has put in force: a YAML for each, which names the Word file beside it. */
export class TemplateFiles implements ConfigurationPart {
  readonly levels = ['bureau', 'station'] as const;
  readonly permission = manageTemplates;
  readonly files = FILES;
  readonly binaries = /^documents\/[a-z0-9][a-z0-9.-]*\.docx$/;

  constructor(
    private readonly book: DocumentBook,
    private readonly templates: Templates,
  ) {}

  async read(tenant: Tenant, scope: Scope): Promise<ConfigurationFile[]> {
    const rows = await listTemplates(tenant, [scope.scopeId]);
    const files: ConfigurationFile[] = [];
    for (const { document, version, locked } of await latestChoices(tenant, [scope.scopeId])) {
      const row = rows.find((one) => one.document === document && one.version === version);
      if (row === undefined || this.book.find(document) === undefined) continue;
      const file = `${document}.docx`;
      files.push({ path: `documents/${document}.yaml`, content: written({ name: row.name, file, sha256: row.sha256, ...(locked ? { locked } : {}) }) });
      files.push({ path: `documents/${file}`, content: (await this.templates.bytesOf(row)).toString('base64'), binary: true });
    }
    return files;
  }

  async write(tenant: Tenant, scope: Scope, what: WriteFile): Promise<readonly Bilingual[]> {
    const document = FILES.exec(what.file.path)?.[1] ?? '';
    const { title } = this.book.get(document).declaration;
    const wanted = readIn(grammar, what.file);
    const bytes = bytesBeside(what, wanted);
    const [rows, choices] = [(await listTemplates(tenant, [scope.scopeId])).filter((one) => one.document === document), await latestChoices(tenant, [scope.scopeId], document)];
    const now = choices.find(({ scopeId }) => scopeId === scope.scopeId);
    const chosen = rows.find(({ version }) => version === now?.version);
    if (chosen?.sha256 === wanted.sha256 && chosen.name === wanted.name && now?.locked === wanted.locked) return [];
    const known = rows.find(({ sha256, name }) => sha256 === wanted.sha256 && name === wanted.name);
    const { version } = known ?? (await this.take(tenant, scope, document, { name: wanted.name, bytes }, what));
    await this.templates.chooseIn(tenant, scope, { document, version, locked: wanted.locked, expectedRevision: now?.revision ?? 0, idempotencyKey: `${what.idempotencyKey} choose` });
    const locked = wanted.locked ? text('，各所统一使用', ', the same at all stations') : text('', '');
    return [text(`${title['zh-CN']}：启用模板“${wanted.name}”${locked['zh-CN']}`, `${title.en}: the template "${wanted.name}" holds${locked.en}`)];
  }

  /** The bytes are kept when all of the folder is: what a dry run tried leaves nothing behind. */
  private async take(tenant: Tenant, scope: Scope, document: string, file: NewTemplate, { file: { path }, whenKept }: WriteFile): Promise<TemplateRow> {
    const checked = await this.templates.check(document, file).catch((error: unknown) => {
      throw inWords(error, path);
    });
    whenKept(() => this.templates.store(scope, file.bytes));
    return this.templates.take(tenant, scope, document, file, checked);
  }
}

function bytesBeside({ file: { path }, beside }: WriteFile, { file, sha256 }: { readonly file: string; readonly sha256: string }): Buffer {
  const bytes = beside(`documents/${file}`);
  if (bytes === undefined) throw notFound(text(`${path} 所指的 Word 文件“documents/${file}”`, `The Word file "documents/${file}" that ${path} names`));
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw definitionError([{ code: 'HASH', path: 'sha256', fileName: path, text: text(`“documents/${file}”的内容与所记的 sha256 不符：文件已改动的，请更新 sha256；否则请重新导出。`, `"documents/${file}" is not the file that sha256 names. If it was changed, write its new sha256; else export again.`) }]);
}

/** What is wrong with a Word file, said as of any file of a folder: each problem by itself. */
function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof StationhouseError) || error.code !== 'TEMPLATE_INVALID') return error;
  const problems = (error.details?.['problems'] ?? []) as readonly TemplateProblem[];
  return definitionError(problems.map(({ code, text: said }) => ({ code, path: '', fileName: path, text: said })));
}
