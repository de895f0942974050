import { ANY_ITEM, covers, leavesBySchema, type Leaf } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { IncidentReference } from '../incident-reference.js';

/** Records of each kind in one answer at most. */
const MOST = 20;
/** A mobile number without the code of the country. */
const MOST_DIGITS = 11;
const FEWEST_DIGITS = 7;

/** A record of a station in which a telephone number stands. */
export interface StationTrace {
  readonly kind: 'instance' | 'incident';
  readonly id: Id;
  readonly number: string;
  /** When it began, or was received. */
  readonly at: Date;
  /** What it is: its workflow's title; null for an incident. */
  readonly title: Bilingual | null;
  /** The code of an incident's category; null for an instance. */
  readonly category: string | null;
  /** As what the number stands there: the title of whom it belongs to; null for the caller of an incident. */
  readonly as: Bilingual | null;
  /** The address that stands with the number, else that of the record; P2. */
  readonly place: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/** What is looked for, and in what. */
export interface TraceQuestion {
  /** The instance whose data hold the number. */
  readonly instanceId: Id;
  /** The plugin whose instance it must be. */
  readonly pluginId: string;
  /** Keys to the number in its data. */
  readonly field: readonly string[];
  /** Whether the register of incidents is looked into. */
  readonly incidents: boolean;
}

interface Row {
  readonly id: Id;
  readonly number: string;
  readonly workflow: string;
  readonly definition: string;
  readonly startedAt: Date;
  readonly data: JsonObject;
}

/** Where a telephone number stands in a station's own records: compared where they lie, within one station, against the number of one record alone. */
export class StationTraces {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly incidents: Pick<IncidentReference, 'recordsOfCaller'> | undefined,
  ) {}

