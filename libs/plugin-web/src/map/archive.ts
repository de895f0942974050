import { PMTiles, type Source } from 'pmtiles';
import type { FilePart } from '../files.js';

/** Reads a file of the API, or a part of it. */
export type ReadFile = (path: string, signal: AbortSignal, part?: FilePart) => Promise<Blob>;

/** Up to this size a ground is fetched once and kept by the browser, so that it is there without a network, too. */
export const KEPT_BYTES = 24_000_000;
const KEPT = 'map-ground';
const archives = new Map<string, PMTiles>();

/** The archive at an address, opened once. Its name changes with its content, so a copy never grows old. */
export function archiveAt(address: string, bytes: number, read: ReadFile): PMTiles {
  const known = archives.get(address);
  if (known !== undefined) return known;
  const opened = new PMTiles(bytes <= KEPT_BYTES ? wholeSource(address, read) : rangeSource(address, read));
  archives.set(address, opened);
  return opened;
}

function rangeSource(address: string, read: ReadFile): Source {
  return { getKey: () => address, getBytes: async (from, length, signal) => ({ data: await (await read(address, signal ?? new AbortController().signal, { from, length })).arrayBuffer() }) };
}

function wholeSource(address: string, read: ReadFile): Source {
  let whole: Promise<Blob> | undefined;
  const load = () => {
    whole ??= kept(address, read).catch((error: unknown) => {
      // The next tile asks again.
      whole = undefined;
      throw error;
    });
    return whole;
  };
  return { getKey: () => address, getBytes: async (from, length) => ({ data: await (await load()).slice(from, from + length).arrayBuffer() }) };
}

/** The file from the browser's own store, else from the server; there is one ground, so a former one goes. */
async function kept(address: string, read: ReadFile): Promise<Blob> {
  const store = await storeOf();
  const found = await store?.match(address);
  if (found !== undefined) return found.blob();
  const fetched = await read(address, new AbortController().signal);
  if (store !== undefined) {
    for (const former of await store.keys()) await store.delete(former);
    // A full disk keeps nothing: the map is there all the same.
    await store.put(address, new Response(fetched)).catch(() => undefined);
  }
  return fetched;
}

/** Not there without TLS beside loopback, nor in a private window. */
async function storeOf(): Promise<Cache | undefined> {
  return typeof caches === 'undefined' ? undefined : caches.open(KEPT).catch(() => undefined);
}
