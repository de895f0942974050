import { isDuration, text, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import { compileSchema, type Checker, type JsonObject } from '@stationhouse/workflow';
import type { AutomationCallRow } from '../entities.js';

/** A file that an automation makes. */
export interface FileToAttach {
  /** As people see it, with its ending: `治安调解协议书.docx`. */
  readonly name: string;
  readonly content: Uint8Array;
  /** What it is for, shown beside it. */
  readonly purpose?: string | undefined;
}

/** A file as it was attached. */
export interface AttachedFile {
  readonly id: Id;
  /** Of its bytes; the history names the same. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What a handler asks the house to do. Each may be asked again by a repeated attempt, and is done once. */
export interface AutomationDoors {
  /**
   * Attaches a file to the instance: it is read there with a purpose, as uploads are, and the history vouches for it.
   * @throws StationhouseError INSTANCE_CLOSED, FILE_TYPE_REFUSED, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  readonly attach: (file: FileToAttach) => Promise<AttachedFile>;
  /** Of a call that makes another good: takes away the files which that one attached. @returns how many */
  readonly withdrawFiles: () => Promise<number>;
}

/** What a handler knows of its call. It has no database: what it needs is in its input, what it may do are {@link AutomationDoors}. */
export interface AutomationContext<Input extends JsonObject = JsonObject> extends AutomationDoors {
  /** The same for every attempt of one call: hand it to outside systems as their idempotency key. */
  readonly callId: Id;
  readonly instanceId: Id;
  /** The instance's number, as people know it. */
  readonly number: string;
  readonly station: { readonly name: string; readonly timeZone: string };
  readonly input: Input;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the time is up, the process stops, or nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** Domain time at the beginning of the attempt. */
  readonly now: Date;
}

/** How often a call is tried, and how long it waits before the second attempt; the wait doubles, up to an hour. */
export interface AutomationRetry {
  readonly attempts: number;
  readonly backoff?: IsoDuration | undefined;
}

/** What a plugin says of one automation. */
export interface AutomationDeclaration<Input extends JsonObject, Output extends JsonObject> {
  /** kebab-case; definitions call it by this name. Unique in the house. */
  readonly id: string;
  readonly title: Bilingual;
  /** JSON Schema 2020-12 of the input; `x-personal` on what is personal. Shown to whoever repairs a call, masked by it. */
  readonly input: JsonObject;
  /** JSON Schema 2020-12 of the result. */
  readonly output: JsonObject;
  /** How long one attempt may take, where the definition says nothing. Default one minute, thirty at most. */
  readonly timeout?: IsoDuration;
  /** Where the definition says nothing. Default five attempts, the second after ten seconds. */
  readonly retry?: AutomationRetry;
  /** After so many failures in a row nothing is called for `pause`; then one call tries. Default 5 and `PT1M`. */
  readonly breaker?: { readonly failures: number; readonly pause: IsoDuration };
  /** What its own failures mean and what to do, by the code of {@link AutomationFailure}; shown to whoever repairs a call. */
  readonly failures?: Readonly<Record<string, Bilingual>>;
  /** The result in an exercise, where the definition says nothing: nothing leaves the system then. */
  readonly dry: Output | ((input: Input) => Output);
  /**
   * Does the work. May run twice for one call (a process killed between the work and its record).
   * @throws AutomationFailure to say why it failed; any other error is told by its name alone
   */
  readonly handle: (context: AutomationContext<Input>) => Promise<Output>;
}

/** An automation as the runtime knows it. */
export interface Automation {
  readonly id: string;
  readonly title: Bilingual;
  readonly input: JsonObject;
  readonly output: JsonObject;
  readonly timeout: IsoDuration;
  readonly retry: AutomationRetry;
  readonly breaker: { readonly failures: number; readonly pause: IsoDuration };
  readonly failures?: Readonly<Record<string, Bilingual>>;
  readonly dry: (input: JsonObject) => JsonObject;
  readonly handle: (context: AutomationContext) => Promise<JsonObject>;
}

const DEFAULTS = { timeout: 'PT1M', retry: { attempts: 5, backoff: 'PT10S' }, breaker: { failures: 5, pause: 'PT1M' } } as const;

/** Declares an automation for a plugin's `automations`. */
export function defineAutomation<Input extends JsonObject, Output extends JsonObject>(declaration: AutomationDeclaration<Input, Output>): Automation {
  const { dry } = declaration;
  return Object.freeze({ ...DEFAULTS, ...declaration, dry: (typeof dry === 'function' ? dry : () => dry) as unknown as Automation['dry'], handle: declaration.handle as unknown as Automation['handle'] });
}

/** Why a call failed, in a word: a stable code, and at most a static note. Never personal data: both are shown and logged. */
export class AutomationFailure extends Error {
  override readonly name = 'AutomationFailure';

  /**
   * @param code camelCase, heard by the definition as `event.error`: `unknownRecipient`
   * @param options.final true when trying again cannot help
   */
  constructor(
    readonly code: string,
    readonly options: { readonly note?: string; readonly final?: boolean } = {},
  ) {
    super(code);
  }
}

/** Runs a handler. The seam for walls around it, such as a process of its own. */
export type RunAutomation = (automation: Automation, context: AutomationContext) => Promise<JsonObject>;

/** Runs a handler in this process. */
export const runHere: RunAutomation = (automation, context) => automation.handle(context);

/** What is wrong with a declaration; empty when nothing is. */
export function automationProblems(automation: Automation): Bilingual[] {
  const { id, timeout, retry, breaker } = automation;
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`自动步骤 ${id}：${zhCN}`, `The automation ${id}: ${en}`));
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
  for (const duration of [timeout, retry.backoff ?? 'PT0S', breaker.pause]) if (!isDuration(duration)) note(`“${duration}”不是时长，例如 PT30S。`, `"${duration}" is not a duration like PT30S.`);
  for (const count of [retry.attempts, breaker.failures]) if (!Number.isInteger(count) || count < 1) note('次数须为正整数。', 'attempts and failures are whole numbers from 1.');
  for (const part of ['input', 'output'] as const) {
    try {
      compileSchema(automation[part]);
    } catch (error) {
      note(`${part} 不是有效的 JSON Schema。`, `${part} is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`);
    }
  }
  return problems;
}

/** The automations of a composition, by id. */
export class AutomationBook {
  /** Where files go; set by what keeps attachments. */
  files: { attach(call: AutomationCallRow, file: FileToAttach): Promise<AttachedFile>; withdraw(call: AutomationCallRow): Promise<number> } | undefined;
  private readonly byId: ReadonlyMap<string, Automation>;

  constructor(automations: readonly Automation[]) {
    this.byId = new Map(automations.map((automation) => [automation.id, automation]));
  }

  find(id: string): Automation | undefined {
    return this.byId.get(id);
  }

  /** What a call may ask of the house. */
  doorsOf(call: AutomationCallRow): AutomationDoors {
    const files = () => {
      if (this.files === undefined) throw new AutomationFailure('noFileStore', { note: 'this installation keeps no files', final: true });
      return this.files;
    };
    return { attach: async (file) => files().attach(call, file), withdrawFiles: async () => files().withdraw(call) };
  }

  /** Checks what goes in or comes out of an automation. */
  checker(automation: Automation, part: 'input' | 'output'): Checker {
    return compileSchema(automation[part]);
  }
}
