import { badInput, text, type Bilingual } from '@stationhouse/kernel';
import { z } from 'zod';

/** The State Council's yearly notice on holidays and adjusted working days, in the shape NateScarlet/holiday-cn publishes. */
export interface HolidayNotice {
  readonly year: number;
  /** Days that differ from the plain week; a notice may name days of the years beside its own. */
  readonly days: readonly { readonly name: string; readonly date: string; readonly isOffDay: boolean }[];
}

const MAX_TEXT = 100_000;
const MAX_DAYS = 200;

const date = z.string().refine((value) => /^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value, 'no date');
// Other keys ($schema, papers) are the publisher's own and are left aside.
const notice = z.object({
  year: z.int().min(2000).max(2100),
  days: z.array(z.object({ name: z.string().trim().min(1).max(60), date, isOffDay: z.boolean() })).min(1).max(MAX_DAYS),
});

const [OFF, WORKED] = [/^(true|1|off|休|放假|是)$/i, /^(false|0|work|班|上班|调休上班|否)$/i];

/**
 * Reads a yearly notice: JSON as NateScarlet/holiday-cn publishes it (`{ year, days: [{ name, date, isOffDay }] }`), or CSV with the
 * columns date, name, isOffDay (`2027-01-01,元旦,true`; `休` and `班` do as well; a heading line may stand first). The year of a CSV is the one most of its days lie in.
 * @throws StationhouseError BAD_INPUT, field `notice`
 */
export function parseHolidayNotice(written: string): HolidayNotice {
  if (written.length > MAX_TEXT) throw wrong(text('放假通知过大，请核对文件。', 'The notice is too large. Check the file.'));
  const trimmed = written.replace(/^\uFEFF/, '').trim();
  const parsed = notice.safeParse(trimmed.startsWith('{') ? fromJson(trimmed) : fromCsv(trimmed));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw wrong(text(`放假通知“${where}”有误。应为 JSON {year, days:[{name,date,isOffDay}]}，或 CSV：日期,名称,是否放假。`, `The notice is wrong at "${where}". Write JSON {year, days:[{name,date,isOffDay}]}, or CSV: date,name,isOffDay.`));
  }
  return checked(parsed.data);
}

function checked(found: HolidayNotice): HolidayNotice {
  const days = new Map(found.days.map((day) => [day.date, day]));
  if (days.size !== found.days.length) throw wrong(text('放假通知中同一日期出现两次，请核对。', 'A date stands twice in the notice. Check it.'));
  const strange = found.days.find((day) => Math.abs(Number(day.date.slice(0, 4)) - found.year) > 1);
  if (strange !== undefined) throw wrong(text(`${strange.date} 不属于 ${found.year} 年的通知，请核对。`, `${strange.date} cannot belong to the notice for ${found.year}. Check it.`));
  // A year without its 1 January off is no official year: the file is cut, or of another kind.
  if (days.get(`${found.year}-01-01`)?.isOffDay !== true) throw wrong(text(`通知中没有 ${found.year} 年元旦放假，请核对文件是否完整。`, `The notice does not have 1 January ${found.year} off. Check that the file is whole.`));
  return { year: found.year, days: [...days.values()].sort((left, right) => (left.date < right.date ? -1 : 1)) };
}

function fromJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    throw wrong(text('放假通知不是有效的 JSON，请核对文件。', 'The notice is not valid JSON. Check the file.'));
  }
}

function fromCsv(written: string): unknown {
  const rows = written.split(/\r?\n/).map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const days = rows
    .filter(([first = ''], index) => first !== '' && (index > 0 || /^\d/.test(first)))
    .map(([day = '', name = '', off = '']) => ({ date: day, name, isOffDay: OFF.test(off) ? true : WORKED.test(off) ? false : off }));
  const years = days.map((day) => Number(day.date.slice(0, 4)));
  const count = (year: number) => years.filter((other) => other === year).length;
  return { year: years.reduce((best, year) => (count(year) > count(best) ? year : best), years[0] ?? 0), days };
}

function wrong(message: Bilingual) {
  return badInput('notice', message);
}
