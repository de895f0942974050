import { findRole, holders } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, parseText, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { lockDraft, readBriefing, type BriefingFiles, type BriefingRecipients, type BriefingRow } from './briefings.js';
import { briefingSent } from './permissions.js';
import { weekInWords } from './words.js';

const MOST_PEOPLE = 200;

/** Who sends what to whom. */
export interface Sending {
  readonly briefingId: Id;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
  readonly recipients: BriefingRecipients;
}

/** Checks to whom somebody would send. @throws StationhouseError BAD_INPUT */
export async function checkRecipients(tenant: Tenant, stationId: Id, { roles, accountIds, bureau }: BriefingRecipients): Promise<BriefingRecipients> {
  const [all, people] = [[...new Set(roles)], [...new Set(accountIds)]];
  if (all.length === 0 && people.length === 0 && !bureau) throw badInput('recipients', text('请至少选择一个接收对象。', 'Choose at least one recipient.'));
  if (all.length + people.length > MOST_PEOPLE) throw badInput('recipients', text(`接收对象最多 ${MOST_PEOPLE} 个。`, `At most ${MOST_PEOPLE} recipients.`));
  // People outside the police network have no page to read it on.
  const stranger = all.find((id) => !isOurs(id));
  if (stranger !== undefined) throw badInput('recipients.roles', text(`“${stranger}”不是本所的内部角色。`, `"${stranger}" is no role of the station’s own people.`));
  const known = await tenant.sql<{ id: Id; roles: string[] }>('SELECT account_id AS id, array_agg(role) AS roles FROM membership WHERE station_id = $1 AND account_id = ANY ($2) AND ended_at IS NULL GROUP BY account_id', [stationId, people]);
  if (people.some((id) => !known.some((one) => one.id === id && one.roles.some(isOurs)))) throw badInput('recipients.accountIds', text('接收人须为本所在岗人员。', 'Recipients work at the station.'));
  if (!bureau && (await readersOf(tenant, stationId, { roles: all, accountIds: people })).length === 0) throw badInput('recipients.roles', text('所选岗位目前没有人，请另选接收对象。', 'Nobody holds the roles that were chosen. Choose somebody else.'));
  return { roles: all, accountIds: people, bureau };
}

/** Whom a briefing is for at the station: of a role everybody who holds it, on duty or not, since it is read in the days that follow. */
async function readersOf(tenant: Tenant, stationId: Id, { roles, accountIds }: Pick<BriefingRecipients, 'roles' | 'accountIds'>): Promise<Id[]> {
  const readers = new Set(accountIds);
  for (const role of roles) for (const { id } of await holders(tenant, stationId, role)) readers.add(id);
  return [...readers];
}

/**
 * Sends a draft that was read: it does not change any more, and whoever it is for is told. The same key again is answered with what went out.
 * @param files made of this version
 * @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT for what went out, BAD_INPUT
 */
export async function sendBriefing(tenant: Tenant, notices: Pick<Notices, 'notify'>, place: { readonly stationId: Id; readonly station: string }, sending: Sending, files: BriefingFiles): Promise<BriefingRow> {
  const { stationId } = place;
  const { briefingId: id, expectedVersion } = sending;
  const key = parseText(sending.idempotencyKey, 'idempotencyKey', 200);
  const row = await lockDraft(tenant, stationId, id, expectedVersion);
  const recipients = await checkRecipients(tenant, stationId, sending.recipients);
  await tenant.sql(
    `UPDATE briefing SET state = 'SENT', version = version + 1, sent_at = app.now(), sent_by = $3, sent_key = $4, recipients = $5, to_bureau = $6, files = $7, changed_by = $3, changed_at = app.now()
      WHERE station_id = $1 AND id = $2`,
    [stationId, id, tenant.context.accountId, key, JSON.stringify(recipients), recipients.bureau, JSON.stringify(files)],
  );
  const { from, to, edition } = row;
  await audit(tenant, { action: briefingSent, stationId, record: { kind: 'briefing', id }, details: { from, to, edition, roles: recipients.roles, people: recipients.accountIds.length, bureau: recipients.bureau } });
  const week = weekInWords(row);
  const corrected = edition > 1;
  const said = {
    key: `briefing:${id}`, kind: 'briefing.sent', record: { kind: 'briefing', id },
    title: corrected ? text(`${place.station}警情分析周报（更正版）`, `Weekly briefing of ${place.station}, corrected`) : text(`${place.station}警情分析周报`, `Weekly briefing of ${place.station}`),
    body: text(`统计期 ${week['zh-CN']}。`, `It covers ${week.en}.`),
  };
  const accountIds = await readersOf(tenant, stationId, recipients);
  if (accountIds.length > 0) await notices.notify(tenant, { ...said, unit: { stationId }, accountIds });
  if (recipients.bureau) await notices.notify(tenant, { ...said, key: `briefing:${id}:bureau`, unit: { stationId }, roles: ['bureau-leader'] });
  return readBriefing(tenant, stationId, id, { ofStation: true });
}

/** A role of the station's own people. */
function isOurs(id: string): boolean {
  const role = findRole(id);
  return role !== undefined && role.scope !== 'BUREAU' && !role.external;
}
