import type { Database } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { signatureFieldOf, signatureImages, type CompiledWorkflow, type JsonObject, type TaskRef } from '@stationhouse/workflow';
import type { SystemCall } from '../commands.js';

/** What the picture of a signature is attached for. */
export const SIGNATURE_PURPOSE = '签名';

const IMAGE_TYPES = ['png', 'jpg'];

/**
 * Each signature of an answer shows an image that is attached to this very instance.
 * @throws StationhouseError FORM_INVALID
 */
export async function requireSignatureImages(database: Database, call: SystemCall, on: { readonly instanceId: Id; readonly compiled: CompiledWorkflow; readonly task: TaskRef }, answer: JsonObject): Promise<void> {
  const field = signatureFieldOf(on.compiled, on.task);
  const wanted = field === undefined ? [] : signatureImages(field, answer);
  if (field === undefined || wanted.length === 0) return;
  const statement = 'SELECT id FROM attachment WHERE station_id = $1 AND instance_id = $2 AND id::text = ANY ($3) AND type = ANY ($4) AND removed_at IS NULL';
  const found = await database.inTenant(call.context, (tenant) => tenant.sql<{ id: Id }>(statement, [call.stationId, on.instanceId, wanted, IMAGE_TYPES]));
  if (found.length === wanted.length) return;
  const message = text('有签名图像不在本事项的附件中（png 或 jpg），请重新签署。', 'The image of a signature is not attached to this instance (png or jpg). Sign again.');
  throw new StationhouseError('FORM_INVALID', message, { problems: [{ field, text: message }] });
}

/**
 * The image of a signature that the data keep stays where it is.
 * @throws StationhouseError SIGNATURE_KEPT
 */
export function requireNoSignature(data: JsonObject, attachmentId: Id): void {
  const kept = Object.keys(data).some((field) => signatureImages(field, data).includes(attachmentId));
  if (kept) throw new StationhouseError('SIGNATURE_KEPT', text('这是已签署文书的签名，不能移除。', 'This is the signature under a document, and cannot be removed.'));
}
