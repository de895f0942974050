import { createMongoAbility, subject, type MongoAbility, type RawRuleOf } from '@casl/ability';
import type { Id } from '@stationhouse/kernel';
import { covers, DATA_CLASSES, findRole, higher, lower, type DataClass } from './roles.js';
import type { Exceptions } from './exceptions.js';
import { READ_IN_FULL, type Permission, type PermissionRegistry } from './permission.js';

/** A place something is done at: a station or a bureau. */
export type Unit = { readonly stationId: Id; readonly bureauId?: undefined } | { readonly bureauId: Id; readonly stationId?: undefined };

/** A role held by an account at a unit. */
export interface HeldRole {
  readonly id: Id;
  readonly role: string;
  readonly bureauId: Id;
  /** Undefined for a bureau's role. */
  readonly stationId: Id | undefined;
  readonly teamId: Id | undefined;
  readonly postId: Id | undefined;
  /** The successor it is really held at, where `stationId` is a closed station that one works on; undefined for a role held at the unit itself. */
  readonly succeeding?: Id | undefined;
}

/** What abilities are computed from. */
export interface Standing extends Exceptions {
  readonly bureauId: Id;
  readonly memberships: readonly HeldRole[];
  /** The bureau's stations; only filled for somebody with a role at the bureau. */
  readonly bureauStationIds: readonly Id[];
  /** For a key of the account: nothing beside these permissions is held, nothing at the bureau itself, and nobody is read above P1. */
  readonly only?: { readonly permissions: readonly string[] };
}

/** Why somebody holds a permission at a unit, and until when. */
export interface Holding {
  readonly permission: string;
  /** A role there, one at the successor of a closed station, a role of the bureau that reaches there, a part of the administrator's rights, an access grant. */
  readonly through: 'role' | 'succession' | 'bureauRole' | 'delegation' | 'accessGrant';
  /** The membership, delegation or access grant. */
  readonly id: Id;
  readonly role?: string | undefined;
  /** Real time; undefined for what holds until somebody takes it. */
  readonly until?: Date | undefined;
  /** The one record it counts for; undefined for all of the unit. */
  readonly recordId?: Id | undefined;
  /** What took it away: then it is not held. */
  readonly taken?: Id | undefined;
}

/** What lets somebody read people at a station, and how far: the decision is made of these. */
export interface PersonalReading {
  readonly through: 'role' | 'succession' | 'accessGrant';
  /** The membership or access grant. */
  readonly id: Id;
  readonly role?: string | undefined;
  readonly until?: Date | undefined;
  readonly recordId?: Id | undefined;
  readonly level: DataClass;
  /** What took a part of the level away. */
  readonly taken?: Id | undefined;
}

/** Whose rights a delegation is a part of. */
export const DELEGATING_ROLE = 'bureau-admin';

/** What an access grant shows of people; as with a role, with a purpose only. */
const ACCESS_GRANT_LEVEL: DataClass = 'P2';

type UnitAbility = MongoAbility;
type UnitRule = RawRuleOf<UnitAbility>;

/** What one session may do, unit by unit. Built once per request and unit. */
export class Abilities {
  private readonly built = new Map<string, { readonly ability: UnitAbility; readonly holdings: readonly Holding[] }>();

  constructor(
    private readonly standing: Standing,
    private readonly registry: PermissionRegistry,
  ) {}

  /**
   * True when the account may do this at the unit.
   * @param recordId the record it is done to, where an access grant to that record is enough
   */
  may(permission: string, unit: Unit, recordId?: Id): boolean {
    return this.at(unit).ability.can(this.registry.get(permission).id, subjectOf(unit, recordId));
  }

  /** The access grant without which the account might not; undefined where it may by itself, or not at all. */
  grantFor(permission: string, unit: Unit, recordId?: Id): Id | undefined {
    const counting = this.at(unit).holdings.filter((held) => held.permission === permission && held.taken === undefined && (held.recordId === undefined || held.recordId === recordId));
    return counting.every(({ through }) => through === 'accessGrant') ? counting[0]?.id : undefined;
  }

