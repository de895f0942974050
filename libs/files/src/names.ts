import { notFound, text } from '@stationhouse/kernel';

const HASH = /^[0-9a-f]{64}$/;
const AREA = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*$/;

/** @throws StationhouseError NOT_FOUND for what is no SHA-256: nothing has such a name */
export function requireHash(sha256: string): string {
  if (!HASH.test(sha256)) throw notFound(text('文件', 'File'));
  return sha256;
}

/** Areas are named by code, never by a person: a wrong one is a fault. */
export function requireArea(path: string): string {
  if (!AREA.test(path)) throw new Error(`"${path}" is no path of an area.`);
  return path;
}
