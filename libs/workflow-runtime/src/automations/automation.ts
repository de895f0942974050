import type { Bilingual, Id, IsoDuration } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { EgressAnswer, EgressRequest } from './egress/declaration.js';

// What a handler's own file imports, and with it the process that runs it: types and little else (ADR 0012).

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

/** A document that an automation makes. */
export interface DocumentToMake {
  /** Its id, as the plugin declares it: `mediation-agreement`. */
  readonly document: string;
  /** By the schema of the document. */
  readonly data: JsonObject;
  /** As people see it, without an ending. */
  readonly name: string;
  /** What it is for, shown beside it. */
  readonly purpose?: string | undefined;
}

/** A document as it was attached: twice the same content. */
export interface DocumentFiles {
  readonly word: AttachedFile;
  /** Null when the data hold a sign that the PDF's font has not: then the Word file alone is to be printed. */
  readonly pdf: AttachedFile | null;
}

/** An exercise as a handler is told of it; moments are ISO 8601, those of objectives and lines by the exercise's clock. */
export interface ExerciseFacts {
  readonly title: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly objectives: readonly { readonly place: number; readonly title: string; readonly result: string; readonly targetSeconds: number; readonly measuredSeconds: number | null }[];
  readonly lines: readonly { readonly at: string; readonly kind: string; readonly title: Bilingual; readonly detail?: Bilingual }[];
}

/** What a handler asks the house to do. Each may be asked again by a repeated attempt, and is done once. */
export interface AutomationDoors {
  /**
   * Attaches a file to the instance: it is read there with a purpose, as uploads are, and the history vouches for it.
   * @throws StationhouseError INSTANCE_CLOSED, FILE_TYPE_REFUSED, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  readonly attach: (file: FileToAttach) => Promise<AttachedFile>;
  /**
   * Makes a document that the plugin declares, from the Word template in force at the station, and attaches it as Word and as PDF. The history vouches for
   * both, and it is kept which version of which template they were made from.
   * @throws AutomationFailure `unknownDocument`, `documentDataInvalid` (both final); StationhouseError as {@link attach}, TOO_MANY_REQUESTS
   */
  readonly document: (wish: DocumentToMake) => Promise<DocumentFiles>;
  /** An exercise of the station as it went: titles come from definitions and the plan, never from data. Null where there is none. */
  readonly exercise: (id: string) => Promise<ExerciseFacts | null>;
  /** Of a call that makes another good: takes away the files which that one attached. @returns how many */
  readonly withdrawFiles: () => Promise<number>;
  /**
   * Asks a destination that the plugin declares in `egress` and the installation allows (`EGRESS`). The platform makes the request: https, no
   * redirects, the call's id as `Idempotency-Key`. Any status is an answer.
   * @param destination the id under which the plugin declares it
   * @throws AutomationFailure `egressUndeclared`, `egressNotAllowed`, `egressInvalid` (all final), `egressFailed`, `egressTooLarge`
   */
  readonly fetch: (destination: string, request?: EgressRequest) => Promise<EgressAnswer>;
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
  /** The plugin's settings at the station, as they are when the attempt begins. */
  readonly settings: JsonObject;
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
  /**
   * `import.meta.url`: the file that declares and exports it. Handlers run in a process of their plugin's own, which imports this file and
   * nothing else: what stands on its top level runs there, and what it imports costs time and memory there.
   */
  readonly module: string;
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
  /** The address of the file that exports it. */
  readonly module: string;
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
