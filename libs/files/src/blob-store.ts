import type { Readable } from 'node:stream';
import type { StationhouseError } from '@stationhouse/kernel';

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
  /** Refuse contents longer than this many bytes, as soon as they are. */
  readonly maxBytes?: number;
  /** The refusal of a content that is too long; FILE_TOO_LARGE when absent. */
  readonly tooLarge?: (maxBytes: number) => StationhouseError;
  /** Looks at the whole content, in a file of this machine, before it is stored; what it throws refuses the content. */
  readonly check?: (file: string) => Promise<void>;
  /** Told what is about to be stored, so that a process that dies then leaves word of it; what it throws refuses the content. */
  readonly announce?: (blob: Blob) => Promise<void>;
}

/**
 * Content-addressed storage of files. A blob is never changed; it is there whole or not at all.
 * A hash is no permission: callers reach a blob only through a row of theirs that names it.
 */
export interface BlobStore {
  /**
   * Stores a stream, with backpressure and without holding it in memory.
   * @throws StationhouseError STORAGE_FULL when the storage has no room, STORAGE_UNAVAILABLE when it does not answer,
   *   FILE_TOO_LARGE beyond `maxBytes`, and whatever `check` throws; nothing is left behind then
   */
  put(content: Readable, options?: PutOptions): Promise<Blob>;
  /** The bytes of a blob, or a range of them. @throws StationhouseError NOT_FOUND, STORAGE_UNAVAILABLE */
  open(sha256: string, range?: ByteRange): Promise<Readable>;
  /** The length of a blob in bytes; undefined when it is not stored. @throws StationhouseError STORAGE_UNAVAILABLE */
  size(sha256: string): Promise<number | undefined>;
  /** Removes a blob; nothing happens when it is not stored. @throws StationhouseError STORAGE_UNAVAILABLE */
  remove(sha256: string): Promise<void>;
}

/**
 * Where an installation keeps its files. Each area is a store of its own: what is removed in one is still there in
 * another, and nobody learns from one what another holds.
 */
export interface BlobStorage {
  /** @param path of the area, `attachments/<station id>`: lower-case letters, digits, `-` and `/` */
  area(path: string): BlobStore;
  /** Removes what killed processes left half-written; called at start. */
  removeHalfWritten(): Promise<void>;
}
