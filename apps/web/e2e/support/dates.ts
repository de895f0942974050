/** A date and time of the station as a reader types it: `2026-11-22 11:03:00`. */
export function localMoment(moment: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(moment);
}

/** The station's date some days and months after a moment, counted as people do: a month keeps the day unless it is too short. */
export function localDate(moment: Date, after: { days?: number; months?: number } = {}): string {
  const [year = 0, month = 0, day = 0] = localMoment(moment).slice(0, 10).split('-').map(Number);
  const last = new Date(Date.UTC(year, month + (after.months ?? 0), 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + (after.months ?? 0), Math.min(day, last) + (after.days ?? 0))).toISOString().slice(0, 10);
}

/** The end of a local date as the pages write a due moment: `11-25 24:00`, with the year when it is not the present one. */
export function endOf(date: string, now: Date): string {
  return `${date.startsWith(localMoment(now).slice(0, 5)) ? date.slice(5) : date} 24:00`;
}
