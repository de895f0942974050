import type { Database, DomainClock } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { CALL_TOPIC, LINKED_CLOSED_TOPIC, linkSeries, NOTICES_TOPIC, SHARE_TOPICS, START_LINKED_TOPIC, TELL_LINKED_TOPIC, TestClock, type AutomationRetries, type Call, type DueSource, type SharesAnswering, type StartInstance, type TimerWorker, type WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { STATIONS } from '../world/stations.js';
import { findChild, findOccasion, findTask, inSeries, numberOf, readCast, type Cast, type Occasion } from './cast.js';
import { dateAfter, momentOf } from './moments.js';
import { alertsFor } from './alerts.js';
import type { Deed, DeedFacts, Player, Script, UnitKind } from './deeds.js';
import { disputesFor } from './disputes.js';
import { distressFor } from './distress.js';
import { findsFor } from './finds.js';
import { lecturesFor } from './lectures.js';
import { answerAsNeighbour } from './neighbours.js';
import { searchesFor } from './searches.js';

/** Notices of the last hours are still new to whoever signs in first. */
const RECENT_MS = 4 * 3_600_000;
/** What the story's workflows ask of automations and of each other is done in its turn. */
const CARRIED = [CALL_TOPIC, START_LINKED_TOPIC, TELL_LINKED_TOPIC, LINKED_CLOSED_TOPIC, ...SHARE_TOPICS];

export interface PlayOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  /** Fires what falls due on the way; not started yet. */
  readonly timers: TimerWorker;
  /** Plans further attempts of automations; not started yet. */
  readonly retries: AutomationRetries;
  /** Runs what workflows ask for; its worker is not started yet. */
  readonly jobs: Pick<Jobs, 'runWaiting'>;
  /** By which neighbouring stations answer. */
  readonly neighbours: Pick<SharesAnswering, 'answer'>;
  readonly clock: DomainClock;
  readonly bureauId: Id;
  /** The moment the story leads up to. */
  readonly anchor: Date;
  readonly onProgress?: (line: Bilingual) => void;
}

/** For whom or what one of several was started; undefined where there is one alone. */
type Each = UnitKind | { readonly item: string } | undefined;

/** One deed with its place in the whole story. */
interface Scheduled {
  readonly at: Date;
  readonly deed: Deed;
  /** Names what it is a deed of: station and script. */
  readonly story: string;
  /** The story that started it, where one did, and which workflow it is of. */
  readonly parent?: { readonly story: string; readonly workflow: string; readonly of: Each };
  readonly script: Script;
  readonly stationId: Id;
  readonly station: string;
}

/**
 * Plays the demo's stories through the real commands, in the order of their moments: the installation's clock is set
 * back to the first deed and moves forward with the story, firing timers as they fall due, until it is the present
 * again. Nobody else uses the installation yet. Each deed carries a key of its own and is counted, so a story that was cut
 * off goes on where it was.
 */
export async function playStories(options: PlayOptions): Promise<void> {
  const cast = await readCast(options.database, options.bureauId);
  const story = scheduleOf(cast, options.anchor);
  const stage = new Stage(options, cast);
  await stage.rewindTo(story[0]?.at ?? options.anchor);
  await stage.takeOver();
  const played = await stage.played();
  for (const [place, scheduled] of story.entries()) {
    // Starts are repeated after a cut for the ids they answer; everything else that was played is past.
    if (place < played && scheduled.deed.do !== 'start') continue;
    // The deed before is counted while the clock moves on to this one; it is counted before this one is played.
    await Promise.all([place > played ? stage.count(place) : undefined, stage.reach(scheduled.at)]);
    await stage.play(scheduled, place).catch((cause: unknown) => {
      throw new Error(`The demo’s story ${scheduled.story} stopped at “${wordOf(scheduled.deed)}”: ${(cause as Error).message}`, { cause });
    });
    if (place % 100 === 99) options.onProgress?.(text(`  已演示 ${place + 1}/${story.length} 步`, `  ${place + 1} of ${story.length} steps`));
  }
  await stage.count(story.length);
  await stage.returnToPresent();
}

