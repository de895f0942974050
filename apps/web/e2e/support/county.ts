/** A list of emergency calls as a county publishes it: one row unreadable, one row without a township. */
export interface CountyFile {
  readonly name: string;
  readonly csv: string;
  readonly rows: number;
  /** Rows of the township that the test routes to 东门. */
  readonly ofFirst: number;
  /** The one readable row without a township, and the rows of the township that nobody maps. */
  readonly unrouted: number;
  /** Line of the unreadable row in the file, the header being line 1, and what stands in its time column. */
  readonly bad: { readonly line: number; readonly value: string };
}

const TOWNSHIPS = ['LOWER MERION', 'ABINGTON', 'NORRISTOWN'] as const;
const TITLES = ['EMS: FALL VICTIM', 'Traffic: VEHICLE ACCIDENT -', 'Fire: FIRE ALARM', 'EMS: CARDIAC EMERGENCY'] as const;

const two = (value: number) => String(value).padStart(2, '0');

/** @param mark a word in every description, so that the rows of one run can be found among all others */
export function countyFile(mark: string, rows = 300): CountyFile {
  const bad = { row: 41, value: '2015-13-45 99:00:00' };
  const blank = 77;
  const townshipOf = (row: number) => (row === blank ? '' : TOWNSHIPS[row % TOWNSHIPS.length]);
  const lines = Array.from({ length: rows }, (_, row) => {
    const at = row === bad.row ? bad.value : `2015-12-${two(1 + Math.floor(row / 24))} ${two(row % 24)}:${two(row % 60)}:00`;
    const township = townshipOf(row) ?? '';
    return [(40 + row / 1000).toFixed(7), (-75 - row / 1000).toFixed(7), `"${mark} STREET ${row} & MAIN ST; ${township};"`, '19401', TITLES[row % TITLES.length], at, township, `STREET ${row} & MAIN ST`, '1'].join(',');
  });
  const good = Array.from({ length: rows }, (_, row) => row).filter((row) => row !== bad.row);
  return {
    name: `${mark}.csv`,
    csv: `lat,lng,desc,zip,title,timeStamp,twp,addr,e\n${lines.join('\n')}\n`,
    rows,
    ofFirst: good.filter((row) => townshipOf(row) === TOWNSHIPS[0]).length,
    unrouted: good.filter((row) => townshipOf(row) === '' || townshipOf(row) === TOWNSHIPS[2]).length,
    bad: { line: bad.row + 2, value: bad.value },
  };
}
