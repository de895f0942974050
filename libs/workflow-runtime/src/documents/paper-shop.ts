import type { Schema, TemplateCheck } from '@stationhouse/files';
import { newId, StationhouseError, text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { AutomationFailure, type Automation, type AutomationContext } from '../automations/automation.js';
import { noWalls, type AutomationWalls } from '../automations/walls/walls.js';
import { checkPaper, makePaper, PDF_FILE, WORD_FILE, type PaperOutput } from './papers.js';

/** A paper that was made. */
export interface Paper {
  readonly word: Buffer;
  /** Undefined when it was not asked for, or when signs are missing. */
  readonly pdf: Buffer | undefined;
  /** Signs that the PDF's font has not. */
  readonly missing: readonly string[];
}

/** The processes of papers, among those of the plugins: no plugin has such an id. */
const PROCESSES = '@documents';
/** As many as its processes run at once; more would be refused as crowded. */
const AT_ONCE = 2;
/** Whoever comes when so many wait had better come again. */
const MOST_WAITING = 30;
const LONGEST_MS = 30_000;

/** Checks templates and makes papers, each in a process with a limit on time and memory, a few at once. */
export class PaperShop {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly walls: AutomationWalls = noWalls) {}

  /** Looks at a template. One that takes too much time or memory to look at is a problem, too. */
  async check(template: Buffer, schema: Schema): Promise<TemplateCheck> {
    try {
      const { output } = await this.run(checkPaper, { template: template.toString('base64'), schema: schema as JsonObject });
      return output as unknown as TemplateCheck;
    } catch (error) {
      if (!tooMuch(error)) throw error;
      return { problems: [{ code: 'tooHeavy', tag: null, near: null, text: text('模板过于复杂，在限定的时间和内存内无法处理。请用 Word 新建文档，把文字粘贴进去后上传。', 'The template is too complex to be worked on in the time and memory there is. Paste its text into a new Word document.') }], warnings: [] };
    }
  }

  /**
   * Fills a template.
   * @param data checked against the schema; made-up ones when absent
   * @throws AutomationFailure `timeout`, `memoryExceeded`, `processEnded`; StationhouseError TOO_MANY_REQUESTS
   */
  async make(template: Buffer, schema: Schema, data: JsonObject | undefined, wish: { readonly pdf: boolean }): Promise<Paper> {
    const { output, files } = await this.run(makePaper, { template: template.toString('base64'), schema: schema as JsonObject, pdf: wish.pdf, ...(data === undefined ? {} : { data }) });
    const word = files.get(WORD_FILE);
    if (word === undefined) throw new Error('A paper that was made is there.');
    return { word, pdf: files.get(PDF_FILE), missing: (output as unknown as PaperOutput).missing };
  }

  private async run(work: Automation, input: JsonObject): Promise<{ readonly output: JsonObject; readonly files: ReadonlyMap<string, Buffer> }> {
    await this.turn();
    const files = new Map<string, Buffer>();
    const begin = (): AutomationContext => ({
      callId: newId(), instanceId: newId(), number: '', station: { name: '', timeZone: 'UTC' }, settings: {}, input, attempt: 1, now: new Date(), signal: AbortSignal.timeout(LONGEST_MS),
      attach: async ({ name, content }) => {
        files.set(name, Buffer.from(content));
        return { id: newId(), sha256: '', bytes: content.byteLength };
      },
      exercise: nothingElse, withdrawFiles: nothingElse, fetch: nothingElse, document: nothingElse,
    });
    try {
      return { output: await this.walls.run(PROCESSES, work, begin, AbortSignal.timeout(2 * LONGEST_MS)), files };
    } catch (error) {
      throw error instanceof Error && error.name === 'TimeoutError' ? new AutomationFailure('timeout') : error;
    } finally {
      // Whoever waits takes the place over; nobody comes between.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }

  private async turn(): Promise<void> {
    if (this.running < AT_ONCE) return void (this.running += 1);
    if (this.waiting.length >= MOST_WAITING) throw new StationhouseError('TOO_MANY_REQUESTS', text('正在制作的文书较多，请稍后再试。', 'Many papers are being made. Try again in a moment.'));
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

/** Papers are made of what they are given. */
function nothingElse(): Promise<never> {
  return Promise.reject(new AutomationFailure('unknownDoor', { final: true }));
}

function tooMuch(error: unknown): boolean {
  return error instanceof AutomationFailure && ['timeout', 'memoryExceeded', 'processEnded'].includes(error.code);
}
