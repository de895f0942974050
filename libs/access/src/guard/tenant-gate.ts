import { Inject, Injectable } from '@nestjs/common';
import { audit, type AuditRecord } from '@stationhouse/audit';
import { Database, type Tenant, type TenantContext } from '@stationhouse/database';
import { newId, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Reader } from '../masking/reader.js';
import { covers, lower, type DataClass } from '../permissions/roles.js';
import type { Unit } from '../permissions/abilities.js';
import { currentRequest } from '../request/context.js';
import { noteOpening } from '../rights/openings.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { RequestTurns, type Length } from '../turns/request-turns.js';
import { personalRead } from '../audit-actions.js';
import { forbidden, requirePermission, requireSight } from './require.js';

/** The longest purpose of a read, in characters. */
const LONGEST_PURPOSE = 200;

/** The way from a request to rows: opens the tenant transaction with the caller's scope. */
@Injectable()
export class TenantGate {
  constructor(
    private readonly database: Database,
    @Inject(ACCESS_SETTINGS) private readonly settings: Pick<AccessSettings, 'clock'>,
    private readonly turns: RequestTurns,
  ) {}

  /**
   * Runs `work` in one transaction that reaches one station.
   * @param options.withBureau also reaches the bureau's own tables, for the few operations that need both
   * @throws StationhouseError NOT_FOUND when the caller cannot see the station, TOO_MANY_REQUESTS
   */
  inStation<Result>(stationId: Id, work: (tenant: Tenant) => Promise<Result>, options: { withBureau?: boolean; length?: Length } = {}): Promise<Result> {
    const bureauIds = options.withBureau === true ? [currentRequest().account.bureauId] : [];
    return this.inScope({ stationIds: [stationId], bureauIds }, work, options.length);
  }

  /** As {@link inStation}, for sealing a record and for lifting a seal: the one work of a person that reaches sealed records. */
  inSealed<Result>(stationId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    requireScope({ stationIds: [stationId], bureauIds: [] });
    return this.opened({ ...contextOf([stationId], []), sealed: true }, work);
  }

  /** As {@link inStation}, for saying who is on the team of a restricted record: it reaches such records whoever asks. */
  inRestricted<Result>(stationId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    requireScope({ stationIds: [stationId], bureauIds: [] });
    return this.opened({ ...contextOf([stationId], []), restricted: true }, work);
  }

  /** Runs `work` in one transaction that reaches several stations. */
  inStations<Result>(stationIds: readonly Id[], work: (tenant: Tenant) => Promise<Result>, length?: Length): Promise<Result> {
    return this.inScope({ stationIds, bureauIds: [] }, work, length);
  }

  /**
   * Runs `work` in one transaction that reaches the bureau's tables, but no station's.
   * @throws StationhouseError NOT_FOUND when it is not the caller's bureau
   */
  inBureau<Result>(bureauId: Id, work: (tenant: Tenant) => Promise<Result>, length?: Length): Promise<Result> {
    return this.inScope({ stationIds: [], bureauIds: [bureauId] }, work, length);
  }

  /**
   * Checks a permission where an operation narrows by itself; as the guard does it. An access grant counts at the guard alone, where it is
   * written down what it opens.
   */
  require(permission: string, unit: Unit): void {
    requirePermission(currentRequest(), permission, unit);
    if (!this.may(permission, unit)) throw forbidden();
  }

  /** True when the caller holds the permission at the unit without an access grant: for `mayAssign` and the like. */
  may(permission: string, unit: Unit): boolean {
    const { abilities } = currentRequest();
    return abilities.may(permission, unit) && abilities.grantFor(permission, unit) === undefined;
  }

  /**
   * What the caller may of several permissions, at a station as a whole or on one record: for an operation that gives by permission. What
   * an access grant alone opens is written down first, as the guard does it.
   * @param operation how the opening is called
   */
  async allowed(permissions: readonly string[], stationId: Id, recordId: Id | undefined, operation: string): Promise<Set<string>> {
    const { abilities } = currentRequest();
    const held = permissions.filter((permission) => abilities.may(permission, { stationId }, recordId));
    const grants = new Set(held.map((permission) => abilities.grantFor(permission, { stationId }, recordId)).filter((grantId) => grantId !== undefined));
    for (const grantId of grants) await this.noteOpening(stationId, grantId, operation, recordId);
    return new Set(held);
  }

  /** Writes down what an access grant is about to open. @throws StationhouseError FORBIDDEN when it has ended */
  noteOpening(stationId: Id, grantId: Id, operation: string, recordId: Id | undefined): Promise<void> {
    return this.inStation(stationId, (tenant) => noteOpening(tenant, { stationId, grantId, operation, recordId, at: this.settings.clock.now() }));
  }

  /**
   * True when the caller's role at the station covers the class: filters, sorting and search over personal fields ask
   * this first and refuse otherwise, since a filter answers a question as well as a field does.
   * @param recordId the one record it is about, where an access grant to it counts
   */
  mayRead(stationId: Id, dataClass: DataClass, recordId?: Id): boolean {
    return covers(currentRequest().abilities.levelAt(stationId, recordId), dataClass);
  }

