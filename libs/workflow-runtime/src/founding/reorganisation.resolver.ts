import { accountsById, readStation, reorganiseStations, Requires, Station, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { viewRunning } from '../plugins/views.js';
import { ReorganisationRow, type ReorganisationKind } from './entities.js';
import { Reorganisation, ReorganisationInput, ReorganisationKindName, ReorganisationOutcome, ReorganisationStateName } from './reorganisation-types.js';
import { Reorganising, type Planned } from './reorganising.js';

const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };

/** Stations that are closed, merged and split. */
@Resolver()
export class ReorganisationResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly reorganising: Reorganising,
  ) {}

  @Query(() => [Reorganisation], { description: 'What is planned for stations of a bureau, the next first, and then what was, the latest first.' })
  @Requires(readStation)
  reorganisations(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<Reorganisation[]> {
    return this.gate.inBureau(bureauId, (tenant) => listed(tenant, bureauId));
  }

  @Mutation(() => ReorganisationOutcome, {
    description: 'Closes, merges or splits a station at a day. No record is deleted, and none changes its station: from that day on it takes no new work, and the people of its successor work on what runs, in the roles they hold. A dry run says what would happen. NOT_FOUND, FORBIDDEN, BAD_INPUT, STALE_VERSION, STATION_CLOSED, TAKEOVER_NEEDED while something runs that nobody takes over, CONFLICT.',
  })
  @Requires(reorganiseStations)
  async reorganiseStation(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('input', { type: () => ReorganisationInput }) input: ReorganisationInput,
    @Args('expectedVersion', { type: () => Int, description: 'Of the station.' }) expectedVersion: number,
    @Args('dryRun', { type: () => Boolean, description: 'Says what would come of it, and keeps nothing.' }) dryRun: boolean,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<ReorganisationOutcome> {
    const kind = input.kind.toLowerCase() as ReorganisationKind;
    const successorId = input.successorId === undefined || input.successorId === null ? null : parseId(input.successorId, 'successorId');
    if (successorId !== null) this.gate.require(reorganiseStations.id, { stationId: successorId });
    const people = input.people.map(({ accountId, role }) => ({ accountId: parseId(accountId, 'people.accountId'), role }));
    const localities = (input.localities ?? []).map((id) => parseId(id, 'localities'));
    const { ends, because, founds, stays, begins, effectiveOn } = input;
    const command = { kind, stationId, successorId, ends, people, localities, because, founds: founds ?? null, stays: stays ?? null, begins: begins ?? null, effectiveOn: effectiveOn ?? null, expectedVersion, dryRun, idempotencyKey };
    const scope = { stationIds: [stationId, ...(successorId === null ? [] : [successorId])], bureauIds: [bureauId] };
    return shown(await this.reorganising.plan((work) => this.gate.inFounding(scope, kind === 'split' ? 1 : 0, (tenant, [foundId]) => work(tenant, foundId)), bureauId, command));
  }

  @Mutation(() => Reorganisation, { description: 'Calls a planned reorganisation off; the chiefs are told. NOT_FOUND, CONFLICT once it was carried out or cancelled.' })
  @Requires(reorganiseStations)
  async cancelReorganisation(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('reorganisationId', { type: () => ID }) reorganisationId: Id,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<Reorganisation> {
    const wanted = parseId(reorganisationId, 'reorganisationId');
    const planned = await this.gate.inBureau(bureauId, (tenant) => tenant.repository(ReorganisationRow).findOneBy({ bureauId, id: wanted }));
    // The chief of the station it would have gone to is told, too.
    const successor = planned?.successorId ?? null;
    return this.gate.inScope({ stationIds: [stationId, ...(successor === null ? [] : [successor])], bureauIds: [bureauId] }, async (tenant) => {
      const { id } = await this.reorganising.cancel(tenant, bureauId, { stationId, reorganisationId: wanted, idempotencyKey });
      return (await listed(tenant, bureauId, id))[0] as Reorganisation;
    });
  }
}

function shown({ id, says, running, people, problems }: Planned): ReorganisationOutcome {
  return { id, says, running: running.map(viewRunning), people, problems };
}

async function listed(tenant: Tenant, bureauId: Id, id?: Id): Promise<Reorganisation[]> {
  const rows = await tenant.repository(ReorganisationRow).find({ where: { bureauId, ...(id === undefined ? {} : { id }) } });
  const sorted = rows.sort((left, right) => Number(right.state === 'planned') - Number(left.state === 'planned') || (left.state === 'planned' ? left.dueAt.getTime() - right.dueAt.getTime() : (right.endedAt?.getTime() ?? 0) - (left.endedAt?.getTime() ?? 0)));
  const ids = sorted.flatMap(({ stationId, successorId, foundedId }) => [stationId, successorId, foundedId]).filter((one) => one !== null);
  const stations = new Map((await tenant.repository(Station).findBy({ bureauId, id: In(ids) })).map((station) => [station.id, station]));
  const people = new Map((await accountsById(tenant, [...new Set(sorted.map(({ setBy }) => setBy))])).map((account) => [account.id, account.displayName]));
  const at = (stationId: Id | null) => (stationId === null ? null : (stations.get(stationId) ?? null));
  return sorted.map((row) => Object.assign(new Reorganisation(), {
    id: row.id, because: row.because, dueAt: row.dueAt, setAt: row.setAt, endedAt: row.endedAt, failure: row.failure,
    kind: row.kind.toUpperCase() as keyof typeof ReorganisationKindName, state: row.state.toUpperCase() as keyof typeof ReorganisationStateName,
    station: at(row.stationId) as Station, successor: at(row.successorId), founded: at(row.foundedId), foundsName: row.plan.founds?.name ?? null, setBy: people.get(row.setBy) ?? '–',
  }));
}
