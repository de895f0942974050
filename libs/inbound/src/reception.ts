import { createHash } from 'node:crypto';
import type { Database, Tenant } from '@stationhouse/database';
import type { Outbox } from '@stationhouse/jobs';
import { isStationhouseError, newId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { compileSchema, findInFields, textRefused, withoutFound, type FoundInField, type TextScreen } from '@stationhouse/workflow';
import type { Screens } from '@stationhouse/workflow-runtime';
import { readEnvelopes, type Envelope } from './envelope.js';
import type { InboundTypes } from './event-type.js';
import { isSigned, notSigned } from './signature.js';
import type { Credentials, EventSources } from './sources.js';

/** Topic of the job that handles one event. */
export const EVENT_TOPIC = 'inbound.event';

/** What became of one event of a request. */
export type Receipt =
  /**
   * Stored; it is handled at once. `duplicate`: the same event was stored before. `blanked`: in these fields of it stood what must never be
   * written down; that alone was left out, since nothing else of an alert may be lost.
   */
  | { readonly id: string; readonly status: 'accepted' | 'duplicate'; readonly blanked?: readonly Blanked[] }
  /** Not taken. `stored`: its data are wrong, and it is kept for the station to see. */
  | { readonly id: string | undefined; readonly status: 'refused'; readonly stored: boolean; readonly fault: StationhouseError };

/** What was left out of an event: where, and of which kind. */
export type Blanked = Pick<FoundInField, 'field' | 'kind'>;

export interface ReceptionOptions {
  readonly database: Database;
  readonly sources: EventSources;
  readonly types: InboundTypes;
  readonly outbox: Outbox;
  readonly screens: Pick<Screens, 'ofPlugin' | 'all'>;
}

/** How far ahead of the clock an event may claim to have happened, in milliseconds. */
const AHEAD = 5 * 60_000;

/** Takes events in: whatever is acknowledged lies in the database, with the job that handles it. */
export class Reception {
  constructor(private readonly options: ReceptionOptions) {}

  /**
   * Stores the events of one request, all in one transaction.
   * @param headers with lower-case names; `body` as it came, since the signature is over its bytes
   * @throws StationhouseError EVENT_SIGNATURE_INVALID for an unknown or stopped source too, EVENT_MALFORMED, STORAGE_FULL, DATABASE_UNAVAILABLE
   */
  async receive(bureauId: Id, sourceId: Id, headers: Readonly<Record<string, unknown>>, body: Buffer): Promise<Receipt[]> {
    const { sources, database } = this.options;
    const source = await sources.credentials(bureauId, sourceId);
    if (source === undefined) throw notSigned();
    if (!isSigned(source.secrets, headers, body)) {
      await sources.noteUnsigned(source);
      throw notSigned();
    }
    const read = readEnvelopes(headers, body);
    const stations = await this.stationsOf(source, read.flatMap((one) => ('envelope' in one ? [one.envelope] : [])));
    const reach = [...new Set(stations.values())];
    return database.inTenant({ stationIds: reach, bureauIds: [bureauId] }, async (tenant) => {
      const judged = read.map((one) => ('envelope' in one ? this.judge(tenant.now, source, stations, one.envelope) : { refused: { id: one.id, status: 'refused', stored: false, fault: one.fault } as const }));
      const stored = await this.store(tenant, source, judged.flatMap((one) => ('refused' in one ? [] : [one])));
      // Last, and once a second: requests of one source wait for each other here.
      await tenant.sql(`UPDATE event_source SET last_event_at = $3 WHERE bureau_id = $1 AND id = $2 AND (last_event_at IS NULL OR last_event_at < $3::timestamptz - interval '1 second')`, [bureauId, sourceId, tenant.now]);
      return judged.map((one) => ('refused' in one ? one.refused : receiptOf(one, stored.get(one.rowId))));
    });
  }

  /** The stations that events are for, by the code the event names; one that is not known goes where rows without a station go. */
  private async stationsOf({ bureauId, stationId }: Credentials, envelopes: readonly Envelope[]): Promise<ReadonlyMap<string | null, Id>> {
    const codes = [...new Set(envelopes.map(({ station }) => station))];
    const named = codes.filter((code) => code !== null);
    // What is for a station that was closed goes to its successor; a code that it had before still names it.
    const rows = await this.options.database.read<{ id: Id; code: string; unrouted: boolean }>({ stationIds: [], bureauIds: [bureauId] },
      `SELECT coalesce(s.successor_id, s.id) AS id, c.code, s.unrouted FROM station s CROSS JOIN LATERAL unnest(s.code || s.former_codes) AS c (code)
        WHERE s.bureau_id = $1 AND (s.closed_at IS NULL OR s.successor_id IS NOT NULL) AND (s.id = $3 OR $3 IS NULL AND (s.unrouted OR c.code = ANY ($2)))`, [bureauId, named, stationId]);
    const own = rows[0]?.id;
    if (stationId !== null) return new Map(own === undefined ? [] : codes.map((code) => [code, own]));
    const elsewhere = rows.find(({ unrouted }) => unrouted)?.id;
    return new Map(codes.flatMap((code): [string | null, Id][] => {
      const found = rows.find((row) => row.code === code)?.id ?? elsewhere;
      return found === undefined ? [] : [[code, found]];
    }));
  }

  /** What is to be stored of an event, or why nothing is. */
  private judge(now: Date, source: Credentials, stations: ReadonlyMap<string | null, Id>, sent: Envelope): NewEvent | { readonly refused: Receipt } {
    const { id, type, time } = sent;
    const refuse = (fault: StationhouseError) => ({ refused: { id, status: 'refused', stored: false, fault } as const });
    if (!source.types.includes(type)) return refuse(new StationhouseError('EVENT_TYPE_NOT_ALLOWED', text(`该来源未登记事件类型 ${type}，请联系分局管理员。`, `This source is not registered for events of the type ${type}. Ask the bureau’s administrator.`)));
    const screens = this.screensOf(type);
    // Without its id nobody would know it again.
    const named = findInFields(screens, { id, source: sent.source });
    if (named.length > 0) return { refused: { id: undefined, status: 'refused', stored: false, fault: textRefused(named) } };
    const stationId = stations.get(sent.station);
    if (stationId === undefined) return refuse(new StationhouseError('NOT_FOUND', text('未找到事件所属的派出所，请核对扩展属性 station（派出所代码）。', 'No such station. Check the extension attribute "station": a station’s code.')));
    if (time !== null && time.getTime() > now.getTime() + AHEAD) return refuse(new StationhouseError('EVENT_TIME_INVALID', text('事件时间晚于当前时间，请校准发送方时钟。', 'The event claims to lie in the future. Set the sender’s clock.')));
    const blanked = [...findInFields(screens, sent.subject, 'subject'), ...findInFields(screens, sent.data)].map(({ field, kind }): Blanked => ({ field, kind }));
    const envelope: Envelope = blanked.length === 0 ? sent : { ...sent, subject: withoutFound(screens, sent.subject), data: withoutFound(screens, sent.data) };
    const fingerprint = createHash('sha256').update(JSON.stringify([type, envelope.subject, envelope.data])).digest('hex');
    return { rowId: newId(), stationId, envelope, blanked, fault: this.dataFault(envelope), fingerprint };
  }

  /** Those of the plugin that takes it in; of all where none does yet. */
  private screensOf(type: string): readonly TextScreen[] {
    const pluginId = this.options.types.find(type)?.pluginId;
    return pluginId === undefined ? this.options.screens.all() : this.options.screens.ofPlugin(pluginId);
  }

  /** What is wrong with the data of a type that is known; the paths of its fields, never their values. */
  private dataFault({ type, data }: Envelope): StationhouseError | undefined {
    const schema = this.options.types.find(type)?.type.data;
    const checked = schema === undefined ? { value: data } : compileSchema(schema).check(data);
    if ('value' in checked) return undefined;
    const problems = checked.problems.map(({ field }) => field);
    return new StationhouseError('EVENT_DATA_INVALID', text(`事件数据不符合约定，请检查：${problems.slice(0, 5).join('、')}。`, `The event’s data do not fit their type. Check: ${problems.slice(0, 5).join(', ')}.`), { problems });
  }

  /** Stores what is new, with the jobs that handle it. @returns by row what became of it */
  private async store(tenant: Tenant, { bureauId, id: sourceId }: Credentials, events: readonly NewEvent[]): Promise<ReadonlyMap<Id, Stored>> {
    if (events.length === 0) return new Map();
    const rows = events.map(({ rowId, stationId, envelope: { id, source, type, subject, time, data }, fault, fingerprint }) => {
      const [state, reason, details] = stateOf(fault);
      return { station_id: stationId, id: rowId, origin: source, event_id: id, type, subject, occurred_at: time ?? tenant.now, plugin_id: this.options.types.find(type)?.pluginId ?? null, data, fingerprint, state, reason, details };
    });
    const written = await tenant.prepared<{ id: Id }>(
      `INSERT INTO inbound_event (station_id, id, bureau_id, source_id, origin, event_id, type, subject, occurred_at, received_at, plugin_id, data, fingerprint, state, reason, details)
       SELECT station_id, id, $2, $3, origin, event_id, type, subject, occurred_at, $4, plugin_id, data, fingerprint, state, reason, details
         FROM jsonb_to_recordset($1) AS e (station_id uuid, id uuid, origin text, event_id text, type text, subject text, occurred_at timestamptz, plugin_id text, data jsonb, fingerprint text, state text, reason text, details text)
        ORDER BY station_id, origin, event_id, id
       ON CONFLICT (station_id, source_id, origin, event_id) DO NOTHING RETURNING id`,
      [JSON.stringify(rows), bureauId, sourceId, tenant.now],
    );
    const fresh = new Set(written.map(({ id }) => id));
    await this.options.outbox.enqueueAll(tenant, events.flatMap(({ rowId, stationId }) => (fresh.has(rowId) ? [{ topic: EVENT_TOPIC, stationId, payload: { eventId: rowId, bureauId } }] : [])));
    const again = events.filter(({ rowId }) => !fresh.has(rowId));
    const known = again.length === 0 ? [] : await this.knownOf(tenant, sourceId, again);
    return new Map<Id, Stored>([...[...fresh].map((id): [Id, Stored] => [id, 'accepted']), ...known]);
  }

  /** Of events whose id was used before: whether for the same. */
  private async knownOf(tenant: Tenant, sourceId: Id, events: readonly NewEvent[]): Promise<[Id, Stored][]> {
    const rows = await tenant.sql<{ row: Id; fingerprint: string }>(
      `SELECT a.row, e.fingerprint FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS a (row, station_id, origin, event_id)
         JOIN inbound_event e ON e.station_id = a.station_id AND e.source_id = $1 AND e.origin = a.origin AND e.event_id = a.event_id`,
      [sourceId, events.map(({ rowId }) => rowId), events.map(({ stationId }) => stationId), events.map(({ envelope }) => envelope.source), events.map(({ envelope }) => envelope.id)],
    );
    const byRow = new Map(rows.map(({ row, fingerprint }) => [row, fingerprint]));
    return events.map(({ rowId, fingerprint }): [Id, Stored] => [rowId, byRow.get(rowId) === fingerprint ? 'duplicate' : 'reused']);
  }
}

/** An event that is to be stored. */
interface NewEvent {
  /** The row's own id. */
  readonly rowId: Id;
  readonly stationId: Id;
  readonly envelope: Envelope;
  readonly blanked: readonly Blanked[];
  /** What is wrong with its data. */
  readonly fault: StationhouseError | undefined;
  /** Tells a repetition from another event under the same id. */
  readonly fingerprint: string;
}

/** What became of an event: it is new, it was stored before, or another one was under its id. */
type Stored = 'accepted' | 'duplicate' | 'reused';

function receiptOf({ envelope: { id }, blanked, fault }: NewEvent, stored: Stored | undefined): Receipt {
  if (stored === undefined) throw new Error('An event was left without an answer.');
  if (stored === 'reused') return { id, status: 'refused', stored: false, fault: new StationhouseError('EVENT_ID_REUSED', text('该事件编号已用于另一事件，请为每个事件使用唯一编号。', 'This id was used for another event. Give each event an id of its own.')) };
  if (fault !== undefined) return { id, status: 'refused', stored: true, fault };
  return { id, status: stored, ...(blanked.length === 0 ? {} : { blanked }) };
}

function stateOf(fault: StationhouseError | undefined): [state: string, reason: string | null, details: string | null] {
  if (fault === undefined) return ['received', null, null];
  const problems = isStationhouseError(fault) ? (fault.details?.['problems'] as string[] | undefined) : undefined;
  return ['refused', fault.code, (problems ?? []).slice(0, 20).join(', ').slice(0, 500)];
}
