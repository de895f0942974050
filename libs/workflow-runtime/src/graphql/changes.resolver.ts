import { currentRequest, forbidden, PermissionRegistry, Requires, TenantGate, type Unit } from '@stationhouse/access';
import { Args, ID, Resolver, Subscription } from '@nestjs/graphql';
import { Jobs, type ChangeKind } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { Change, ChangeKindName } from './types.js';
import { optionalId } from './views.js';

/** What one must be allowed to read to hear that it changed. */
const PERMISSION: Readonly<Record<ChangeKind, string>> = { INSTANCE: 'instance.read', TASK: 'instance.read', INCIDENT: 'incident.read', IMPORT: 'import.manage', NOTICE: 'station.read', EXERCISE: 'instance.read', WHAT_IF: 'configuration.read', DRAFT: 'configuration.read', BUREAU_TASK: 'bureauTask.work' };

const KINDS = { type: () => [ChangeKindName], nullable: true, description: 'All that one may read when absent.' };
const ONE = { type: () => ID, nullable: true, description: 'Only changes of this record.' };
/** The event itself is the answer; rights were checked, and are again by libs/access with every event. */
const AS_IT_IS = { resolve: (change: Change) => change };

/** Live changes: ids only. READY first, then each change: whoever hears one reads again under their own rights; the socket closes with the sign-in. */
@Resolver()
export class ChangesResolver {
  constructor(
    private readonly jobs: Jobs,
    private readonly gate: TenantGate,
    private readonly permissions: PermissionRegistry,
  ) {}

  @Subscription(() => Change, { description: 'Changes of a station’s records, within a second, whichever process made them.', ...AS_IT_IS })
  @Requires('station.read')
  async changes(@Args('stationId', { type: () => ID }) stationId: Id, @Args('kinds', KINDS) kinds: ChangeKindName[] | null | undefined, @Args('id', ONE) id: Id | null | undefined): Promise<AsyncIterableIterator<unknown>> {
    const recordId = optionalId(id, 'id');
    return this.jobs.live.subscribe({ stationIds: [stationId], kinds: await this.kindsFor(stationId, recordId, kinds), id: recordId });
  }

  @Subscription(() => Change, { description: 'Changes of a bureau’s records: imports, notices that came to the bureau, its drafts, and tasks that it does for its stations.', ...AS_IT_IS })
  @Requires('station.read', { anyStation: true })
  bureauChanges(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('kinds', KINDS) kinds: ChangeKindName[] | null | undefined, @Args('id', ONE) id: Id | null | undefined): AsyncIterableIterator<unknown> {
    return this.jobs.live.subscribe({ bureauIds: [bureauId], kinds: this.kindsOfBureau(bureauId, kinds), id: optionalId(id, 'id') });
  }

  /** An access grant to one record lets its reader hear of that record alone. */
  private async kindsFor(stationId: Id, recordId: Id | undefined, asked: readonly ChangeKindName[] | null | undefined): Promise<ChangeKind[]> {
    const kinds = (Object.keys(PERMISSION) as ChangeKind[]).filter((kind) => this.permissions.has(PERMISSION[kind]));
    const held = await this.gate.allowed([...new Set(kinds.map((kind) => PERMISSION[kind]))], stationId, recordId, 'changes');
    return granted(kinds.filter((kind) => held.has(PERMISSION[kind])), asked);
  }

  /** A bureau has imports, which somebody of one of its stations may manage, too, the notices of its own people, its drafts, and tasks it does for its stations. */
  private kindsOfBureau(bureauId: Id, asked: readonly ChangeKindName[] | null | undefined): ChangeKind[] {
    const { abilities, memberships } = currentRequest();
    const may = (kind: ChangeKind, unit: Unit) => this.permissions.has(PERMISSION[kind]) && abilities.may(PERMISSION[kind], unit);
    const imports = may('IMPORT', { bureauId }) || memberships.some(({ bureauId: of, stationId }) => of === bureauId && stationId !== undefined && may('IMPORT', { stationId }));
    return granted([...(imports ? (['IMPORT'] as const) : []), ...(['NOTICE', 'DRAFT', 'BUREAU_TASK'] as const).filter((kind) => may(kind, { bureauId }))], asked);
  }
}

/** The kinds the subscriber asked for, refused when one is beyond its rights; or all it may read. READY comes in any case. */
function granted(readable: readonly ChangeKind[], asked: readonly ChangeKindName[] | null | undefined): ChangeKind[] {
  const wanted: readonly string[] = asked?.filter((kind) => kind !== ChangeKindName.READY) ?? readable;
  const kinds = readable.filter((kind) => wanted.includes(kind));
  if (kinds.length === 0 || kinds.length < new Set(wanted).size) throw forbidden();
  return kinds;
}
