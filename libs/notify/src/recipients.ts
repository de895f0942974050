import { bureauHolders, findRole, holders, whoIsOn, type OnDuty, type Unit } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Stage } from './entities.js';

/** Whom a notice is for: roles at its unit, accounts, or both. */
export interface Address {
  readonly roles?: readonly string[] | undefined;
  readonly accountIds?: readonly Id[] | undefined;
  /** The units outside the police network that it concerns: people of others are not told. Every unit when absent. */
  readonly outsideUnitIds?: readonly Id[] | undefined;
  /** Nobody else is told, whatever their role; where none of them answers, all of them are. */
  readonly within?: readonly Id[] | undefined;
  /** Roles of the bureau that are told with its leaders where it comes there. */
  readonly bureauRoles?: readonly string[] | undefined;
  /** True for an exercise: marked everywhere, nothing leaves the system, and nobody outside the police network is told. */
  readonly exercise?: boolean | undefined;
}

/** Somebody who is told. */
export interface Recipient {
  readonly accountId: Id;
  /** True when they hold nothing at the station, or it is the bureau's own: it lies with the bureau. */
  readonly atBureau: boolean;
}

const BUREAU_ROLE = 'bureau-leader';

/**
 * Who answers an address now. "Duty officer" and "duty commander" are whoever is on (`whoIsOn`); other roles are their
 * holders, at the bureau for a bureau's role. When nobody answers, the duty commander does, and then the bureau's leaders:
 * a notice reaches nobody only where nobody is left. Inactive accounts and people who left count for nothing, and so does whoever is
 * outside the police network and cannot read it: invited and never come, of an account that has ended, or of another unit.
 */
export async function recipientsOf(tenant: Tenant, unit: Unit, { within, ...address }: Address): Promise<Recipient[]> {
  if (within !== undefined) {
    const answering = (await presentOf(tenant, unit, address)).filter(({ accountId }) => within.includes(accountId));
    const told = answering.length > 0 ? answering : await places(tenant, unit, within, address);
    if (told.length > 0) return told;
  }
  const present = await presentOf(tenant, unit, address);
  // An unstaffed shift answers with the bureau's leaders: it has come to the bureau, and those told there hear of it with them.
  const came = present.length > 0 && (address.bureauRoles ?? []).length > 0 && present.every(({ atBureau }) => atBureau);
  if (came) return distinct([...present, ...(await recipientsAt(tenant, unit, 'bureau', address.bureauRoles))]);
  if (present.length > 0) return present;
  for (const stage of ['commander', 'bureau'] as const) {
    const instead = await recipientsAt(tenant, unit, stage, address.bureauRoles);
    if (instead.length > 0) return instead;
  }
  return [];
}

function distinct(recipients: readonly Recipient[]): Recipient[] {
  return [...new Map(recipients.map((recipient) => [recipient.accountId, recipient])).values()];
}

/** Whether anybody of an address is there to answer it now, so that nobody else must. */
export async function isWithinReach(tenant: Tenant, unit: Unit, address: Address): Promise<boolean> {
  return (await presentOf(tenant, unit, address)).length > 0;
}

async function presentOf(tenant: Tenant, unit: Unit, address: Address): Promise<Recipient[]> {
  const found = new Set(address.accountIds);
  const duty = new DutyOnce(tenant, unit);
  for (const role of address.roles ?? []) for (const accountId of await holdersOf(tenant, unit, role, duty)) found.add(accountId);
  return places(tenant, unit, [...found], address);
}

/** Who is told when a notice climbs to a stage. @param bureauRoles told with the bureau's leaders */
export async function recipientsAt(tenant: Tenant, unit: Unit, stage: Exclude<Stage, 'addressed'>, bureauRoles: readonly string[] = []): Promise<Recipient[]> {
  if (stage === 'bureau') {
    const found = new Set<Id>();
    for (const role of new Set([BUREAU_ROLE, ...bureauRoles])) for (const id of await idsOf(bureauHolders(tenant, idOf(unit), role))) found.add(id);
    return places(tenant, unit, [...found]);
  }
  return unit.stationId === undefined ? [] : places(tenant, unit, await commanders(tenant, unit.stationId, new DutyOnce(tenant, unit)));
}

/** The id of a unit: its station's, else its bureau's. */
export function idOf(unit: Unit): Id {
  return unit.stationId ?? unit.bureauId;
}

async function holdersOf(tenant: Tenant, unit: Unit, role: string, duty: DutyOnce): Promise<Id[]> {
  if (unit.stationId === undefined || findRole(role)?.scope === 'BUREAU') return idsOf(bureauHolders(tenant, idOf(unit), role));
  if (role === 'duty-officer') return (await duty.read()).officers.map(({ id }) => id);
  if (role === 'duty-commander') return commanders(tenant, unit.stationId, duty);
  return idsOf(holders(tenant, unit.stationId, role));
}

/** Who commands the present shift, else its backup, else everybody with the role. */
async function commanders(tenant: Tenant, stationId: Id, duty: DutyOnce): Promise<Id[]> {
  const { commander, backup } = await duty.read();
  const inCharge = commander ?? backup;
  return inCharge === null ? idsOf(holders(tenant, stationId, 'duty-commander')) : [inCharge.id];
}

/**
 * Leaves out who is gone or, outside, out of reach, and finds where the others read. What is the bureau's own reaches whom it names wherever in the
 * bureau they work: their roles at stations are beyond a transaction of the bureau, so that an account in use counts.
 */
async function places(tenant: Tenant, unit: Unit, accountIds: readonly Id[], { outsideUnitIds, exercise = false }: Address = {}): Promise<Recipient[]> {
  if (accountIds.length === 0) return [];
  // Whether an account may sign in goes by real time, as sign-in itself does.
  return tenant.sql<Recipient>(
    `SELECT a.id AS "accountId", NOT coalesce(bool_or(m.station_id = $1), false) AS "atBureau" FROM account a LEFT JOIN serving m ON m.account_id = a.id
      WHERE a.id = ANY ($2) AND a.active AND (m.station_id = $1 OR m.account_id IS NOT NULL AND m.station_id IS NULL OR a.bureau_id = $1 AND a.surface = 'internal')
        AND (a.surface = 'internal' OR NOT $4 AND NOT a.must_change_password AND (a.expires_at IS NULL OR a.expires_at > clock_timestamp())
             AND ($3::uuid[] IS NULL OR EXISTS (SELECT FROM outside_person p WHERE p.station_id = $1 AND p.id = a.id AND p.outside_unit_id = ANY ($3))))
      GROUP BY a.id ORDER BY a.id`,
    [idOf(unit), [...accountIds], outsideUnitIds ?? null, exercise],
  );
}

async function idsOf(accounts: Promise<readonly { readonly id: Id }[]>): Promise<Id[]> {
  return (await accounts).map(({ id }) => id);
}

/** The roster, asked at most once per notice. */
class DutyOnce {
  private asked: Promise<Pick<OnDuty, 'officers' | 'commander' | 'backup'>> | undefined;

  constructor(
    private readonly tenant: Tenant,
    private readonly unit: Unit,
  ) {}

  read(): Promise<Pick<OnDuty, 'officers' | 'commander' | 'backup'>> {
    const { stationId } = this.unit;
    this.asked ??= stationId === undefined ? Promise.resolve({ officers: [], commander: null, backup: null }) : whoIsOn(this.tenant, stationId, this.tenant.now);
    return this.asked;
  }
}
