import { deriveKeys, openSecret, parseName, sealSecret, type Keys, type KeySettings } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, StationhouseError, text, type Bilingual, type Clock, type Id } from '@stationhouse/kernel';
import type { SaysOnClosing } from '@stationhouse/workflow-runtime';
import type { InboundTypes } from './event-type.js';
import * as deeds from './permissions.js';
import { newSecret } from './signature.js';

/** A system outside that may send events; its secret is never read back. */
export interface EventSource {
  readonly bureauId: Id;
  readonly id: Id;
  readonly title: string;
  /** The one station its events are for; null when each event names its station. */
  readonly stationId: Id | null;
  /** CloudEvents types it may send. */
  readonly types: readonly string[];
  /** Until when the secret before the present one still counts; real time. */
  readonly previousUntil: Date | null;
  readonly stoppedAt: Date | null;
  readonly createdAt: Date;
  readonly lastEventAt: Date | null;
  /** When a request with a wrong signature last came; real time. */
  readonly unsignedAt: Date | null;
}

/** What a request must prove itself against. */
export interface Credentials extends EventSource {
  readonly secrets: readonly string[];
}

export interface NewEventSource {
  readonly title: string;
  readonly stationId?: Id | null | undefined;
  readonly types: readonly string[];
}

interface SourceRow extends EventSource {
  readonly secret: string;
  readonly previousSecret: string | null;
}

/** How long a replaced secret still counts, in milliseconds of real time: the other side changes its own meanwhile. */
const OVERLAP = 24 * 3_600_000;
const COLUMNS = `bureau_id AS "bureauId", id, title, station_id AS "stationId", types, previous_until AS "previousUntil", stopped_at AS "stoppedAt", created_at AS "createdAt", last_event_at AS "lastEventAt", unsigned_at AS "unsignedAt"`;

/** The systems outside that may send events to a bureau. Secrets lie sealed; each is shown once, when it is made. */
export class EventSources implements SaysOnClosing {
  private readonly keys: Keys;
  /** Of real time: secrets are no matter of the domain. */
  private readonly clock: Clock;

  constructor(
    private readonly database: Database,
    private readonly types: InboundTypes,
    { clock, ...keys }: KeySettings & { readonly clock: Clock },
  ) {
    this.keys = deriveKeys(keys, 'event-source');
    this.clock = clock;
  }

  /** Every source of a bureau, those in use first. */
  list(tenant: Tenant, bureauId: Id): Promise<EventSource[]> {
    return tenant.sql<EventSource>(`SELECT ${COLUMNS} FROM event_source WHERE bureau_id = $1 ORDER BY stopped_at IS NOT NULL, created_at, id`, [bureauId]);
  }

