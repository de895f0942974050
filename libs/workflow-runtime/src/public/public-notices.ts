import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database, Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { factsOf, type CompiledPublic, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import type { AttachmentRow } from '../attachments/entity.js';
import type { PluginGate } from '../catalog/plugin-gate.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { likenessesOf } from '../emergency/photos.js';
import type { WorkflowRuntime } from '../runtime.js';

/** Notices on one page at most, the latest first. */
const MOST = 200;
/** Characters of a notice's name: 128 bits that nobody guesses. */
const NAME_LENGTH = 22;

/** A text in both languages, as JSON. */
type Said = { readonly 'zh-CN': string; readonly en: string };

/** Something that anybody may see of an instance, and nothing else of it. */
export type PublicNotice = {
  /** By what it is asked for and spoken to: says nothing of the record, and cannot be guessed from another. */
  readonly id: string;
  readonly station: string;
  readonly phone: string | null;
  /** In the definition's order; what nobody has filled in is left out. A moment is told by its day. */
  readonly facts: readonly { readonly field: string; readonly title: Said; readonly value: Said }[];
  /** How many photos there are, asked for by their place from 0. */
  readonly photos: number;
};

/** What became of something that was said to a notice. `full`: so much was said already that the station is better called. */
export type PublicHearing = 'heard' | 'withdrawn' | 'full';

/** Which page: the notices of a workflow in a bureau. */
export interface PublicPage {
  readonly bureauId: Id;
  readonly pluginId: string;
  readonly workflow: string;
}

export interface PublicNoticesOptions {
  readonly database: Pick<Database, 'inTenant'>;
  readonly catalog: WorkflowCatalog;
  readonly gate: PluginGate;
  readonly runtime: Pick<WorkflowRuntime, 'happen'>;
  /** Of the installation: names of notices are made with it. */
  readonly key: Uint8Array;
}

interface Station {
  readonly id: Id;
  readonly name: string;
  readonly phone: string | null;
  readonly timeZone: string;
}

interface Row {
  readonly id: Id;
  readonly stationId: Id;
  readonly definition: string;
  readonly data: JsonObject;
}

/** A notice with what it is of; that never leaves the house. */
interface Shown {
  readonly row: Row;
  readonly station: Station;
  readonly compiled: CompiledWorkflow;
  readonly shown: CompiledPublic;
}

/**
 * What anybody may see of instances, read from what they are at the moment: an instance is shown while it is in the state that its definition names, so that the very step that leaves the
 * state withdraws it, and nothing has to be taken down. Exercises are never shown, and nothing that is sealed.
 */
export class PublicNotices {
  constructor(private readonly options: PublicNoticesOptions) {}

  /** What a page shows now, the latest first; at most 200. */
  async all(page: PublicPage): Promise<PublicNotice[]> {
    return this.read(page, async (tenant, shown) => {
      const photos = await Promise.all(shown.map(({ row, shown: { likeness } }) => (likeness ? likenessesOf(tenant, row.stationId, row.id) : [])));
      return shown.map((one, index) => this.noticeOf(page, one, photos[index]?.length ?? 0));
    });
  }

  /** A photo of a notice that is shown now. @param place from 0 @throws StationhouseError NOT_FOUND */
  photo(page: PublicPage, notice: string, place: number): Promise<AttachmentRow> {
    return this.read(page, async (tenant, all) => {
      const one = this.find(page, all, notice);
      const photos = one?.shown.likeness === true ? await likenessesOf(tenant, one.row.stationId, one.row.id) : [];
      const photo = photos[place];
      if (photo === undefined) throw notFound(text('照片', 'Photo'));
      return photo;
    });
  }

  /**
   * Lets the instance of a notice hear what somebody out there has said. It hears it in the state in which it is shown, or not at all.
   * @throws StationhouseError BAD_INPUT for what the event's form does not take
   */
  async say(page: PublicPage, notice: string, said: JsonObject): Promise<PublicHearing> {
    const one = await this.read(page, (_, all) => Promise.resolve(this.find(page, all, notice)));
    const event = one?.shown.hears;
    if (one === undefined || event === undefined) return 'withdrawn';
    let hearing: PublicHearing = 'withdrawn';
    await this.options.runtime.happen(one.row.stationId, one.row.id, { type: 'event', name: event, payload: said }, (result) => {
      if (result.ok) {
        hearing = 'heard';
        return () => ({});
      }
      if (result.refusal.code === 'FORM_INVALID') throw badInput('body', text('填写的内容有误，请检查后重新提交。', 'Something was filled in that is not asked for. Check it and send it again.'));
      hearing = result.refusal.code === 'EVENT_REFUSED' ? 'full' : 'withdrawn';
      return undefined;
    });
    return hearing;
  }

  private async read<Result>({ bureauId, pluginId, workflow }: PublicPage, work: (tenant: Tenant, shown: Shown[]) => Promise<Result>): Promise<Result> {
    const { database } = this.options;
    const stations = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<Station>('SELECT id, name, phone, time_zone AS "timeZone" FROM station WHERE bureau_id = $1', [bureauId]));
    return database.inTenant({ stationIds: stations.map(({ id }) => id), bureauIds: [] }, async (tenant) => work(tenant, await this.shown(tenant, stations, pluginId, workflow)));
  }

  private async shown(tenant: Tenant, stations: readonly Station[], pluginId: string, workflow: string): Promise<Shown[]> {
    const { catalog, gate } = this.options;
    const enabled: Station[] = [];
    for (const station of stations) if (await gate.isEnabled(tenant, station.id, pluginId)) enabled.push(station);
    const stationIds = enabled.map(({ id }) => id);
    const versions = new Map<string, CompiledWorkflow>();
    const used = await tenant.sql<{ definition: string }>(`SELECT DISTINCT definition FROM instance WHERE station_id = ANY ($1) AND workflow = $2 AND status = 'running'`, [stationIds, workflow]);
    for (const { definition } of used) if (await catalog.loads(tenant, definition)) versions.set(definition, await catalog.version(tenant, definition));
    const states = [...versions].flatMap(([definition, { public: shown }]) => (shown === undefined ? [] : [{ definition, state: shown.state }]));
    const rows = await tenant.sql<Row>(
      `SELECT i.id, i.station_id AS "stationId", i.definition, i.snapshot -> 'data' AS data FROM instance i JOIN unnest($3::text[], $4::text[]) AS v (definition, state) ON v.definition = i.definition AND v.state = ANY (i.states)
        WHERE i.station_id = ANY ($1) AND i.workflow = $2 AND i.status = 'running' AND NOT i.exercise ORDER BY i.started_at DESC, i.id DESC LIMIT ${MOST}`,
      [stationIds, workflow, states.map(({ definition }) => definition), states.map(({ state }) => state)],
    );
    return rows.flatMap((row) => {
      const [compiled, station] = [versions.get(row.definition), enabled.find(({ id }) => id === row.stationId)];
      return compiled?.public === undefined || station === undefined ? [] : [{ row, station, compiled, shown: compiled.public }];
    });
  }

  private noticeOf(page: PublicPage, { row, station, compiled, shown }: Shown, photos: number): PublicNotice {
    const facts = factsOf(compiled, shown.fields, row.data).flatMap(({ path, title, kind, value }) => (value === null ? [] : [{ field: path, title: { ...title }, value: { ...(kind === 'moment' ? dayOf(value, station.timeZone) : value) } }]));
    return { id: this.nameOf(page, row.id), station: station.name, phone: station.phone, facts, photos };
  }

  private find(page: PublicPage, all: readonly Shown[], notice: string): Shown | undefined {
    const asked = Buffer.from(notice);
    return all.find(({ row }) => {
      const own = Buffer.from(this.nameOf(page, row.id));
      return own.length === asked.length && timingSafeEqual(own, asked);
    });
  }

  private nameOf({ pluginId, workflow }: PublicPage, instanceId: Id): string {
    return createHmac('sha256', this.options.key).update(JSON.stringify([pluginId, workflow, instanceId])).digest('base64url').slice(0, NAME_LENGTH);
  }
}

/** The local day of a moment: by the minute it would tell when somebody stood where. */
function dayOf(moment: Bilingual, timeZone: string): Bilingual {
  const at = new Date(moment['zh-CN']);
  const day = (locale: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(at);
  return text(day('zh-CN'), day('en'));
}
