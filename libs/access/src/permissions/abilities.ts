import { createMongoAbility, subject, type MongoAbility, type RawRuleOf } from '@casl/ability';
import type { Id } from '@stationhouse/kernel';
import { DATA_CLASSES, findRole, higher, type DataClass } from './roles.js';
import type { PermissionRegistry } from './permission.js';

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
}

/** What abilities are computed from. */
export interface Standing {
  readonly bureauId: Id;
  readonly memberships: readonly HeldRole[];
  /** The bureau's stations; only filled for somebody with a role at the bureau. */
  readonly bureauStationIds: readonly Id[];
}

type UnitAbility = MongoAbility;
type UnitRule = RawRuleOf<UnitAbility>;

/** What one session may do, unit by unit. Built once per request and unit. */
export class Abilities {
  private readonly built = new Map<string, UnitAbility>();

  constructor(
    private readonly standing: Standing,
    private readonly registry: PermissionRegistry,
  ) {}

  /** True when the account may do this at the unit. */
  may(permission: string, unit: Unit): boolean {
    return this.at(unit).can(this.registry.get(permission).id, subjectOf(unit));
  }

  /** True when the unit exists for this account: it holds a role there, or one of its bureau's roles reaches it. */
  sees(unit: Unit): boolean {
    return this.at(unit).can('enter', subjectOf(unit));
  }

  /** The most this account sees of a person at a station. P2 still needs a purpose. */
  levelAt(stationId: Id): DataClass {
    const ability = this.at({ stationId });
    const place = subjectOf({ stationId });
    return DATA_CLASSES.filter((dataClass) => ability.can('readPersonal', place, dataClass)).at(-1) ?? 'P0';
  }

  /** The ids of the permissions held at a unit. */
  permissionsAt(unit: Unit): string[] {
    return this.registry.all().map((permission) => permission.id).filter((id) => this.may(id, unit));
  }

  /** The roles held at a unit itself. */
  rolesAt(unit: Unit): HeldRole[] {
    return this.standing.memberships.filter((held) =>
      unit.stationId === undefined ? held.stationId === undefined && held.bureauId === unit.bureauId : held.stationId === unit.stationId,
    );
  }

  private at(unit: Unit): UnitAbility {
    const key = `${kindOf(unit)} ${unit.stationId ?? unit.bureauId}`;
    const known = this.built.get(key);
    if (known !== undefined) return known;
    const ability = createMongoAbility<UnitAbility>(this.rules(unit));
    this.built.set(key, ability);
    return ability;
  }

  /** A rule names its unit as a condition and its data classes as fields: one without fields would grant all fields. */
  private rules(unit: Unit): UnitRule[] {
    const conditions = { id: unit.stationId ?? unit.bureauId };
    const place = kindOf(unit);
    // A role counts on its own surface alone.
    const counting = this.rolesAt(unit).filter((held) => findRole(held.role)?.external === (this.registry.surface === 'external'));
    const permissions = new Set(counting.flatMap((held) => this.registry.ofRole(held.role).map((permission) => permission.id)));
    for (const id of this.reachingFromBureau(unit)) permissions.add(id);
    const rules: UnitRule[] = [...permissions].map((action) => ({ action, subject: place, conditions }));
    const member = unit.stationId === undefined ? unit.bureauId === this.standing.bureauId : counting.length > 0;
    if (member || permissions.size > 0) rules.push({ action: 'enter', subject: place, conditions });
    if (unit.stationId !== undefined) {
      const level = counting.map((held) => findRole(held.role)?.dataClass ?? 'P0').reduce<DataClass>(higher, 'P0');
      rules.push({ action: 'readPersonal', subject: place, conditions, fields: DATA_CLASSES.slice(0, DATA_CLASSES.indexOf(level) + 1) });
    }
    return rules;
  }

  private reachingFromBureau(unit: Unit): string[] {
    if (unit.stationId === undefined || !this.standing.bureauStationIds.includes(unit.stationId)) return [];
    const atBureau = this.standing.memberships.filter((held) => held.stationId === undefined);
    return atBureau.flatMap((held) => this.registry.ofRole(held.role).filter((permission) => permission.reachesStations === true).map((permission) => permission.id));
  }
}

function kindOf(unit: Unit): string {
  return unit.stationId === undefined ? 'Bureau' : 'Station';
}

/** A fresh object each time: nothing a client sent ever becomes a CASL subject. */
function subjectOf(unit: Unit) {
  return subject(kindOf(unit), { id: unit.stationId ?? unit.bureauId });
}
