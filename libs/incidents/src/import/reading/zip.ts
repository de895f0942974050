import { PassThrough, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { text } from '@stationhouse/kernel';
import type { BlobStore } from '@stationhouse/files';
import yauzl from 'yauzl';
import type { ReadingLimits } from './limits.js';
import { expandsTooFar, truncatedArchive, unreadable, unsafeArchive } from './refusals.js';

export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  readonly expandedBytes: number;
  readonly raw: yauzl.Entry;
}

/** An open zip archive. Names in it are only compared, never used as paths. */
export interface Zip {
  readonly entries: readonly ZipEntry[];
  /** The unpacked bytes; fails when they are more or fewer than the directory says. */
  open(entry: ZipEntry): Promise<Readable>;
  close(): void;
}

/** Reads a stored blob at any place, as the archive's directory at the end needs. */
class BlobReader extends yauzl.RandomAccessReader {
  constructor(
    private readonly store: BlobStore,
    private readonly sha256: string,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const through = new PassThrough();
    this.store.open(this.sha256, { start, end }).then(
      (source) => {
        source.once('error', (error) => through.destroy(error));
        through.once('close', () => source.destroy());
        source.pipe(through);
      },
      (error: Error) => through.destroy(error),
    );
    return through;
  }
}

/**
 * Opens a stored zip archive and reads its directory.
 * @throws StationhouseError IMPORT_FILE_UNREADABLE when it is damaged or encrypted, IMPORT_ARCHIVE_UNSAFE when it holds too much
 */
export async function openZip(store: BlobStore, sha256: string, limits: ReadingLimits): Promise<Zip> {
  const bytes = (await store.size(sha256)) ?? 0;
  const open = promisify<yauzl.RandomAccessReader, number, yauzl.Options, yauzl.ZipFile>(yauzl.fromRandomAccessReader);
  let file: yauzl.ZipFile;
  try {
    file = await open(new BlobReader(store, sha256), bytes, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (cause) {
    throw truncatedArchive(cause);
  }
  try {
    return zipOf(file, await readDirectory(file, limits));
  } catch (cause) {
    file.close();
    throw cause;
  }
}

export function isWorkbook(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ name }) => name === '[Content_Types].xml') && entries.some(({ name }) => /^xl\/workbook\.xml$/i.test(name));
}

function zipOf(file: yauzl.ZipFile, entries: readonly ZipEntry[]): Zip {
  const openStream = promisify<yauzl.Entry, Readable>(file.openReadStream.bind(file));
  return {
    entries,
    close: () => file.close(),
    open: async ({ raw }) => {
      if (raw.isEncrypted()) {
        throw unreadable(text('压缩包有密码，请去除密码后上传。', 'The archive is protected by a password. Remove the password and upload it again.'));
      }
      try {
        return await openStream(raw);
      } catch (cause) {
        throw truncatedArchive(cause);
      }
    },
  };
}

function readDirectory(file: yauzl.ZipFile, limits: ReadingLimits): Promise<ZipEntry[]> {
  return new Promise((resolve, reject) => {
    const entries: ZipEntry[] = [];
    let expanded = 0;
    file.on('error', (error: Error) => reject(/path|characters in fileName/i.test(error.message) ? badName() : truncatedArchive(error)));
    file.on('end', () => resolve(entries));
    file.on('entry', (raw: yauzl.Entry) => {
      entries.push({ name: raw.fileName, packedBytes: raw.compressedSize, expandedBytes: raw.uncompressedSize, raw });
      expanded += raw.uncompressedSize;
      if (entries.length > limits.archiveEntries) {
        reject(unsafeArchive(text('压缩包中的文件过多，已拒绝。请只压缩一个表格。', 'The archive holds too many files; it was refused. Pack one table only.')));
      } else if (expanded > limits.expandedBytes) reject(expandsTooFar());
      else file.readEntry();
    });
    file.readEntry();
  });
}

const badName = () =>
  unsafeArchive(text('压缩包中的文件名不合法，已拒绝。请重新压缩表格后上传。', 'The archive holds a file with an illegal name; it was refused. Pack the table again and upload it.'));