  /**
   * The reader of a list or of a record without a purpose: never above P1.
   * @param recordId the one record it reads, where an access grant to it counts
   */
  reader(stationId: Id, recordId?: Id): Reader {
    return { stationId, level: lower(currentRequest().abilities.levelAt(stationId, recordId), 'P1') };
  }

  /**
   * The reader of one record. With a purpose, and a role that reads P2 at this station, it sees P2, and the read is
   * audited in the same transaction; a role below stays masked; without a purpose everybody does.
   * @param purpose why, in the reader's words; at most 200 characters
   * @param within the record that this one is a part of, as a file of an instance: an access grant to it counts for the part
   * @throws StationhouseError PURPOSE_REQUIRED when the purpose is blank
   */
  async readPersonal(tenant: Tenant, stationId: Id, purpose: string | null | undefined, record: AuditRecord, within: Id = record.id): Promise<Reader> {
    if (purpose === undefined || purpose === null) return this.reader(stationId, within);
    const said = parseText(purpose, 'purpose', LONGEST_PURPOSE).trim();
    if (said === '') {
      throw new StationhouseError('PURPOSE_REQUIRED', text('查看完整个人信息须填写用途。', 'Say why you need to see the personal data in full.'));
    }
    const { abilities } = currentRequest();
    if (!covers(abilities.levelAt(stationId, within), 'P2')) return this.reader(stationId, within);
    const accessGrantId = abilities.readingGrant(stationId, within);
    await audit(tenant, { action: personalRead, stationId, record, purpose: said, details: { level: 'P2', ...(accessGrantId === undefined ? {} : { accessGrantId }) } });
    return { stationId, level: 'P2' };
  }

  /** Reads a station's rows by one statement, which is a transaction of its own; see {@link Database.read}. @throws StationhouseError NOT_FOUND when the caller cannot see the station */
  async readAt<Row extends object>(stationId: Id, statement: string, parameters: readonly unknown[]): Promise<Row[]> {
    requireScope({ stationIds: [stationId], bureauIds: [] });
    return this.turns.take('short', () => this.database.read<Row>(contextOf([stationId], []), statement, parameters));
  }

  /**
   * Runs `work` in one transaction that reaches exactly these stations and bureaus, each of which the caller can see.
   * @param length `long` for what counts over many rows: it waits its turn among the like of it, and keeps nobody else waiting
   * @throws StationhouseError NOT_FOUND, TOO_MANY_REQUESTS
   */
  inScope<Result>(scope: { stationIds: readonly Id[]; bureauIds: readonly Id[] }, work: (tenant: Tenant) => Promise<Result>, length?: Length): Promise<Result> {
    requireScope(scope);
    return this.opened(contextOf(scope.stationIds, scope.bureauIds), work, length);
  }

  /**
   * As {@link inScope}, for work that founds stations and goes on in them. Their ids are made here, so that no caller can reach a station that
   * is there already.
   * @param count how many it founds
   */
  inFounding<Result>(scope: { stationIds: readonly Id[]; bureauIds: readonly Id[] }, count: number, work: (tenant: Tenant, foundIds: readonly Id[]) => Promise<Result>): Promise<Result> {
    requireScope(scope);
    const foundIds = Array.from({ length: count }, () => newId());
    return this.opened(contextOf([...scope.stationIds, ...foundIds], scope.bureauIds), (tenant) => work(tenant, foundIds));
  }

  /**
   * Runs `work` within the places somebody works at, also while their session is locked: for the few operations that tell a covered screen that
   * something waits, and nothing of what.
   */
  inOwnPlaces<Result>(work: (tenant: Tenant, accountId: Id) => Promise<Result>): Promise<Result> {
    const { signedInEvenLocked: session, address, requestId } = currentRequest();
    const stationIds = [...new Set(session.memberships.flatMap(({ stationId }) => stationId ?? []))];
    return this.opened({ stationIds, bureauIds: [session.account.bureauId], accountId: session.account.id, sessionId: session.id, address, requestId }, (tenant) => work(tenant, session.account.id));
  }

  private opened<Result>(context: TenantContext, work: (tenant: Tenant) => Promise<Result>, length: Length = 'short'): Promise<Result> {
    return this.turns.take(length, () => this.database.inTenant(context, work));
  }
}

function requireScope({ stationIds, bureauIds }: { readonly stationIds: readonly Id[]; readonly bureauIds: readonly Id[] }): void {
  const request = currentRequest();
  for (const stationId of stationIds) requireSight(request, { stationId });
  for (const bureauId of bureauIds) requireSight(request, { bureauId });
}

function contextOf(stationIds: readonly Id[], bureauIds: readonly Id[]): TenantContext {
  const request = currentRequest();
  const { account, id: sessionId } = request.signedIn;
  return { stationIds, bureauIds, accountId: account.id, sessionId, address: request.address, requestId: request.requestId };
}
