import type { Database, DomainClock } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { NOTICES_TOPIC, TestClock, type Call, type TimerWorker, type WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { STATIONS } from '../world/stations.js';
import { findOccasion, findTask, readCast, type Cast, type Occasion } from './cast.js';
import { dateAfter, momentOf } from './moments.js';
import { scriptsFor, type Deed, type Player } from './scripts.js';

const WORKFLOW = 'dispute-mediation';
/** Notices of the last hours are still new to whoever signs in first. */
const RECENT_MS = 4 * 3_600_000;

export interface PlayOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  /** Fires what falls due on the way; not started yet. */
  readonly timers: TimerWorker;
  readonly clock: DomainClock;
  readonly bureauId: Id;
  /** The moment the story leads up to. */
  readonly anchor: Date;
  readonly onProgress?: (line: Bilingual) => void;
}

/** One deed with its place in the whole story. */
interface Scheduled {
  readonly at: Date;
  readonly deed: Deed;
  /** Names the dispute: station and script. */
  readonly dispute: string;
  /** The kind of call it begins with. */
  readonly category: string;
  readonly stationId: Id;
  readonly station: string;
}

/**
 * Plays the demo's disputes through the real commands, in the order of their moments: the installation's clock is set
 * back to the first deed and moves forward with the story, firing timers as they fall due, until it is the present
 * again. Nobody else uses the installation yet. Each deed carries a key of its own and is counted, so a story that was cut
 * off goes on where it was.
 */
export async function playDisputes(options: PlayOptions): Promise<void> {
  const cast = await readCast(options.database, options.bureauId);
  const story = scheduleOf(cast, options.anchor);
  const stage = new Stage(options, cast);
  await stage.rewindTo(story[0]?.at ?? options.anchor);
  const played = await stage.played();
  for (const [place, scheduled] of story.entries()) {
    // Starts are repeated after a cut for the ids they answer; everything else that was played is past.
    if (place >= played || scheduled.deed.do === 'start') await stage.play(scheduled, place);
    if (place >= played) await stage.count(place + 1);
    if (place % 100 === 99) options.onProgress?.(text(`  已演示 ${place + 1}/${story.length} 步`, `  ${place + 1} of ${story.length} steps`));
  }
  await stage.returnToPresent();
}

