import type { Tenant } from '@stationhouse/database';
import { parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Keyed } from '../commands.js';
import { fingerprint } from '../steps/fingerprint.js';

const KEY_LENGTH = 200;
/** How long the answer of a command is kept. A draft saves itself every few seconds, each time under a key of its own. */
const KEPT = '30 days';

/**
 * Carries out a command about configuration once per key: sent again, at the same moment or up to 30 days later, it gets the first answer. A refused command keeps no key.
 * @param scopeId the bureau or station the command is about
 * @param answer plain JSON
 * @throws StationhouseError BAD_INPUT, CONFLICT when the key was used for another command
 */
export async function once<Answer>(tenant: Tenant, scopeId: Id, name: string, command: Keyed, answer: () => Promise<Answer>): Promise<Answer> {
  const key = parseText(command.idempotencyKey, 'idempotencyKey', KEY_LENGTH);
  if (key === '') throw new StationhouseError('BAD_INPUT', text('“idempotencyKey”不能为空，请为每次操作生成一个唯一值。', '"idempotencyKey" must not be empty: make a unique value for each intention.'), { field: 'idempotencyKey' });
  const { accountId } = tenant.context;
  if (accountId === undefined) throw new Error('A command is somebody’s.');
  const print = fingerprint(name, command);
  await tenant.sql('DELETE FROM configuration_command WHERE scope_id = $1 AND at < app.now() - $2::interval', [scopeId, KEPT]);
  const [first] = await tenant.sql('INSERT INTO configuration_command (scope_id, account_id, key, command) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING key', [scopeId, accountId, key, print]);
  if (first === undefined) {
    const [known] = await tenant.sql<{ command: string; answer: Answer }>('SELECT command, answer FROM configuration_command WHERE scope_id = $1 AND account_id = $2 AND key = $3', [scopeId, accountId, key]);
    if (known?.command === print) return known.answer;
    throw new StationhouseError('CONFLICT', text('该 idempotencyKey 已用于另一操作，请换一个。', 'This idempotencyKey was used for another command. Make a new one.'), { field: 'idempotencyKey' });
  }
  const answered = await answer();
  await tenant.sql('UPDATE configuration_command SET answer = $4 WHERE scope_id = $1 AND account_id = $2 AND key = $3', [scopeId, accountId, key, JSON.stringify(answered)]);
  return answered;
}
