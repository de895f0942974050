import type { Database, TenantContext } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import { compile, definitionOf, definitionFromJson, whatIfResult, type WhatIfPart, type WhatIfResult } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { readCalendars, readHabits, readPast, type PastSelection } from './past.js';
import type { Question } from './reckoner.js';
import { reckoning, type Desk } from './threads.js';
import { MOST_LISTED, WHAT_IF_TOPIC, type KeptResult, type WhatIfStatus } from './what-ifs.js';

type Payload = { readonly whatIfId: Id };

/** Instances that are read, compared and reported together. */
const PAGE = 100;
const ATTEMPTS = 3;

interface Asked extends PastSelection {
  readonly status: WhatIfStatus;
  readonly nowHash: string;
  readonly draft: unknown;
}

/** Works comparisons out. A job that runs again begins anew: nothing was changed. */
export class WhatIfWork {
  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly jobs: Pick<Jobs, 'live'>,
    /** The address of what runs in a thread; the one beside `threads.js` when absent. */
    private readonly thread?: URL,
  ) {}

  job(): JobDefinition {
    return defineJob<Payload>({ topic: WHAT_IF_TOPIC, title: text('推演', 'What-if comparison'), handle: (run) => this.work(run), timeout: 'PT10M', retry: { attempts: ATTEMPTS, delay: 'PT2S' }, concurrency: 1 });
  }

  private async work(run: JobRun<Payload>): Promise<void> {
    try {
      await this.compare(run);
    } catch (error) {
      if (run.attempt >= ATTEMPTS) await this.write(run, `status = 'failed', finished_at = app.now()`, []);
      throw error;
    }
  }

  private async compare(run: JobRun<Payload>): Promise<void> {
    const began = performance.now();
    const prepared = await this.database.inTenant(run.context, async (tenant) => {
      const [asked] = await tenant.sql<Asked>('SELECT workflow, status, now_hash AS "nowHash", draft, from_at AS "from", until_at AS "until" FROM what_if WHERE station_id = $1 AND id = $2', [run.scopeId, run.payload.whatIfId]);
      if (asked?.status !== 'running') return undefined;
      const now = await this.catalog.version(tenant, asked.nowHash);
      const question: Question = { now: definitionOf(now), draft: asked.draft, until: tenant.now.toISOString(), calendars: await readCalendars(tenant, run.scopeId), habits: await readHabits(tenant, run.scopeId, asked) };
      return { asked, now, question, published: (await this.catalog.seen(tenant)).get(asked.workflow) };
    });
    // Cancelled before it began, or its row has been cleared away.
    if (prepared === undefined) return;
    const { asked, now, question, published: { pluginId, rules } } = prepared;
    // Threads take a moment to start: meanwhile the draft is compiled here and the first page is read.
    const opening = reckoning(question, pluginId, rules, this.thread);
    try {
      const draft = compile(definitionFromJson(asked.draft), { rules });
      const parts = await this.pages(run, asked, opening);
      if (parts !== undefined) await this.keep(run, whatIfResult({ now, draft }, parts), Math.round(performance.now() - began));
    } finally {
      // Where it could not be opened there is nothing to close; whoever waited for it has heard why.
      await opening.then((desk) => desk.close(), () => undefined);
    }
  }

  /** @returns all sums; undefined once somebody has cancelled it */
  private async pages(run: JobRun<Payload>, asked: PastSelection, opening: Promise<Desk>): Promise<readonly WhatIfPart[] | undefined> {
    const read = (after: Id | undefined) => {
      const page = this.database.inTenant(run.context, (tenant) => readPast(tenant, run.scopeId, asked, after, PAGE));
      // It is awaited a turn later, or not at all once the comparison has failed.
      page.catch(() => undefined);
      return page;
    };
    let next = read(undefined);
    const desk = await opening;
    for (let done = 0; ; ) {
      run.signal.throwIfAborted();
      const page = await next;
      // The next page is read while this one is computed: no thread waits for it.
      if (page.length === PAGE) next = read(page.at(-1)?.id);
      await desk.add(page);
      done += page.length;
      if (page.length < PAGE) return desk.parts();
      if (!(await this.write(run, 'done = $3', [done]))) return undefined;
    }
  }

  private async keep(run: JobRun<Payload>, result: WhatIfResult, milliseconds: number): Promise<void> {
    const kept: KeptResult = {
      ...result,
      measures: result.measures.map((measure) => ({ ...measure, differing: measure.differs.length, differs: measure.differs.slice(0, MOST_LISTED) })),
      refused: result.refused.map((refusal) => ({ ...refusal, count: refusal.instances.length, instances: refusal.instances.slice(0, MOST_LISTED) })),
    };
    await this.write(run, `status = 'done', done = total, milliseconds = $3, result = $4, finished_at = app.now()`, [milliseconds, JSON.stringify(kept)]);
  }

  /** Writes on a comparison that still runs. @returns whether it did */
  private async write({ scopeId: stationId, payload: { whatIfId: id }, context }: { readonly scopeId: Id; readonly payload: Payload; readonly context: TenantContext }, set: string, parameters: readonly unknown[]): Promise<boolean> {
    return this.database.inTenant(context, async (tenant) => {
      const rows = await tenant.sql(`WITH changed AS (UPDATE what_if SET ${set} WHERE station_id = $1 AND id = $2 AND status = 'running' RETURNING id) SELECT id FROM changed`, [stationId, id, ...parameters]);
      tenant.afterCommit(() => this.jobs.live.publish({ kind: 'WHAT_IF', id, stationId }));
      return rows.length > 0;
    });
  }
}
