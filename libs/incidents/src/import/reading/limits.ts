/** How much a file may ask of us. The defaults take the largest honest exports; a deployment may lower them. */
export interface ReadingLimits {
  /** Bytes of the uploaded file. */
  readonly uploadBytes: number;
  /** Bytes after unpacking. */
  readonly expandedBytes: number;
  /** Unpacked bytes per packed byte, judged once more than `ratioFloorBytes` are unpacked. */
  readonly expansionRatio: number;
  readonly ratioFloorBytes: number;
  /** Entries of a zip archive. */
  readonly archiveEntries: number;
  readonly columns: number;
  /** Characters of one field. */
  readonly fieldCharacters: number;
  /** Bytes of one row of a text table: a quote that is never closed ends here instead of in memory. */
  readonly rowBytes: number;
  /** Bytes of a workbook's shared strings, which must be held in memory while it is read. */
  readonly sharedStringBytes: number;
}

const MEBI = 1024 * 1024;

export const READING_LIMITS: ReadingLimits = {
  uploadBytes: 2048 * MEBI,
  expandedBytes: 4096 * MEBI,
  expansionRatio: 250,
  ratioFloorBytes: 32 * MEBI,
  archiveEntries: 1_000,
  columns: 1_000,
  fieldCharacters: 100_000,
  rowBytes: 2 * MEBI,
  sharedStringBytes: 64 * MEBI,
};
