import { endingApiKey, endingApiKeys, type EndingApiKey } from '@stationhouse/access';
import type { Database, Tenant } from '@stationhouse/database';
import { localDateTime, text, type Id } from '@stationhouse/kernel';
import type { Notices } from './notices.js';
import { isWithinReach } from './recipients.js';

/** Days before its end at which the holder of a key is told, the earliest first. */
const DAYS_BEFORE = [7, 1] as const;
const DAY_MS = 86_400_000;

/**
 * Tells holders of API keys that they end soon: seven days before and one day before, once each, however often it looks and in how many processes. A key
 * that was made for no longer than that is told of nothing, and so is one that has ended meanwhile.
 * @param at real time, as keys go by it
 * @returns how many notices were written
 */
export async function tellOfEndingKeys(database: Database, notices: Pick<Notices, 'notify'>, at: Date): Promise<number> {
  let told = 0;
  for (const { bureauId, id } of await endingApiKeys(database, at, Math.max(...DAYS_BEFORE))) {
    const key = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => endingApiKey(tenant, bureauId, id));
    const days = key === undefined ? undefined : daysOf(key, at);
    if (key !== undefined && days !== undefined && (await tell(database, notices, key, days))) told += 1;
  }
  return told;
}

/** Which of the notices is due: the latest that is. */
function daysOf({ madeAt, expiresAt }: EndingApiKey, at: Date): number | undefined {
  const due = DAYS_BEFORE.filter((days) => expiresAt.getTime() - at.getTime() <= days * DAY_MS).at(-1);
  return due !== undefined && expiresAt.getTime() - madeAt.getTime() > due * DAY_MS ? due : undefined;
}

/** At the first of the key's stations where its holder still reads notices; a holder who is nowhere any more has a key that opens nothing. */
async function tell(database: Database, notices: Pick<Notices, 'notify'>, key: EndingApiKey, days: number): Promise<boolean> {
  for (const stationId of key.stationIds) {
    const written = await database.inTenant({ stationIds: [stationId], bureauIds: [key.bureauId] }, (tenant) => tellAt(tenant, notices, key, days, stationId));
    if (written !== 'elsewhere') return written === 'told';
  }
  return false;
}

async function tellAt(tenant: Tenant, notices: Pick<Notices, 'notify'>, { id, accountId, ending, expiresAt, zone }: EndingApiKey, days: number, stationId: Id): Promise<'told' | 'known' | 'elsewhere'> {
  if (!(await isWithinReach(tenant, { stationId }, { accountIds: [accountId] }))) return 'elsewhere';
  const [date, time] = localDateTime(expiresAt, zone).split('T') as [string, string];
  const moment = `${date} ${time.slice(0, 5)}`;
  const written = await notices.notify(tenant, {
    unit: { stationId },
    key: `api-key:${id}:${days}`,
    kind: 'apiKey.ending',
    title: days === 1 ? text(`接口密钥（尾号 ${ending}）一天内到期`, `The API key ending in ${ending} ends within a day`) : text(`接口密钥（尾号 ${ending}）${days} 天内到期`, `The API key ending in ${ending} ends within ${days} days`),
    body: text(`${moment} 到期，之后使用它的程序无法再查询。请新建密钥换上，再撤销旧的。`, `It ends at ${moment}; from then on the programs that use it are refused. Make a new key, put it in place, and revoke the old one.`),
    record: { kind: 'apiKey', id },
    accountIds: [accountId],
  });
  return written === undefined ? 'known' : 'told';
}
