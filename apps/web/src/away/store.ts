import { Dexie, type EntityTable } from 'dexie';
import { newId } from '@stationhouse/kernel';
import type { ApiText, AwayCommand, Failure } from '@stationhouse/plugin-web';
import type { SigningQuery, TakeAlongQuery } from '../gql/away.js';
import type { InboxTaskFragment } from '../gql/tasks.js';
import { newKey, open, openBytes, seal, sealBytes, type Box } from './box.js';
import type { AnswerBook, AnswerState, Queued } from './queue.js';

/** How long what was taken along may stay on a phone. */
export const AWAY_HOURS = 24;

export type Signing = NonNullable<SigningQuery['signing']>;

/** A task as it was taken along: what is asked, and what one needs to read for it. */
export interface TakenTask {
  readonly task: InboxTaskFragment;
  readonly instance: TakeAlongQuery['instance'];
  readonly signing: Signing | null;
  readonly stationName: string;
  readonly timeZone: string;
  /** Whose display name stands for "read out by". */
  readonly officer: string;
  readonly takenAt: string;
}

/** What is written so far: an outcome, and the form by field. */
export interface Draft {
  readonly outcome: string;
  readonly value: Record<string, unknown>;
}

/** An answer that was given, as it lies in its box. */
export interface GivenAnswer {
  readonly stationId: string;
  readonly instanceId: string;
  readonly taskTitle: ApiText;
  readonly instanceTitle: string;
  readonly outcomeTitle: ApiText;
  readonly outcome: string;
  readonly form: Record<string, unknown>;
  readonly givenAt: string;
  readonly failure?: Failure | undefined;
}

export interface StoredAnswer extends Queued, GivenAnswer {
  readonly taskId: string;
}

/** A command of a page that was given, as it lies in its box: no task belongs to it. */
export interface GivenCommand extends Omit<AwayCommand, 'key' | 'files'> {
  /** The instance its pictures are attached to. */
  readonly attachTo?: { readonly stationId: string; readonly instanceId: string };
  readonly givenAt: string;
  readonly failure?: Failure | undefined;
}

export interface StoredCommand extends Queued, GivenCommand {
  readonly taskId: undefined;
}

/** All that was said and has not arrived, in one order: an answer, and what was said on a page after it. */
export type Stored = StoredAnswer | StoredCommand;

interface KeyRow { readonly accountId: string; readonly key: CryptoKey; readonly expiresAt: number }
interface Sealed extends Box { readonly accountId: string }
interface TaskRow extends Sealed { readonly id: string }
interface FileRow extends Sealed { readonly id: string; readonly taskId: string; readonly type: string }
interface AnswerRow extends Sealed { readonly key: string; readonly serial: number; readonly state: AnswerState; readonly taskId?: string }
/** That something was wiped, and how much of it had not arrived: nothing goes without a word. */
export interface Wiped { readonly id: string; readonly accountId: string; readonly at: number; readonly because: 'expired' | 'lockedOut' | 'signedOut'; readonly answers: number; readonly drafts: number }

/** In the open lie ids, states and moments only; everything else is sealed. */
class AwayDatabase extends Dexie {
  declare readonly keys: EntityTable<KeyRow, 'accountId'>;
  declare readonly tasks: EntityTable<TaskRow, 'id'>;
  declare readonly drafts: EntityTable<TaskRow, 'id'>;
  declare readonly files: EntityTable<FileRow, 'id'>;
  declare readonly answers: EntityTable<AnswerRow, 'key'>;
  declare readonly wiped: EntityTable<Wiped, 'id'>;

  constructor() {
    super('stationhouse-away');
    this.version(1).stores({ keys: 'accountId', tasks: 'id, accountId', drafts: 'id, accountId', files: 'id, accountId, taskId', answers: 'key, accountId, taskId', wiped: 'id, accountId' });
  }
}

const database = new AwayDatabase();

/** Before the name of what a page keeps; drafts of tasks go by ids. */
const PAGE = 'page:';

/** Other pages of this browser hear of what one page has stored. */
const elsewhere = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('stationhouse-away');
const listeners = new Set<() => void>();
elsewhere?.addEventListener('message', () => tell());

function tell(): void {
  for (const listener of listeners) listener();
}

/** Called after a transaction, never within: whoever listens reads other tables. */
function changed(): void {
  tell();
  elsewhere?.postMessage('changed');
}

