import { Readable } from 'node:stream';
import pg from 'pg';

/** What node-postgres calls on the query it is running; its types leave the protocol's own messages out. */
interface ProtocolQuery {
  submit(connection: pg.Connection): void;
  handleRowDescription(): void;
  handleDataRow(): void;
  handleCommandComplete(): void;
  handleCopyData(message: { chunk: Buffer }): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

const NEW_ARCHIVE = 'n'.charCodeAt(0);
const DATA = 'd'.charCodeAt(0);

/**
 * A physical copy of a running cluster as one tar stream, with the write-ahead log it needs to start from: the
 * server's own BASE_BACKUP over the replication protocol (PostgreSQL 15 and newer, checksums verified by the server).
 * Nothing is locked; writers go on. The copy is of the moment the stream ends.
 * @param superuserUrl `postgres://…` of a role that may replicate
 */
export function baseBackup(superuserUrl: string): Readable {
  return new BaseBackupStream(superuserUrl);
}

class BaseBackupStream extends Readable implements ProtocolQuery {
  private readonly client: pg.Client;
  private connection: pg.Connection | undefined;
  private archives = 0;

  constructor(superuserUrl: string) {
    super({ highWaterMark: 1 << 20 });
    // `replication` opens a walsender; node-postgres knows it, its types do not.
    this.client = new pg.Client({ connectionString: superuserUrl, replication: 'true' } as pg.ClientConfig);
    this.client.on('error', (error) => this.destroy(error));
  }

  override _construct(done: (error?: Error | null) => void): void {
    this.client.connect().then(
      () => {
        this.client.query(this as unknown as pg.Submittable);
        done();
      },
      (error: Error) => done(error),
    );
  }

  submit(connection: pg.Connection): void {
    this.connection = connection;
    (connection as unknown as { query(text: string): void }).query(`BASE_BACKUP (LABEL 'stationhouse', CHECKPOINT 'fast', WAL true)`);
  }

  override _read(): void {
    this.connection?.stream.resume();
  }

  /** Each message says in its first byte what it is: a new archive, data of it, or progress. */
  handleCopyData(message: { chunk: Buffer }): void {
    const kind = message.chunk[0];
    if (kind === NEW_ARCHIVE && ++this.archives > 1) {
      this.destroy(new Error('The cluster has tablespaces outside its data folder; they are not backed up this way.'));
      return;
    }
    // The parser reuses its buffer, so the chunk is copied before it is kept.
    if (kind === DATA && !this.push(Buffer.from(message.chunk.subarray(1)))) this.connection?.stream.pause();
  }

  handleReadyForQuery(): void {
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  // The start and end positions and the list of tablespaces: the archive's backup_label carries what a restore needs.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.readableEnded || this.connection === undefined) void this.client.end().catch(() => undefined);
    // A reader that gave up half-way: the server notices the closed socket and ends its backup.
    else this.connection.stream.destroy();
    done(error);
  }
}