  /** The access grant that lets the account read people of a station, or of one record, in full; undefined where its role does, or nothing. */
  readingGrant(stationId: Id, recordId?: Id): Id | undefined {
    if (covers(this.roleLevelAt({ stationId }), ACCESS_GRANT_LEVEL)) return undefined;
    return this.grantsAt({ stationId }).find((grant) => grant.recordId === undefined || grant.recordId === recordId)?.id;
  }

  /** True when the unit exists for this account: it holds something there, or one of its bureau's roles reaches it. */
  sees(unit: Unit): boolean {
    return this.at(unit).ability.can('enter', subjectOf(unit));
  }

  /** The most this account sees of a person at a station, or of one record there. P2 still needs a purpose. */
  levelAt(stationId: Id, recordId?: Id): DataClass {
    const { ability } = this.at({ stationId });
    const place = subjectOf({ stationId }, recordId);
    return DATA_CLASSES.filter((dataClass) => ability.can('readPersonal', place, dataClass)).at(-1) ?? 'P0';
  }

  /** The ids of the permissions held at a unit as a whole. */
  permissionsAt(unit: Unit): string[] {
    return this.registry.all().map((permission) => permission.id).filter((id) => this.may(id, unit));
  }

  /** Everything that gives a permission at a unit, and what a tightening took: what the decision is made of. */
  holdingsAt(unit: Unit): readonly Holding[] {
    return this.at(unit).holdings;
  }

  /** Everything that lets the account read people at a unit: what the decision is made of. */
  readingsAt(unit: Unit): readonly PersonalReading[] {
    const ofRoles = this.counting(unit).map((held): PersonalReading => {
      const { id, role, succeeding } = held;
      const taken = this.takenFrom(held, READ_IN_FULL, unit);
      return { through: succeeding === undefined ? 'role' : 'succession', id, role, taken, level: taken === undefined ? dataClassOf(role) : lower(dataClassOf(role), 'P1') };
    });
    const readings = [...ofRoles, ...this.grantsAt(unit).map(({ id, until, recordId }): PersonalReading => ({ through: 'accessGrant', id, until, recordId, level: ACCESS_GRANT_LEVEL }))];
    return this.standing.only === undefined ? readings : readings.map((reading) => ({ ...reading, level: lower(reading.level, 'P1') }));
  }

  /** The roles held at a unit itself. */
  rolesAt(unit: Unit): HeldRole[] {
    return this.standing.memberships.filter((held) =>
      unit.stationId === undefined ? held.stationId === undefined && held.bureauId === unit.bureauId : held.stationId === unit.stationId,
    );
  }

  /** Every station where the account holds something. */
  stationIds(): Id[] {
    const { memberships, bureauStationIds, delegations, accessGrants } = this.standing;
    const named = [...memberships.map(({ stationId }) => stationId), ...bureauStationIds, ...delegations.flatMap(({ stationIds }) => stationIds), ...accessGrants.map(({ stationId }) => stationId)];
    return [...new Set(named.filter((stationId) => stationId !== undefined))].filter((stationId) => this.sees({ stationId }));
  }

  private at(unit: Unit) {
    const key = `${kindOf(unit)} ${unit.stationId ?? unit.bureauId}`;
    const known = this.built.get(key);
    if (known !== undefined) return known;
    const holdings = this.holdings(unit);
    const made = { holdings, ability: createMongoAbility<UnitAbility>(this.rules(unit, holdings)) };
    this.built.set(key, made);
    return made;
  }

  /** A rule names its unit as a condition and its data classes as fields: one without fields would grant all fields. */
  private rules(unit: Unit, holdings: readonly Holding[]): UnitRule[] {
    const id = unit.stationId ?? unit.bureauId;
    const place = kindOf(unit);
    const on = (recordId: Id | undefined) => (recordId === undefined ? { id } : { id, recordId });
    const held = holdings.filter(({ taken }) => taken === undefined);
    const rules: UnitRule[] = held.map(({ permission, recordId }) => ({ action: permission, subject: place, conditions: on(recordId) }));
    const member = unit.stationId === undefined ? unit.bureauId === this.standing.bureauId : this.counting(unit).length > 0;
    if (member || held.length > 0) rules.push({ action: 'enter', subject: place, conditions: { id } });
    if (unit.stationId !== undefined) {
      for (const { level, recordId } of this.readingsAt(unit)) rules.push({ action: 'readPersonal', subject: place, conditions: on(recordId), fields: DATA_CLASSES.slice(0, DATA_CLASSES.indexOf(level) + 1) });
    }
    return rules;
  }

