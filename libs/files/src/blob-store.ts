import type { Readable } from 'node:stream';

/** A stored content: its name is the SHA-256 of its bytes, so equal contents are stored once. */
export interface Blob {
  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly bytes: number;
}

/** A part of a blob: `start` is the first byte, `end` the byte after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface PutOptions {
  /** Refuse contents longer than this many bytes. */
  readonly maxBytes?: number;
}

/**
 * Content-addressed storage of files. A blob is never changed; it is there whole or not at all.
 * A hash is no permission: callers reach a blob only through a row of theirs that names it.
 */
export interface BlobStore {
  /**
   * Stores a stream, with backpressure and without holding it in memory.
   * @throws StationhouseError STORAGE_FULL when the storage has no room; nothing is left behind then
   * @throws StationhouseError IMPORT_FILE_TOO_LARGE beyond `maxBytes`; nothing is left behind then
   */
  put(content: Readable, options?: PutOptions): Promise<Blob>;
  /** The bytes of a blob, or a range of them. @throws StationhouseError NOT_FOUND */
  open(sha256: string, range?: ByteRange): Promise<Readable>;
  /** The length of a blob in bytes; undefined when it is not stored. */
  size(sha256: string): Promise<number | undefined>;
  /** Removes a blob; nothing happens when it is not stored. */
  remove(sha256: string): Promise<void>;
}
