import { readFileSync } from 'node:fs';
import type { Database, TenantContext } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Authoring, Call, PluginSwitch, WorkflowRuntime } from '@stationhouse/workflow-runtime';
import type { JsonObject } from '@stationhouse/workflow';
import { findTask, readCast, type Cast } from './stories/cast.js';
import { stationOf } from './world/stations.js';

export interface VenueOptions {
  readonly database: Database;
  readonly authoring: Authoring;
  readonly plugins: PluginSwitch;
  readonly runtime: WorkflowRuntime;
  readonly bureauId: Id;
}

const NAME = 'venue-inspection';
const HOUR = 3_600_000;
const STATIONS = ['dongmen', 'xuefu'] as const;

/** An inspection on its way: what was done of it so far. */
interface Inspection {
  readonly station: (typeof STATIONS)[number];
  readonly by: string;
  readonly start: JsonObject;
  readonly done: readonly { readonly task: string; readonly outcome: string; readonly form: (now: Date) => JsonObject }[];
}

const found = (form: JsonObject) => ({ task: 'inspecting#inspect', outcome: 'found', form: (now: Date) => ({ inspectedOn: new Date(now.getTime() - HOUR).toISOString(), ...form }) });

/** Invented venues at two stations, one in each of the places that want somebody. */
const INSPECTIONS: readonly Inspection[] = [
  { station: 'dongmen', by: 'community-officer', start: { venue: '东门里旅馆（演示）', kind: 'hotel', manager: '林一凡', phone: '19900000401' }, done: [] },
  { station: 'dongmen', by: 'community-officer', start: { venue: '云上歌厅（演示）', kind: 'entertainment', manager: '程晓', phone: '19900000402' }, done: [found({ findings: ['exits', 'extinguishers'], measures: '清理后门通道，更换过期灭火器。' })] },
  { station: 'dongmen', by: 'community-officer', start: { venue: '老街 12 号群租房（演示）', kind: 'rental' }, done: [found({ findings: ['wiring', 'crowding'], measures: '拆除飞线充电，按面积减员。' }), { task: 'rectifying#accept', outcome: 'reported', form: () => ({}) }] },
  { station: 'xuefu', by: 'community-officer', start: { venue: '学府路电竞网吧（演示）', kind: 'internet', manager: '周舟', phone: '19900000403' }, done: [found({ findings: ['surveillance'], measures: '录像须保存 30 日以上。' })] },
  { station: 'xuefu', by: 'community-officer', start: { venue: '湖滨酒吧（演示）', kind: 'entertainment' }, done: [found({ findings: ['exits'], grave: true, measures: '安全出口上锁，立即停业。' })] },
];

/** The bureau of the demo has written a workflow of its own. Repeatable, as all of this is: the keys are always the same. @returns its id */
export async function writeVenues({ database, authoring, bureauId }: Pick<VenueOptions, 'database' | 'authoring' | 'bureauId'>): Promise<string> {
  const { accountId } = await readCast(database, bureauId);
  const source = readFileSync(new URL(`../../demo/${NAME}.yaml`, import.meta.url), 'utf8');
  return database.inTenant({ stationIds: [], bureauIds: [bureauId], accountId: accountId('bureau-admin') }, async (tenant) => {
    const workflow = await authoring.create(tenant, bureauId, { name: NAME, source, idempotencyKey: 'demo venues create' });
    await authoring.publish(tenant, bureauId, [], { workflow, version: 1, because: '统一全区重点场所检查', idempotencyKey: 'demo venues publish' });
    return workflow;
  });
}

/** Two stations work with it, each with some inspections on their way. */
export async function playVenues(options: VenueOptions, workflow: string): Promise<void> {
  const { database, plugins, bureauId } = options;
  const cast = await readCast(database, bureauId);
  for (const code of STATIONS) {
    const stationId = cast.stationId(stationOf(code).abbreviation);
    await database.inTenant({ stationIds: [stationId], bureauIds: [], accountId: cast.accountId(`chief-${code}`) }, (tenant) => plugins.enable(tenant, stationId, { pluginId: workflow, expectedVersion: 0, idempotencyKey: `demo venues ${code}` }));
  }
  for (const [place, inspection] of INSPECTIONS.entries()) await play(options, cast, workflow, inspection, `demo venues ${place}`);
}

async function play({ database, runtime }: VenueOptions, cast: Cast, workflow: string, { station, by, start, done }: Inspection, key: string): Promise<void> {
  const stationId = cast.stationId(stationOf(station).abbreviation);
  const context: TenantContext = { stationIds: [stationId], bureauIds: [], accountId: cast.accountId(`${by}-${station}`) };
  const call: Call = { context, stationId, actor: { accountId: cast.accountId(`${by}-${station}`), roles: [by] } };
  const { instanceId } = await runtime.startInstance(call, { workflow, data: start, idempotencyKey: key });
  for (const { task, outcome, form } of done) {
    const [known] = await database.inTenant(context, (tenant) => tenant.sql(`SELECT FROM task WHERE station_id = $1 AND instance_id = $2 AND ref = $3 AND status = 'DONE'`, [stationId, instanceId, task]));
    // Played again after a start that was cut off: what is done is done.
    if (known !== undefined) continue;
    const taskId = await findTask(database, stationId, instanceId, task);
    await runtime.completeTask(call, { taskId, outcome, form: form(await database.now()), idempotencyKey: `${key} ${task}` });
  }
}