  /** The record whose number is looked for. @throws StationhouseError NOT_FOUND, also for an instance of another plugin */
  async recordOf(tenant: Tenant, stationId: Id, { instanceId, pluginId }: TraceQuestion): Promise<{ readonly kind: string; readonly id: Id; readonly number: string }> {
    const [row] = await tenant.sql<{ number: string; workflow: string }>('SELECT number, workflow FROM instance WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
    if (row === undefined || this.catalog.find(row.workflow)?.pluginId !== pluginId) throw notFound(text('事项', 'Instance'));
    return { kind: 'instance', id: instanceId, number: row.number };
  }

  /** The other records of the station in which the number stands, the latest first; at most 20 of each kind. Exercises meet exercises alone. */
  async find(tenant: Tenant, stationId: Id, question: TraceQuestion): Promise<StationTrace[]> {
    const [own] = await tenant.sql<{ phone: string | null; exercise: boolean; incidentId: Id | null }>(
      `SELECT snapshot #>> $3 AS phone, exercise, incident_id AS "incidentId" FROM instance WHERE station_id = $1 AND id = $2`, [stationId, question.instanceId, ['data', ...question.field]],
    );
    const digits = dialled(own?.phone ?? '');
    if (own === undefined || digits.length < FEWEST_DIGITS) return [];
    const instances = await this.inInstances(tenant, stationId, question.instanceId, digits, own.exercise);
    // Nothing of an exercise is in the register.
    const calls = question.incidents && !own.exercise && this.incidents !== undefined ? await this.incidents.recordsOfCaller(tenant, stationId, digits, MOST) : [];
    const known = calls.map((call): StationTrace => ({ kind: 'incident', id: call.incidentId, number: call.number, at: call.at, title: null, category: call.category, as: null, place: call.address, longitude: call.longitude, latitude: call.latitude }));
    return [...instances, ...known].sort((one, other) => other.at.getTime() - one.at.getTime());
  }

  private async inInstances(tenant: Tenant, stationId: Id, except: Id, digits: string, exercise: boolean): Promise<StationTrace[]> {
    const used = await tenant.sql<{ definition: string }>('SELECT DISTINCT definition FROM instance WHERE station_id = $1', [stationId]);
    const leaves = new Map<string, readonly Leaf[]>();
    for (const { definition } of used) if (await this.catalog.loads(tenant, definition)) leaves.set(definition, leavesBySchema((await this.catalog.version(tenant, definition)).dataSchema));
    // What is P3 is not met by its number either: that it stands there would say something.
    const phones = new Set([...leaves.values()].flat().filter(({ kind, dataClass }) => kind === 'phone' && covers('P2', dataClass)).map(({ path }) => jsonPath(path)));
    const rows = await tenant.sql<Row>(
      `SELECT i.id, i.number, i.workflow, i.definition, i.started_at AS "startedAt", d.data FROM instance i
         CROSS JOIN LATERAL (SELECT i.snapshot -> 'data' AS data OFFSET 0) d
        WHERE i.station_id = $1 AND i.id <> $2 AND i.exercise = $3 AND EXISTS (
          SELECT FROM unnest($4::text[]) AS p (path) CROSS JOIN LATERAL jsonb_path_query(d.data, p.path::jsonpath) AS v (value)
           WHERE jsonb_typeof(v.value) = 'string' AND right(regexp_replace(normalize(v.value #>> '{}', NFKC), '[^0-9]', '', 'g'), ${MOST_DIGITS}) = $5)
        ORDER BY i.started_at DESC, i.id DESC LIMIT ${MOST}`,
      [stationId, except, exercise, [...phones], digits],
    );
    return rows.map((row) => this.shown(row, leaves.get(row.definition) ?? [], digits));
  }

  private shown({ id, number, workflow, startedAt, data }: Row, leaves: readonly Leaf[], digits: string): StationTrace {
    const seen = leaves.filter(({ dataClass }) => covers('P2', dataClass));
    const standing = seen.filter(({ kind }) => kind === 'phone').flatMap((leaf) => valuesAt(data, leaf.path).filter(({ value }) => dialled(value) === digits).map(({ path }) => ({ leaf, path })))[0];
    const addresses = seen.filter(({ kind, path }) => kind === 'address' || path.at(-1) === 'place').flatMap((leaf) => valuesAt(data, leaf.path));
    return {
      kind: 'instance', id, number, at: startedAt, title: this.catalog.find(workflow)?.compiled.title ?? null, category: null,
      as: standing?.leaf.titles.at(-2) ?? null, place: nearestOf(standing?.path ?? [], addresses), longitude: null, latitude: null,
    };
  }
}

/** A text of the data, and the keys and indexes that lead to it. */
interface Placed {
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/** The texts at the end of a path, one for each item of the lists on its way. */
function valuesAt(data: unknown, [step, ...rest]: readonly string[], path: readonly (string | number)[] = []): Placed[] {
  if (step === undefined) return typeof data === 'string' && data.trim() !== '' ? [{ path, value: data }] : [];
  if (step === ANY_ITEM) return Array.isArray(data) ? data.flatMap((item, index) => valuesAt(item, rest, [...path, index])) : [];
  return typeof data === 'object' && data !== null && Object.hasOwn(data, step) ? valuesAt((data as JsonObject)[step], rest, [...path, step]) : [];
}

/** The address that is said of whom a path leads to: the one that shares most of its way, and never one of another item of a list. */
function nearestOf(path: Placed['path'], addresses: readonly Placed[]): string | null {
  const shared = (other: Placed['path']) => { const apart = other.findIndex((step, index) => step !== path[index]); return apart < 0 ? other.length : apart; };
  const own = addresses.map((address) => ({ ...address, common: shared(address.path) })).filter(({ path: whole, common }) => whole.slice(common).every((step) => typeof step === 'string'));
  return own.sort((one, other) => other.common - one.common)[0]?.value ?? null;
}

/** The digits by which a number is the same, in whatever way it is written. */
const dialled = (phone: string) => phone.normalize('NFKC').replaceAll(/\D/g, '').slice(-MOST_DIGITS);
/** A path as PostgreSQL reads it: `$."parties"[*]."phone"`. */
const jsonPath = (path: readonly string[]) => `$${path.map((step) => (step === ANY_ITEM ? '[*]' : `.${JSON.stringify(step)}`)).join('')}`;