function scheduleOf(cast: Cast, anchor: Date): Scheduled[] {
  return STATIONS.flatMap((station, place) =>
    scriptsFor(place).flatMap((script, index) =>
      script.deeds.map((deed) => ({
        at: momentOf(deed.at, anchor, place * 3 + (index % 3)),
        deed,
        dispute: `${station.code}/${script.name}`,
        category: script.category ?? 'dispute',
        stationId: cast.stationId(station.abbreviation),
        station: station.code,
      })),
    ),
  ).sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** The installation while the story is played on it. */
class Stage {
  private readonly instances = new Map<string, Id>();
  private readonly used = new Set<Id>();
  private readonly testClock: TestClock;

  constructor(
    private readonly options: PlayOptions,
    private readonly cast: Cast,
  ) {
    const { database, timers, clock } = options;
    this.testClock = new TestClock({ database, sources: [timers], clock, setting: { enabled: true, production: false } });
  }

  async rewindTo(first: Date): Promise<void> {
    if ((await this.behindPresent()) === 0) this.options.clock.observe(await this.options.database.advanceTestClock(first.getTime() - (await this.options.database.now()).getTime()));
  }

  async returnToPresent(): Promise<void> {
    await this.advance(await this.behindPresent());
    await this.forgetOldNotices();
    await this.everywhere(`UPDATE app.test_clock SET "offset" = '0'`);
    this.options.clock.observe(await this.options.database.now());
  }

  /** What was told long before the present was read then; nobody shall be rung for it now. */
  private async forgetOldNotices(): Promise<void> {
    const { bureauId, database, anchor } = this.options;
    const stations = await this.everywhere<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [bureauId]);
    await database.inTenant({ stationIds: stations.map(({ id }) => id), bureauIds: [] }, (tenant) =>
      tenant.sql(
        `DELETE FROM outbox o USING history h WHERE o.topic = $1 AND o.state = 'pending' AND o.scope_id = h.station_id AND (o.payload->>'instanceId')::uuid = h.instance_id
           AND (o.payload->>'version')::int = h.version AND h.at < $2`,
        [NOTICES_TOPIC, new Date(anchor.getTime() - RECENT_MS)],
      ),
    );
  }

  async played(): Promise<number> {
    const [row] = await this.everywhere<{ played: number }>('SELECT played FROM demo_load WHERE bureau_id = $1', [this.options.bureauId]);
    return row?.played ?? 0;
  }

  async count(played: number): Promise<void> {
    await this.everywhere('UPDATE demo_load SET played = $2 WHERE bureau_id = $1', [this.options.bureauId, played]);
  }

  async play({ at, deed, dispute, category, stationId, station }: Scheduled, place: number): Promise<void> {
    await this.advance(at.getTime() - (await this.options.database.now()).getTime());
    const idempotencyKey = `demo/${place}`;
    const { runtime, database } = this.options;
    if (deed.do === 'start') {
      const call = await this.callOf(stationId, station, 'on-duty', at);
      const occasion = await findOccasion(database, stationId, at, this.used, category);
      const { instanceId } = await runtime.startInstance(call, { workflow: WORKFLOW, idempotencyKey, ...startOf(occasion) });
      this.instances.set(dispute, instanceId);
      return;
    }
    const instanceId = this.instances.get(dispute);
    if (instanceId === undefined) throw new Error(`The demo's dispute ${dispute} was not started.`);
    const call = await this.callOf(stationId, station, deed.by, at);
    if (deed.do === 'event') {
      await runtime.sendEvent(call, { instanceId, event: deed.event, payload: deed.payload, idempotencyKey });
      return;
    }
    if (deed.do === 'edit') {
      const dueAt = momentOf({ daysAgo: -deed.days, clock: '00:00' }, at, 0).toISOString();
      await runtime.editClock(call, { instanceId, clock: deed.clock, dueAt, reason: deed.reason, idempotencyKey });
      return;
    }
    const taskId = await findTask(database, stationId, instanceId, deed.task);
    if (deed.do === 'claim') await runtime.claimTask(call, { taskId, idempotencyKey });
    else if (deed.do === 'delegate') await runtime.delegateTask(call, { taskId, accountId: this.cast.accountId(`${deed.by}-${station}-2`), idempotencyKey });
    else {
      const form = deed.form({ justBefore: new Date(at.getTime() - 10 * 60_000).toISOString(), dateAfter: (days) => dateAfter(at, days) });
      await runtime.completeTask(call, { taskId, outcome: deed.outcome, form, idempotencyKey });
    }
  }

  private async callOf(stationId: Id, station: string, player: Player, at: Date): Promise<Call> {
    const accountId = player === 'on-duty' ? await this.cast.onDuty(stationId, at) : this.cast.accountId(`${player}-${station}`);
    return {
      context: { stationIds: [stationId], bureauIds: [], accountId },
      stationId,
      actor: { accountId, roles: [player === 'on-duty' ? 'duty-officer' : player] },
    };
  }

  private async advance(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.testClock.advance(`PT${(milliseconds / 1000).toFixed(3)}S`);
  }

  /** How far domain time lies behind the present, in milliseconds. */
  private async behindPresent(): Promise<number> {
    const [row] = await this.everywhere<{ behind: number }>(`SELECT round(extract(epoch FROM -"offset") * 1000)::float8 AS behind FROM app.test_clock`);
    return row?.behind ?? 0;
  }

  private everywhere<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.options.database.inTenant({ stationIds: [], bureauIds: [this.options.bureauId] }, (tenant) => tenant.sql<Row>(statement, parameters));
  }
}

function startOf(occasion: Occasion) {
  const { cause, place, summary, parties, incidentId } = occasion;
  return { data: { cause, place, summary, parties: parties.map((party) => ({ ...party })) }, incidentId };
}