  /**
   * Registers a source. @returns it and its secret, which is never shown again
   * @throws StationhouseError BAD_INPUT for a type that no plugin takes in, NOT_FOUND for a station of another bureau
   */
  async create(tenant: Tenant, bureauId: Id, { title, stationId = null, types }: NewEventSource): Promise<{ readonly source: EventSource; readonly secret: string }> {
    const name = parseName(title, 'title');
    const wanted = [...new Set(types)];
    const unknown = wanted.filter((type) => this.types.find(type) === undefined);
    if (wanted.length === 0 || unknown.length > 0) {
      const named = unknown.join('、') || '—';
      throw badInput('types', text(`请至少选择一种已安装插件接收的事件类型；未知类型：${named}。`, `Choose at least one type of event that an installed plugin takes in; unknown: ${named}.`));
    }
    if (stationId !== null) await requireStation(tenant, bureauId, stationId);
    const [id, secret] = [newId(), newSecret()];
    await tenant.sql(
      `INSERT INTO event_source (bureau_id, id, title, station_id, types, secret, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [bureauId, id, name, stationId, wanted, sealSecret(this.keys, secret, id), tenant.context.accountId ?? null, tenant.now],
    );
    await audit(tenant, { action: deeds.sourceCreated, bureauId, record: { kind: 'eventSource', id }, details: { types: wanted, stationId } });
    return { source: await this.read(tenant, bureauId, id), secret };
  }

  /** Makes a new secret; the one before counts for another day. @throws StationhouseError NOT_FOUND, CONFLICT when it is stopped */
  async rekey(tenant: Tenant, bureauId: Id, id: Id): Promise<{ readonly source: EventSource; readonly secret: string }> {
    const secret = newSecret();
    const until = new Date(this.clock.now().getTime() + OVERLAP);
    const rows = await tenant.sql(
      'UPDATE event_source SET previous_secret = secret, previous_until = $4, secret = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND stopped_at IS NULL RETURNING id',
      [bureauId, id, sealSecret(this.keys, secret, id), until],
    );
    const source = await this.read(tenant, bureauId, id);
    if (rows.length === 0) throw new StationhouseError('CONFLICT', text('该来源已停用，请另行登记。', 'This source is stopped. Register another one.'));
    await audit(tenant, { action: deeds.sourceRekeyed, bureauId, record: { kind: 'eventSource', id } });
    return { source, secret };
  }

  /** Takes no more events from a source; what it sent stays. Stopped already, it stays as it is. @throws StationhouseError NOT_FOUND */
  async stop(tenant: Tenant, bureauId: Id, id: Id): Promise<EventSource> {
    const rows = await tenant.sql(
      'UPDATE event_source SET stopped_at = $3, previous_secret = NULL, previous_until = NULL, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND stopped_at IS NULL RETURNING id',
      [bureauId, id, tenant.now],
    );
    const source = await this.read(tenant, bureauId, id);
    if (rows.length > 0) await audit(tenant, { action: deeds.sourceStopped, bureauId, record: { kind: 'eventSource', id } });
    return source;
  }

  /** What becomes of the sources that send for one station when it closes: events that name it go where its records go. */
  async sayOnClosing(tenant: Tenant, { bureauId, stationId, successorId }: Parameters<SaysOnClosing['sayOnClosing']>[1]): Promise<Bilingual[]> {
    const rows = await tenant.sql<{ title: string; successor: string | null }>('SELECT title, (SELECT name FROM station WHERE id = $3) AS successor FROM event_source WHERE bureau_id = $1 AND station_id = $2 AND stopped_at IS NULL ORDER BY title', [bureauId, stationId, successorId]);
    const [first] = rows;
    if (first === undefined) return [];
    const [zhCN, en] = [rows.map(({ title }) => title).join('、'), rows.map(({ title }) => title).join(', ')];
    if (first.successor !== null) return [text(`${rows.length} 个外部事件来源（${zhCN}）此后的事件转到“${first.successor}”。`, `Events of ${rows.length} sources (${en}) go to “${first.successor}” from then on.`)];
    return [text(`${rows.length} 个外部事件来源（${zhCN}）此后的事件将被拒收，请事先通知对接方。`, `Events of ${rows.length} sources (${en}) are refused from then on: tell the other side before.`)];
  }

  /** What a request must prove itself against; undefined for a source that is not there, or stopped. */
  async credentials(bureauId: Id, id: Id): Promise<Credentials | undefined> {
    const statement = `SELECT ${COLUMNS}, secret, previous_secret AS "previousSecret" FROM event_source WHERE bureau_id = $1 AND id = $2 AND stopped_at IS NULL`;
    const [row] = await this.database.read<SourceRow>({ stationIds: [], bureauIds: [bureauId] }, statement, [bureauId, id]);
    if (row === undefined) return undefined;
    const { secret, previousSecret, ...source } = row;
    const counts = previousSecret !== null && source.previousUntil !== null && source.previousUntil > this.clock.now();
    return { ...source, secrets: [secret, ...(counts ? [previousSecret] : [])].map((sealed) => openSecret(this.keys, sealed, id)) };
  }

  /** Notes that a request came with a wrong signature, once a minute at most. */
  async noteUnsigned({ bureauId, id }: Pick<EventSource, 'bureauId' | 'id'>): Promise<void> {
    const now = this.clock.now();
    await this.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) =>
      tenant.sql(`UPDATE event_source SET unsigned_at = $3 WHERE bureau_id = $1 AND id = $2 AND (unsigned_at IS NULL OR unsigned_at < $3::timestamptz - interval '1 minute')`, [bureauId, id, now]),
    );
  }

  private async read(tenant: Tenant, bureauId: Id, id: Id): Promise<EventSource> {
    const [source] = await tenant.sql<EventSource>(`SELECT ${COLUMNS} FROM event_source WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
    if (source === undefined) throw notFound(text('外部事件来源', 'Source of events'));
    return source;
  }
}

async function requireStation(tenant: Tenant, bureauId: Id, stationId: Id): Promise<void> {
  const [station] = await tenant.sql('SELECT id FROM station WHERE bureau_id = $1 AND id = $2', [bureauId, stationId]);
  if (station === undefined) throw notFound(text('派出所', 'Station'));
}
