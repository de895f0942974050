import { text, type Bilingual } from '@stationhouse/kernel';

/** What is written down of a branch. */
export interface Branch {
  readonly bank: string;
  readonly name: string;
  readonly address: string;
  readonly phone: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

export type BranchField = keyof Branch;

/** A branch as a form or the cells of a sheet say it. */
export type BranchWords = { readonly [Field in BranchField]?: string | number | null };

/** What is wrong with one field. */
export interface BranchProblem {
  readonly field: BranchField;
  readonly text: Bilingual;
}

const LONGEST = { bank: 60, name: 80, address: 200 } as const;
const DEGREES = { longitude: 180, latitude: 90 } as const;

/** Reads a branch: every problem of it at once, so that a sheet is corrected once. */
export function readBranch(words: BranchWords): { readonly branch: Branch } | { readonly problems: readonly BranchProblem[] } {
  const problems: BranchProblem[] = [];
  const note = (field: BranchField, zhCN: string, en: string) => void problems.push({ field, text: text(zhCN, en) });
  const cell = (field: BranchField) => String(words[field] ?? '').normalize('NFKC').trim();
  const required = (field: keyof typeof LONGEST): string => {
    const value = cell(field);
    if (value === '') note(field, '必填。', 'Missing.');
    else if ([...value].length > LONGEST[field]) note(field, `最多 ${LONGEST[field]} 个字。`, `At most ${LONGEST[field]} characters.`);
    else if (/\p{Cc}/u.test(value)) note(field, '不能有换行等控制字符。', 'No line breaks or control characters.');
    return value;
  };
  const degrees = (field: keyof typeof DEGREES): number | null => {
    const value = cell(field).replace(/°$/, '');
    if (value === '') return null;
    const number = /^-?\d{1,3}(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (!(Math.abs(number) <= DEGREES[field])) note(field, `须为 -${DEGREES[field]} 到 ${DEGREES[field]} 之间的度数，如 ${field === 'longitude' ? '114.3054' : '30.5931'}；请检查经纬度是否填反。`, `Degrees between -${DEGREES[field]} and ${DEGREES[field]}, as in ${field === 'longitude' ? '114.3054' : '30.5931'}. Are longitude and latitude swapped?`);
    return number;
  };
  const phone = cell('phone');
  if (phone !== '' && !/^[+\d][\d -]{2,28}\d$/.test(phone)) note('phone', '须为电话号码，如 027-85551234。', 'A telephone number, as in 027-85551234.');
  const [bank, name, address, longitude, latitude] = [required('bank'), required('name'), required('address'), degrees('longitude'), degrees('latitude')];
  if ((longitude === null) !== (latitude === null)) note(longitude === null ? 'longitude' : 'latitude', '经度和纬度须同时填写，或都不填。', 'Give both longitude and latitude, or neither.');
  return problems.length > 0 ? { problems } : { branch: { bank, name, address, phone: phone === '' ? null : phone, longitude, latitude } };
}