  private holdings(unit: Unit): Holding[] {
    const ofRole = (held: HeldRole, through: Holding['through'], permissions: readonly Permission[]): Holding[] =>
      permissions.map(({ id }) => ({ permission: id, through, id: held.id, role: held.role, taken: this.takenFrom(held, id, unit) }));
    const holdings = [
      ...this.counting(unit).flatMap((held) => ofRole(held, held.succeeding === undefined ? 'role' : 'succession', this.registry.ofRole(held.role))),
      ...this.reaching(unit).flatMap((held) => ofRole(held, 'bureauRole', this.registry.ofRole(held.role).filter(({ reachesStations }) => reachesStations === true))),
      ...this.delegated(unit),
      ...this.grantsAt(unit).flatMap(({ id, until, recordId }) => this.registry.all().filter(({ byAccessGrant }) => byAccessGrant === true).map((permission): Holding => ({ permission: permission.id, through: 'accessGrant', id, until, recordId }))),
    ];
    const { only } = this.standing;
    if (only === undefined) return holdings;
    return unit.stationId === undefined ? [] : holdings.filter(({ permission }) => only.permissions.includes(permission));
  }

  /** A role counts on its own surface alone. */
  private counting(unit: Unit): HeldRole[] {
    return this.rolesAt(unit).filter((held) => findRole(held.role)?.external === (this.registry.surface === 'external'));
  }

  private reaching(unit: Unit): HeldRole[] {
    if (unit.stationId === undefined || !this.standing.bureauStationIds.includes(unit.stationId)) return [];
    return this.standing.memberships.filter((held) => held.stationId === undefined);
  }

  private delegated(unit: Unit): Holding[] {
    const here = this.standing.delegations.filter(({ stationIds }) => (unit.stationId === undefined ? stationIds.length === 0 && unit.bureauId === this.standing.bureauId : stationIds.includes(unit.stationId)));
    return here.flatMap(({ id, until, permissions }) =>
      permissions.filter((permission) => this.registry.has(permission) && this.registry.get(permission).delegable !== undefined)
        .map((permission): Holding => ({ permission, through: 'delegation', id, until, role: DELEGATING_ROLE, taken: this.taken(DELEGATING_ROLE, permission, unit) })),
    );
  }

  private grantsAt(unit: Unit) {
    return this.standing.accessGrants.filter(({ stationId }) => stationId === unit.stationId);
  }

  private roleLevelAt(unit: Unit): DataClass {
    return this.readingsAt(unit).flatMap(({ through, level }) => (through === 'accessGrant' ? [] : level)).reduce<DataClass>(higher, 'P0');
  }

  /** What a station took from a role goes with it to the records of its predecessors. */
  private takenFrom({ role, succeeding }: HeldRole, permission: string, unit: Unit): Id | undefined {
    return this.taken(role, permission, unit) ?? (succeeding === undefined ? undefined : this.taken(role, permission, { stationId: succeeding }));
  }

  private taken(role: string, permission: string, unit: Unit): Id | undefined {
    return this.standing.tightenings.find((one) => one.role === role && one.permission === permission && (one.stationId === undefined || one.stationId === unit.stationId))?.id;
  }
}

function dataClassOf(role: string): DataClass {
  return findRole(role)?.dataClass ?? 'P0';
}

function kindOf(unit: Unit): string {
  return unit.stationId === undefined ? 'Bureau' : 'Station';
}

/** A fresh object each time: nothing a client sent ever becomes a CASL subject. */
function subjectOf(unit: Unit, recordId?: Id) {
  return subject(kindOf(unit), { id: unit.stationId ?? unit.bureauId, recordId });
}
