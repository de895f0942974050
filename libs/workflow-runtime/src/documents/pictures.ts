import { buffer } from 'node:stream/consumers';
import type { Tenant } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { isId, type Id } from '@stationhouse/kernel';
import type { Json, JsonObject } from '@stationhouse/workflow';
import { areaOf } from '../attachments/deeds.js';
import { AutomationFailure } from '../automations/automation.js';

/** A picture of a paper is named by the attachment that holds it; this is where it lies in the data. */
type Place = (data: Json) => Json;

/** What is read of an instance's attachments. */
interface Where {
  readonly files: BlobStorage;
  readonly stationId: Id;
  readonly instanceId: Id;
}

/**
 * Puts pictures where the data name attachments of the instance: automations hold no bytes of files, and hand on ids alone.
 * @param schema of the data; pictures are its base64 strings
 * @throws AutomationFailure `unknownPicture` (final) for an id that is no attachment of the instance
 */
export async function withPictures(tenant: Tenant, where: Where, schema: JsonObject, data: JsonObject): Promise<JsonObject> {
  const named = new Set<Id>();
  replacePictures(schema, data, (id) => (typeof id === 'string' && isId(id) ? (named.add(id), id) : id));
  if (named.size === 0) return data;
  const found = await tenant.sql<{ id: Id; sha256: string }>('SELECT id, sha256 FROM attachment WHERE station_id = $1 AND instance_id = $2 AND id = ANY ($3) AND removed_at IS NULL', [where.stationId, where.instanceId, [...named]]);
  if (found.length < named.size) throw new AutomationFailure('unknownPicture', { final: true });
  const area = areaOf(where.files, where.stationId);
  const pictures = new Map(await Promise.all(found.map(async ({ id, sha256 }) => [id, (await buffer(await area.open(sha256))).toString('base64')] as const)));
  return replacePictures(schema, data, (id) => pictures.get(id as Id) ?? id) as JsonObject;
}

/** The same data, each picture of the schema replaced. */
function replacePictures(schema: JsonObject, data: Json, replace: Place): Json {
  if (schema['contentEncoding'] === 'base64') return replace(data);
  if (Array.isArray(data)) return (data as readonly Json[]).map((one) => replacePictures((schema['items'] ?? {}) as JsonObject, one, replace));
  if (typeof data !== 'object' || data === null) return data;
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  return Object.fromEntries(Object.entries(data as JsonObject).map(([key, value]) => [key, replacePictures(properties[key] ?? {}, value ?? null, replace)]));
}