/** Calls back whenever something was stored or went, on this page or another. @returns the way to stop */
export function onAwayChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What one account has taken along on this phone. Every reading and writing first looks whether it may still be there. */
export class AwayStore implements AnswerBook<Stored> {
  constructor(
    readonly accountId: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes a task along, or takes it along anew; the time of what was taken before is not prolonged. */
  async take(taken: TakenTask): Promise<void> {
    const key = (await this.key()) ?? (await this.begin());
    const box = await seal(key, taken);
    await database.tasks.put({ id: taken.task.id, accountId: this.accountId, ...box });
    changed();
  }

  async tasks(): Promise<readonly TakenTask[]> {
    const key = await this.key();
    if (key === undefined) return [];
    const rows = await database.tasks.where({ accountId: this.accountId }).toArray();
    return Promise.all(rows.map((row) => open<TakenTask>(key, row)));
  }

  async taken(taskId: string): Promise<TakenTask | undefined> {
    return (await this.tasks()).find(({ task }) => task.id === taskId);
  }

  /** Until when what was taken along stays; undefined when there is nothing. Milliseconds of the phone's clock. */
  async expiresAt(): Promise<number | undefined> {
    return (await this.key()) === undefined ? undefined : (await database.keys.get(this.accountId))?.expiresAt;
  }

  async keepDraft(taskId: string, draft: Draft): Promise<void> {
    const key = await this.key();
    if (key !== undefined) await database.drafts.put({ id: taskId, accountId: this.accountId, ...(await seal(key, draft)) });
  }

  /** Which tasks somebody has begun to answer. */
  async begun(): Promise<ReadonlySet<string>> {
    return new Set((await database.drafts.where({ accountId: this.accountId }).toArray()).map(({ id }) => id));
  }

  async draft(taskId: string): Promise<Draft | undefined> {
    const [key, row] = [await this.key(), await database.drafts.get(taskId)];
    return key === undefined || row?.accountId !== this.accountId ? undefined : open<Draft>(key, row);
  }

  /** Keeps something of a page by its name, or forgets it. */
  async keepOf(name: string, value: unknown): Promise<void> {
    const id = PAGE + name;
    if (value === undefined) await database.drafts.delete(id);
    else await database.drafts.put({ id, accountId: this.accountId, ...(await seal((await this.key()) ?? (await this.begin()), value)) });
  }

  async keptOf(name: string): Promise<unknown> {
    const [key, row] = [await this.key(), await database.drafts.get(PAGE + name)];
    return key === undefined || row?.accountId !== this.accountId ? undefined : open(key, row);
  }

  async keepFile(id: string, taskId: string, file: Blob): Promise<void> {
    const key = await this.key();
    if (key === undefined) throw new Error('Nothing is taken along: there is no key to seal a file with.');
    const box = await sealBytes(key, await file.arrayBuffer());
    await database.files.put({ id, taskId, accountId: this.accountId, type: file.type, ...box });
  }

  /** The files of a task by id. */
  async files(taskId: string): Promise<ReadonlyMap<string, Blob>> {
    const key = await this.key();
    if (key === undefined) return new Map();
    const rows = await database.files.where({ accountId: this.accountId }).toArray();
    return new Map(await Promise.all(rows.filter((row) => row.taskId === taskId).map(async (row) => [row.id, new Blob([await openBytes(key, row)], { type: row.type })] as const)));
  }

  /** Puts an answer into the queue; its draft has become it. @param key the idempotency key */
  async give(key: string, taskId: string, answer: GivenAnswer): Promise<void> {
    const sealing = await this.key();
    if (sealing === undefined) throw new Error('Nothing is taken along: there is no key to seal an answer with.');
    const box = await seal(sealing, answer);
    await database.transaction('rw', database.answers, database.drafts, async () => {
      await this.append({ key, taskId, ...box });
      await database.drafts.delete(taskId);
    });
    changed();
  }

  /** Puts a command of a page into the queue; given again under its key it is the same. @param pictures by the ids that stand for them */
  async say(key: string, command: GivenCommand, pictures: ReadonlyMap<string, Blob>): Promise<void> {
    const sealing = (await this.key()) ?? (await this.begin());
    const box = await seal(sealing, command);
    const files = await Promise.all([...pictures].map(async ([id, blob]): Promise<FileRow> => ({ id, taskId: key, accountId: this.accountId, type: blob.type, ...(await sealBytes(sealing, await blob.arrayBuffer())) })));
    await database.transaction('rw', database.answers, database.files, async () => {
      if ((await database.answers.get(key)) !== undefined) return;
      await this.append({ key, ...box });
      await database.files.bulkPut(files);
    });
    changed();
  }

  async list(): Promise<readonly Stored[]> {
    const key = await this.key();
    if (key === undefined) return [];
    const rows = await database.answers.where({ accountId: this.accountId }).toArray();
    return Promise.all(rows.map(async (row) => ({ ...(await open<GivenAnswer & GivenCommand>(key, row)), key: row.key, serial: row.serial, state: row.state, taskId: row.taskId }) as Stored));
  }

  async mark(key: string, state: AnswerState, failure: unknown): Promise<void> {
    const [sealing, row] = [await this.key(), await database.answers.get(key)];
    if (sealing === undefined || row === undefined) return;
    const said = await open<GivenAnswer | GivenCommand>(sealing, row);
    await database.answers.put({ ...row, state, ...(await seal(sealing, { ...said, failure })) });
    changed();
  }

  /** It has arrived: the task is done with. */
  async settle(key: string): Promise<void> {
    await this.drop(key);
  }

  /** Opens a refused answer again: what was written becomes the draft. */
  async reopen(answer: StoredAnswer): Promise<void> {
    await this.keepDraft(answer.taskId, { outcome: answer.outcome, value: answer.form });
    await database.answers.delete(answer.key);
    changed();
  }

  /** Lets an answer go with its task, or a command: it arrived, or its person decided so. */
  async drop(key: string): Promise<void> {
    await database.transaction('rw', database.answers, database.tasks, database.drafts, database.files, async () => {
      const row = await database.answers.get(key);
      await database.answers.delete(key);
      if (row !== undefined) await this.clear(row.taskId ?? key);
    });
    changed();
  }

  /** Takes a task off the phone again, with its draft. */
  async forget(taskId: string): Promise<void> {
    await this.clear(taskId);
    changed();
  }

  /** Wipes the key and all it has sealed, and notes how much had not arrived. */
  async wipe(because: Wiped['because']): Promise<void> {
    const { accountId } = this;
    const { keys, tasks, drafts, files, answers, wiped } = database;
    await database.transaction('rw', [keys, tasks, drafts, files, answers, wiped], async () => {
      const [lost, begun] = [await answers.where({ accountId }).count(), await drafts.where({ accountId }).count()];
      if (lost + begun > 0) await wiped.put({ id: newId(), accountId, at: this.now(), because, answers: lost, drafts: begun });
      await keys.delete(accountId);
      for (const table of [tasks, drafts, files, answers]) await table.where({ accountId }).delete();
    });
    changed();
  }

  wipings(): Promise<readonly Wiped[]> {
    return database.wiped.where({ accountId: this.accountId }).toArray();
  }

  async acknowledgeWiping(): Promise<void> {
    await database.wiped.where({ accountId: this.accountId }).delete();
    changed();
  }

  /** How many answers have not arrived, and drafts not been sent. */
  async unsent(): Promise<number> {
    const { accountId } = this;
    return (await database.answers.where({ accountId }).count()) + (await database.drafts.where({ accountId }).count());
  }

  /** At the end of the queue; within a transaction over it. */
  private async append(row: Pick<AnswerRow, 'key' | 'taskId' | 'iv' | 'sealed'>): Promise<void> {
    const last = (await database.answers.toArray()).reduce((most, { serial }) => Math.max(most, serial), 0);
    await database.answers.put({ ...row, serial: last + 1, state: 'waiting', accountId: this.accountId });
  }

  private async clear(taskId: string): Promise<void> {
    await Promise.all([database.tasks.delete(taskId), database.drafts.delete(taskId), database.files.where({ taskId }).delete()]);
  }

  private async begin(): Promise<CryptoKey> {
    const key = await newKey();
    await database.keys.put({ accountId: this.accountId, key, expiresAt: this.now() + AWAY_HOURS * 3_600_000 });
    return key;
  }

  /** The key, unless its time is over: then it goes, and what it sealed. */
  private async key(): Promise<CryptoKey | undefined> {
    const row = await database.keys.get(this.accountId);
    if (row === undefined || row.expiresAt > this.now()) return row?.key;
    await this.wipe('expired');
    return undefined;
  }
}
