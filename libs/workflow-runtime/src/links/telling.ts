import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { refusalError, type Effect, type Refusal } from '@stationhouse/workflow';
import { atStation } from '../automations/alarms.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { WorkflowRuntime } from '../runtime.js';
import { TELL_LINKED_TOPIC } from '../steps/step-record.js';

export interface LinkedTellingsOptions {
  readonly database: Database;
  readonly runtime: Pick<WorkflowRuntime, 'happen' | 'compiled'>;
}

/** A linked instance, by the instance that started it and the serial of the link. */
interface Link {
  readonly [key: string]: string | number;
  readonly instanceId: Id;
  readonly link: number;
}

type Telling = Extract<Effect, { type: 'tell-linked' }>;

/** What became of a telling at one linked instance, as `instance_child.told` keeps it by the telling's serial. */
interface Told {
  readonly heard: boolean;
  /** Of the event, as the workflow of the linked instance calls it. */
  readonly title: Bilingual;
}

/**
 * Lets linked instances hear what the instance that started them tells (`tellLinked`): each telling once, in the order it was told. One that begins later
 * hears what was told before, as it begins; one that does not hear of such things where it stands is left as it is, and the timeline says so.
 */
export class LinkedTellings {
  constructor(private readonly options: LinkedTellingsOptions) {}

  job(): JobDefinition {
    return defineJob<Link>({ topic: TELL_LINKED_TOPIC, title: text('告知关联事项', 'Tell a linked instance'), handle: ({ scopeId, payload }: JobRun<Link>) => this.deliver(scopeId, payload), retry: { attempts: 10, delay: 'PT1S' } });
  }

  /** Tells a linked instance what it has not heard. One that has yet to begin is told by the job that starts it. */
  async deliver(stationId: Id, { instanceId: parentId, link }: Pick<Link, 'instanceId' | 'link'>): Promise<void> {
    const tellings = await atStation(this.options.database, stationId, (tenant) => readTellings(tenant, stationId, parentId, link));
    for (const telling of tellings) await atStation(this.options.database, stationId, (tenant) => this.tell(tenant, stationId, { parentId, link }, telling));
  }

  /** One telling, noted in the transaction of the step it leads to. */
  private async tell(tenant: Tenant, stationId: Id, { parentId, link }: { readonly parentId: Id; readonly link: number }, { serial, event: name, data: payload }: Telling): Promise<void> {
    const { runtime } = this.options;
    const [child] = await tenant.sql<{ id: Id; definition: string }>(
      `SELECT c.id, i.definition FROM instance_child c JOIN instance i ON i.station_id = c.station_id AND i.id = c.id
        WHERE c.station_id = $1 AND c.parent_id = $2 AND c.serial = $3 AND c.status <> 'closed' AND i.status = 'running' AND c.told -> $4 IS NULL FOR UPDATE OF c`,
      [stationId, parentId, link, String(serial)],
    );
    if (child === undefined) return;
    const { events } = await runtime.compiled({ context: tenant.context }, child.definition);
    const event = Object.hasOwn(events, name) ? events[name] : undefined;
    let answer: 'heard' | Refusal | undefined;
    if (event?.from === 'linked') {
      await runtime.happen(stationId, child.id, { type: 'event', name, payload }, (result) => {
        answer = result.ok ? 'heard' : result.refusal;
        return result.ok ? () => ({}) : undefined;
      });
      // It has ended, or its exercise was stopped: nobody is left to hear.
      if (answer === undefined || (answer !== 'heard' && answer.code === 'INSTANCE_CLOSED')) return;
      if (answer !== 'heard' && answer.code === 'LOOKUP_FAILED') throw refusalError(answer);
    }
    const told: Told = { heard: answer === 'heard', title: event?.title ?? text(name, name) };
    await tenant.sql('UPDATE instance_child SET told = told || jsonb_build_object($3::text, $4::jsonb) WHERE station_id = $1 AND id = $2', [stationId, child.id, String(serial), JSON.stringify(told)]);
  }
}

/** What an instance has told one that it started, oldest first. */
async function readTellings(tenant: Tenant, stationId: Id, parentId: Id, link: number): Promise<Telling[]> {
  const rows = await tenant.sql<{ effect: Telling }>(
    `SELECT e AS effect FROM history h CROSS JOIN LATERAL jsonb_array_elements(h.effects) e
      WHERE h.station_id = $1 AND h.instance_id = $2 AND e->>'type' = 'tell-linked' AND e->'links' @> to_jsonb($3::integer) ORDER BY h.version, (e->'serial')::integer`,
    [stationId, parentId, link],
  );
  return rows.map(({ effect }) => effect);
}

/** The linked instances that did not hear what they were told, in words, by the telling's serial. */
export async function readUnheard(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, parentId: Id): Promise<ReadonlyMap<number, readonly Bilingual[]>> {
  const rows = await tenant.sql<{ workflow: string; number: string | null; told: Readonly<Record<string, Told>> }>(
    `SELECT c.workflow, i.number, c.told FROM instance_child c LEFT JOIN instance i ON i.station_id = c.station_id AND i.id = c.id WHERE c.station_id = $1 AND c.parent_id = $2 AND c.told <> '{}' ORDER BY c.serial`,
    [stationId, parentId],
  );
  const workflows = await catalog.seen(tenant);
  const unheard = new Map<number, Bilingual[]>();
  for (const { workflow, number, told } of rows) {
    const of = workflows.find(workflow)?.compiled.title ?? text(workflow, workflow);
    for (const [serial, { heard, title }] of Object.entries(told)) {
      if (heard) continue;
      const named = number === null ? of : text(`${of['zh-CN']} ${number}`, `${of.en} ${number}`);
      unheard.set(Number(serial), [...(unheard.get(Number(serial)) ?? []), text(`${named['zh-CN']}未接收“${title['zh-CN']}”，仍按原进度办理`, `${named.en} did not take “${title.en}” and goes on as it was`)]);
    }
  }
  return unheard;
}
