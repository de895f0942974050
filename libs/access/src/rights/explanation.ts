import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import { rightsExplained } from '../audit-actions.js';
import { maskText, type PersonalKind } from '../masking/mask.js';
import { Account } from '../organisation/entities.js';
import { Abilities } from '../permissions/abilities.js';
import type { PermissionRegistry } from '../permissions/permission.js';
import { standingOf, type StandingRow } from '../permissions/standing.js';
import { DATA_CLASSES, lower, type DataClass } from '../permissions/roles.js';

/** How a made-up value of each kind looks to a reader; nothing of a record is read for it. */
const SAMPLES: readonly (readonly [PersonalKind, string])[] = [['name', '张三丰'], ['phone', '13812345678'], ['idNumber', '110101199003074578'], ['address', '某路1号'], ['text', '叙述']];

/** How much of a kind of personal data is seen. */
export interface Sight {
  readonly kind: PersonalKind;
  readonly dataClass: DataClass;
  /** In lists, and without a purpose: a made-up value as it looks; null where nothing is seen. */
  readonly plain: string | null;
  /** With a purpose. */
  readonly withPurpose: string | null;
}

/**
 * The abilities of another account, made as a request of its own would make them.
 * @param at real time
 * @throws StationhouseError NOT_FOUND for an account out of scope or of people outside
 */
export async function abilitiesOf(tenant: Tenant, registry: PermissionRegistry, bureauId: Id, accountId: Id, at: Date): Promise<{ account: Account; abilities: Abilities }> {
  const account = await tenant.repository(Account).findOneBy({ bureauId, id: accountId });
  if (account === null || account.surface !== 'internal') throw notFound(text('账号', 'Account'));
  const [row] = await tenant.sql<{ standing: StandingRow }>('SELECT app.standing_of($1, $2, $3) AS standing', [accountId, bureauId, at]);
  if (row === undefined) throw new Error('app.standing_of answers one row.');
  return { account, abilities: new Abilities(standingOf(bureauId, row.standing), registry) };
}

/** What an account sees of people at a station, or of one record there, by the code that masks. */
export function sightOf(abilities: Abilities, stationId: Id, recordId: Id | undefined): { level: DataClass; sights: Sight[] } {
  const level = abilities.levelAt(stationId, recordId);
  const classes = DATA_CLASSES.filter((dataClass) => dataClass === 'P2' || dataClass === 'P3');
  const sights = classes.flatMap((dataClass) => SAMPLES.map(([kind, value]) => ({ kind, dataClass, plain: maskText(value, kind, dataClass, lower(level, 'P1')), withPurpose: maskText(value, kind, dataClass, level) })));
  return { level, sights };
}

/** Writes down that somebody asked. */
export async function noteExplanation(tenant: Tenant, bureauId: Id, accountId: Id, stationId: Id | undefined, recordId: Id | undefined): Promise<void> {
  await audit(tenant, { action: rightsExplained, ...(stationId === undefined ? { bureauId } : { stationId }), record: { kind: 'account', id: accountId }, details: { recordId: recordId ?? null } });
}
