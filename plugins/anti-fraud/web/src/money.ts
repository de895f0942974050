/** The keys of the pad for amounts. */
export const PAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '万', '0', '⌫'] as const;
export type PadKey = (typeof PAD)[number];

const MOST_YUAN = 10_000_000_000;

/** What stands in the field after a key: digits are appended, 万 counts in ten thousands, ⌫ takes one off. What would be too much changes nothing. */
export function pressed(written: string, key: PadKey): string {
  if (key === '⌫') return written.slice(0, -1);
  const next = key === '万' ? timesTenThousand(written) : `${written === '0' ? '' : written}${key}`;
  return yuanOf(next) === undefined && next !== '' ? written : next;
}

function timesTenThousand(written: string): string {
  const yuan = yuanOf(written);
  return yuan === undefined ? written : String(Math.round(yuan * 100) * 100);
}

/** An amount in yuan as it was written, with two decimals at most; undefined for what is none or too much. */
export function yuanOf(written: string): number | undefined {
  const plain = written.normalize('NFKC').replaceAll(/[,，\s]/g, '');
  if (!/^\d{1,11}(\.\d{1,2})?$/.test(plain)) return undefined;
  const yuan = Number(plain);
  return yuan <= MOST_YUAN ? yuan : undefined;
}
