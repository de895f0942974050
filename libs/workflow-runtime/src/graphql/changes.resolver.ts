import { currentRequest, forbidden, PermissionRegistry, Requires, type Unit } from '@stationhouse/access';
import { Args, ID, Resolver, Subscription } from '@nestjs/graphql';
import { Jobs, type ChangeKind } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { Change, ChangeKindName } from './types.js';
import { optionalId } from './views.js';

/** What one must be allowed to read to hear that it changed. */
const PERMISSION: Readonly<Record<ChangeKind, string>> = { INSTANCE: 'instance.read', TASK: 'instance.read', INCIDENT: 'incident.read', IMPORT: 'import.manage' };

const KINDS = { type: () => [ChangeKindName], nullable: true, description: 'All that one may read when absent.' };
const ONE = { type: () => ID, nullable: true, description: 'Only changes of this record.' };
/** The event itself is the answer; rights were checked, and are again by libs/access with every event. */
const AS_IT_IS = { resolve: (change: Change) => change };

/** Live changes: ids only. Whoever hears one reads again under their own rights; the socket closes with the sign-in. */
@Resolver()
export class ChangesResolver {
  constructor(
    private readonly jobs: Jobs,
    private readonly permissions: PermissionRegistry,
  ) {}

  @Subscription(() => Change, { description: 'Changes of a station’s records, within a second, whichever process made them.', ...AS_IT_IS })
  @Requires('station.read')
  changes(@Args('stationId', { type: () => ID }) stationId: Id, @Args('kinds', KINDS) kinds: ChangeKindName[] | null | undefined, @Args('id', ONE) id: Id | null | undefined): AsyncIterableIterator<unknown> {
    return this.jobs.live.subscribe({ stationIds: [stationId], kinds: this.kindsFor({ stationId }, kinds), id: optionalId(id, 'id') });
  }

  @Subscription(() => Change, { description: 'Changes of a bureau’s records: imports.', ...AS_IT_IS })
  @Requires('import.manage', { anyStation: true })
  bureauChanges(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('kinds', KINDS) kinds: ChangeKindName[] | null | undefined, @Args('id', ONE) id: Id | null | undefined): AsyncIterableIterator<unknown> {
    return this.jobs.live.subscribe({ bureauIds: [bureauId], kinds: (kinds ?? ['IMPORT']).filter((kind) => kind === 'IMPORT'), id: optionalId(id, 'id') });
  }

  /** The kinds the subscriber asked for, refused when one is beyond its rights; or all it may read. */
  private kindsFor(unit: Unit, asked: readonly ChangeKind[] | null | undefined): ChangeKind[] {
    const { abilities } = currentRequest();
    const may = (kind: ChangeKind) => this.permissions.has(PERMISSION[kind]) && abilities.may(PERMISSION[kind], unit);
    const all = Object.keys(PERMISSION) as ChangeKind[];
    const kinds = (asked ?? all).filter(may);
    if (kinds.length === 0 || (asked !== null && asked !== undefined && kinds.length < asked.length)) throw forbidden();
    return kinds;
  }
}
