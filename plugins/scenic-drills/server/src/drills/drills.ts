import { badInput, notFound, text, type Id } from '@stationhouse/kernel';
import type { PluginInstances, PluginRows, PluginStore } from '@stationhouse/plugin-api';
import type { JsonObject } from '@stationhouse/workflow';
import { packOf } from '../packs/packs.js';
import { planOf, scriptOf, type Script } from '../packs/pack.js';
import { drillPlanned, planDrills } from '../permissions.js';
import { DrillRow, type SiteRow } from '../rows.js';
import { siteOf } from '../sites/sites.js';

/** The workflow of a drill. */
export const DRILL = 'drill';

/** The kind of a drill whose script is the station's own. */
const OWN_SCRIPT = 'pastSearch';

/** A drill as somebody plans it. */
export interface DrillPlan {
  readonly siteId: Id;
  readonly kind: string;
  readonly title?: string | undefined;
  readonly plannedOn: Date;
  readonly minutes?: number | undefined;
  readonly area?: string | undefined;
  readonly participants: number;
  readonly publicInside: boolean;
  readonly observers: readonly Id[];
  readonly safety?: string | undefined;
  /** In place of the pack's. */
  readonly script?: Script | undefined;
  /** The drill it repeats. */
  readonly repeats?: Id | undefined;
}

/** What a plan is made of, of the plugin's own rows. */
interface Found {
  readonly site: SiteRow;
  readonly repeated: DrillRow | undefined;
  readonly lastExercise: Id | undefined;
  readonly zone: string;
  readonly now: Date;
}

/** Drills of a station: planned against its sites and what it works with, and run by one press. */
export class Drills {
  constructor(
    private readonly store: PluginStore,
    private readonly instances: PluginInstances,
  ) {}

  /**
   * Begins a drill. Its script is played against the station's workflows first: what would be refused in the middle of the drill is refused now.
   * @returns the id of its instance
   * @throws StationhouseError NOT_FOUND, BAD_INPUT with the field, FORM_INVALID, DATA_INVALID, PLUGIN_DISABLED
   */
  async plan(stationId: Id, plan: DrillPlan, idempotencyKey: string): Promise<Id> {
    const found = await this.store.inStation(stationId, planDrills, (rows) => foundFor(rows, plan));
    if (plan.plannedOn <= found.now) throw badInput('input.plannedOn', text('演练时间须晚于现在。', 'A drill is planned for later than now.'));
    const script = scriptFor(plan, found);
    await this.instances.checkExercise(stationId, planDrills, planOf(script, plan.plannedOn, found.zone));
    return this.instances.start(stationId, planDrills, { workflow: DRILL, data: dataOf(plan, found, script), idempotencyKey }, async (rows, instanceId) => {
      const written = await rows.sql('INSERT INTO drill (station_id, instance_id, site_id, kind, script, repeats) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING instance_id', [stationId, instanceId, plan.siteId, plan.kind, JSON.stringify(script), plan.repeats ?? null]);
      if (written.length > 0) rows.audit({ action: drillPlanned, record: { kind: 'instance', id: instanceId }, details: { kind: plan.kind, injects: script.injects.length } });
    });
  }

  /**
   * Makes the exercise of a drill that was approved and told of, by one press; starting it is the director's, on its page.
   * @returns the exercise's id
   * @throws StationhouseError NOT_FOUND, FORBIDDEN without `exercise.direct`, EVENT_REFUSED with the reason: `notApproved`, `centreFirst`, `operatorFirst`, `peopleFirst`; STALE_VERSION, PLUGIN_DISABLED, FORM_INVALID
   */
  async run(stationId: Id, { instanceId, expectedVersion, idempotencyKey }: { readonly instanceId: Id; readonly expectedVersion: number; readonly idempotencyKey: string }): Promise<Id> {
    const { data } = await this.instances.read(stationId, planDrills, instanceId);
    const { script, zone } = await this.store.inStation(stationId, planDrills, async (rows) => ({ script: (await drillOf(rows, instanceId)).script, zone: await zoneOf(rows) }));
    const plan = planOf({ ...script, title: `${String(data['title'])}` }, new Date(String(data['plannedOn'])), zone);
    return this.instances.planExercise(stationId, planDrills, { instanceId, event: 'run', expectedVersion, idempotencyKey }, plan);
  }
}

/** What the plugin keeps of a drill. @throws StationhouseError NOT_FOUND */
export async function drillOf({ stationId, repository }: PluginRows, instanceId: Id): Promise<DrillRow> {
  const row = await repository(DrillRow).findOneBy({ stationId, instanceId });
  if (row === null) throw notFound(text('演练', 'Drill'));
  return row;
}

async function foundFor(rows: PluginRows, { siteId, repeats }: DrillPlan): Promise<Found> {
  const site = await siteOf(rows, siteId);
  const repeated = repeats === undefined ? undefined : await drillOf(rows, repeats);
  const [last] = repeats === undefined ? [] : await rows.sql<{ id: Id }>('SELECT id FROM platform.exercise WHERE station_id = $1 AND prepared_by = $2 AND started_at IS NOT NULL ORDER BY id DESC LIMIT 1', [rows.stationId, repeats]);
  return { site, repeated, lastExercise: last?.id, zone: await zoneOf(rows), now: rows.now };
}

/** The script it is given, else that of the drill it repeats, else the pack's at this site. */
function scriptFor({ script, kind }: DrillPlan, { site, repeated }: Found): Script {
  if (script !== undefined) return script;
  if (repeated !== undefined) return repeated.script;
  const pack = packOf(kind);
  if (pack === undefined) throw badInput('input.kind', text('没有这一科目的方案；自行编写的请附脚本。', 'There is no pack of this kind. Send the script with it.'));
  return scriptOf(pack, { ...site });
}

function dataOf({ siteId, kind, title, plannedOn, minutes, area, participants, publicInside, observers, safety, repeats }: DrillPlan, { site, lastExercise }: Found, script: Script): JsonObject {
  const pack = packOf(kind);
  return {
    site: siteId, siteName: site.name, kind: pack === undefined ? OWN_SCRIPT : kind, title: title ?? script.title, plannedOn: plannedOn.toISOString(),
    minutes: minutes ?? pack?.minutes ?? 60, participants, publicInside, observers: [...observers], safety: safety ?? pack?.safety ?? '',
    ...(area === undefined ? {} : { area }),
    ...(site.operatorUnit === null ? {} : { operatorUnit: site.operatorUnit }),
    ...(repeats === undefined ? {} : { repeats }),
    ...(lastExercise === undefined ? {} : { lastExercise }),
  };
}

/** The station's time zone, an IANA name. */
export async function zoneOf({ stationId, sql }: Pick<PluginRows, 'stationId' | 'sql'>): Promise<string> {
  const [station] = await sql<{ zone: string }>('SELECT time_zone AS zone FROM platform.station WHERE id = $1', [stationId]);
  return station?.zone ?? 'UTC';
}
