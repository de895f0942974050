import { Transform, pipeline, type Readable } from 'node:stream';
import type { Blob, BlobStore, ByteRange, PutOptions } from '@stationhouse/files';

/** A blob store that knows how many stored bytes were read through it: the progress of an import. */
export class CountingStore implements BlobStore {
  bytes = 0;

  constructor(private readonly store: BlobStore) {}

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const counter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.bytes += chunk.length;
        done(null, chunk);
      },
    });
    return pipeline(await this.store.open(sha256, range), counter, () => {
      // The reader hears of a failure through the counter itself.
    });
  }

  put(content: Readable, options?: PutOptions): Promise<Blob> {
    return this.store.put(content, options);
  }

  size(sha256: string): Promise<number | undefined> {
    return this.store.size(sha256);
  }

  remove(sha256: string): Promise<void> {
    return this.store.remove(sha256);
  }
}