function scheduleOf(cast: Cast, anchor: Date): Scheduled[] {
  return STATIONS.flatMap((station, place) =>
    [...disputesFor(place), ...alertsFor(place), ...lecturesFor(place), ...searchesFor(place), ...findsFor(place), ...distressFor(place)].flatMap((script, index) => {
      const story = `${station.code}/${script.name}`;
      const at = (deed: Deed) => momentOf(deed.at, anchor, place * 3 + (index % 3));
      const own = { script, stationId: cast.stationId(station.abbreviation), station: station.code };
      const deeds = script.deeds.map((deed): Scheduled => ({ ...own, at: at(deed), deed, story }));
      const started = (name: string, workflow: string, theirs: readonly Deed[], of?: Each) => theirs.map((deed): Scheduled => ({ ...own, at: at(deed), deed, story: `${story}/${name}`, parent: { story, workflow, of } }));
      const linked = Object.entries(script.linked ?? {}).flatMap(([workflow, theirs]) => started(workflow, workflow, theirs));
      const asked = (script.each ?? []).flatMap(({ workflow, of, deeds: theirs }) => started(typeof of === 'string' ? of : of.item, workflow, theirs, of));
      return [...deeds, ...linked, ...asked];
    }),
  ).sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** Holds the clock until automations that were called have answered; nothing is looked for where none was. */
class Carrier implements DueSource {
  private waits = false;

  constructor(
    private readonly retries: AutomationRetries,
    private readonly carry: () => Promise<number>,
  ) {}

  async nextDue(): Promise<Date | undefined> {
    const due = await this.retries.nextDue();
    this.waits = due !== undefined;
    return due;
  }

  async fireDue(): Promise<number> {
    return this.waits ? (await this.retries.fireDue()) + (await this.carry()) : 0;
  }
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
    const { database, timers, clock, retries } = options;
    this.testClock = new TestClock({ database, sources: [timers, new Carrier(retries, () => this.carry())], clock, setting: { enabled: true, production: false } });
  }

  async rewindTo(first: Date): Promise<void> {
    const { clock, database } = this.options;
    clock.observe(await database.now());
    if ((await this.behindPresent()) === 0) clock.observe(await database.advanceTestClock(first.getTime() - clock.now().getTime()));
  }

  async returnToPresent(): Promise<void> {
    await this.advance(await this.behindPresent());
    await this.carry();
    await this.forgetOldNotices();
    await this.everywhere(`UPDATE app.test_clock SET "offset" = '0'`);
    this.options.clock.observe(await this.options.database.now());
  }

  /** What was told long before the present was read then, and what rang was answered, as is what somebody has acted on since; nobody shall be rung for it now. */
  private async forgetOldNotices(): Promise<void> {
    const recent = new Date(this.options.anchor.getTime() - RECENT_MS);
    await this.atStations(
      `DELETE FROM outbox o USING history h WHERE o.topic = $1 AND o.state = 'pending' AND o.scope_id = h.station_id AND (o.payload->>'instanceId')::uuid = h.instance_id
         AND (o.payload->>'version')::int = h.version
         AND (h.at < $2 OR h.effects @> '[{"type": "notify", "urgent": true}]' AND EXISTS (SELECT FROM history n WHERE n.station_id = h.station_id AND n.instance_id = h.instance_id AND n.version > h.version AND n.actor_id IS NOT NULL))`,
      [NOTICES_TOPIC, recent],
    );
    // Some were written later than what they tell of: jobs run when something waits for them.
    await this.atStations(
      `UPDATE notice n SET signed_at = n.stage_at, over_as = 'unneeded', climb_at = NULL, try_at = NULL, silence_at = NULL
        WHERE n.urgency = 'urgent' AND n.signed_at IS NULL AND (n.created_at < $1 OR NOT EXISTS (SELECT FROM history h WHERE h.station_id = n.unit_id AND h.instance_id = n.record_id AND h.at >= $1))`,
      [recent],
    );
  }

  /** Takes over what a start that was killed had under way: nobody else runs jobs yet, and the story does not wait for a lease. */
  async takeOver(): Promise<void> {
    await this.atStations(`UPDATE outbox SET claimed_by = NULL, next_run = now(), wake_at = now() WHERE topic = ANY ($1) AND state = 'pending' AND claimed_by IS NOT NULL`, [CARRIED]);
  }

  async played(): Promise<number> {
    const [row] = await this.everywhere<{ played: number }>('SELECT played FROM demo_load WHERE bureau_id = $1', [this.options.bureauId]);
    return row?.played ?? 0;
  }

  async count(played: number): Promise<void> {
    await this.everywhere('UPDATE demo_load SET played = $2 WHERE bureau_id = $1', [this.options.bureauId, played]);
  }

  /** Moves the installation's clock on to a moment. */
  async reach(at: Date): Promise<void> {
    await this.advance(at.getTime() - this.options.clock.now().getTime());
  }

  async play(scheduled: Scheduled, place: number): Promise<void> {
    const { at, deed, stationId, station, story } = scheduled;
    const idempotencyKey = `demo/${place}`;
    if (deed.do === 'start') {
      const call = await this.callOf(stationId, station, 'on-duty', at);
      const { instanceId } = await this.options.runtime.startInstance(call, { idempotencyKey, ...(await this.beginningOf(scheduled)) });
      this.instances.set(story, instanceId);
    } else {
      const call = await this.callOf(stationId, station, deed.by, at);
      await this.act(call, await this.instanceOf(scheduled), scheduled, idempotencyKey);
      if ('asks' in deed) await this.carry();
    }
  }

  private async beginningOf({ script, stationId, at }: Scheduled): Promise<Beginning> {
    if (script.begins !== undefined) return { workflow: script.begins.workflow, data: script.begins.data(this.factsOf(stationId, at)) };
    return { workflow: 'dispute-mediation', ...startOf(await findOccasion(this.options.database, stationId, at, this.used, script.category ?? 'dispute'), script) };
  }

  private factsOf(stationId: Id, at: Date): DeedFacts {
    const minutesBefore = (minutes: number) => new Date(at.getTime() - minutes * 60_000).toISOString();
    return { at: at.toISOString(), justBefore: minutesBefore(10), minutesBefore, unit: (kind) => this.cast.unitId(stationId, kind), dateAfter: (days) => dateAfter(at, days) };
  }

  private async act(call: Call, instanceId: Id, { at, deed, story, script, station }: Scheduled, idempotencyKey: string): Promise<void> {
    const { runtime, database } = this.options;
    const { stationId } = call;
    switch (deed.do) {
      case 'start':
        return;
      case 'event':
        await runtime.sendEvent(call, { instanceId, event: deed.event, ...(deed.payload === undefined ? {} : { payload: deed.payload(this.factsOf(stationId, at)) }), idempotencyKey });
        return;
      case 'ask': {
        const payload = { units: deed.units.map((kind) => this.cast.unitId(stationId, kind)), unitRequest: deed.request };
        await runtime.sendEvent(call, { instanceId, event: 'askUnits', payload, idempotencyKey });
        return;
      }
      case 'edit': {
        const dueAt = momentOf({ daysAgo: -deed.days, clock: '00:00' }, at, 0).toISOString();
        await runtime.editClock(call, { instanceId, clock: deed.clock, dueAt, reason: deed.reason, idempotencyKey });
        return;
      }
      case 'neighbour': {
        await this.carry();
        const stationOf = this.cast.stationId(STATIONS.find(({ code }) => code === deed.of)?.abbreviation ?? '');
        await answerAsNeighbour(this.options, { stationId: stationOf, accountId: await this.cast.onDuty(stationOf, at), instanceId, deed, idempotencyKey });
        await this.carry();
        return;
      }
      case 'series': {
        const other = this.instances.get(story.replace(script.name, deed.with));
        // Unlike a command it knows no key: played again, it finds them linked.
        await database.inTenant(call.context, async (tenant) => ((await inSeries(tenant, stationId, instanceId)) || other === undefined ? undefined : linkSeries(tenant, (hash) => runtime.compiled(call, hash), stationId, instanceId, await numberOf(tenant, stationId, other), deed.reason)));
        return;
      }
      default:
        return this.onTask(call, instanceId, deed, at, station, idempotencyKey);
    }
  }

  private async onTask(call: Call, instanceId: Id, deed: Extract<Deed, { readonly task: string }>, at: Date, station: string, idempotencyKey: string): Promise<void> {
    const { runtime, database } = this.options;
    const taskId = await findTask(database, call.stationId, instanceId, deed.task);
    if (deed.do === 'claim') await runtime.claimTask(call, { taskId, idempotencyKey });
    else if (deed.do === 'delegate') await runtime.delegateTask(call, { taskId, accountId: this.cast.accountId(`${deed.by}-${station}-2`), idempotencyKey });
    else {
      await runtime.completeTask(call, { taskId, outcome: deed.outcome, form: deed.form(this.factsOf(call.stationId, at)), idempotencyKey });
    }
  }

  /** @throws Error unless the story has begun, or another one has started it */
  private async instanceOf({ story, parent, stationId }: Scheduled): Promise<Id> {
    const known = this.instances.get(story);
    if (known !== undefined) return known;
    const begun = parent === undefined ? undefined : this.instances.get(parent.story);
    if (parent === undefined || begun === undefined) throw new Error(`The demo's story ${story} was not started.`);
    await this.carry();
    const { workflow, of } = parent;
    const child = await findChild(this.options.database, stationId, begun, workflow, typeof of === 'string' ? this.cast.unitId(stationId, of) : of?.item);
    this.instances.set(story, child);
    return child;
  }

  /** Does what the workflows have asked for so far. @returns how much it was */
  private carry(): Promise<number> {
    return this.options.jobs.runWaiting(CARRIED);
  }

  private async callOf(stationId: Id, station: string, player: Player, at: Date): Promise<Call> {
    const accountId = player === 'on-duty' ? await this.cast.onDuty(stationId, at) : this.cast.accountId(player === 'anti-fraud-centre' ? player : `${player}-${station}`);
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

  private async atStations(statement: string, parameters: readonly unknown[]): Promise<void> {
    const stations = await this.everywhere<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [this.options.bureauId]);
    await this.options.database.inTenant({ stationIds: stations.map(({ id }) => id), bureauIds: [] }, (tenant) => tenant.sql(statement, parameters));
  }

  private everywhere<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.options.database.inTenant({ stationIds: [], bureauIds: [this.options.bureauId] }, (tenant) => tenant.sql<Row>(statement, parameters));
  }
}

/** A deed, as somebody who writes stories looks for it. */
const wordOf = (deed: Deed): string => ('task' in deed ? `${deed.task} ${'outcome' in deed ? deed.outcome : deed.do}` : 'event' in deed ? deed.event : deed.do);

/** What an instance begins with. */
type Beginning = Pick<StartInstance, 'workflow' | 'data' | 'incidentId'>;

function startOf({ cause, place, summary, parties, point, reportedOn, incidentId }: Occasion, { nameless, facts = {} }: Script) {
  const known = { cause, place, summary, reportedOn, origin: 'reported', ...(point === undefined ? {} : { point: { ...point } }), ...(nameless === true ? {} : { parties: parties.map((party) => ({ ...party })) }) };
  // What screening found was never called in.
  return facts['origin'] === undefined ? { data: { ...known, ...facts }, incidentId } : { data: { ...known, ...facts } };
}
