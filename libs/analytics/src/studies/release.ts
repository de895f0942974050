import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { BareFact, FieldContent } from '@stationhouse/workflow-runtime';
import type { StudyRecord } from './records.js';

export const RELEASE_FORMATS = ['csv', 'xlsx', 'parquet'] as const;
export type ReleaseFormat = (typeof RELEASE_FORMATS)[number];

/** How finely moments leave: the day or the month by the station's clock. */
export const RELEASE_TIMES = ['day', 'month'] as const;
export type ReleaseTimes = (typeof RELEASE_TIMES)[number];

/** previewed, waiting for a second person, ready to be taken, refused. */
export type ReleaseState = 'previewed' | 'waiting' | 'ready' | 'refused';

/** Rows that are alike in all that is told of them should be at least this many. */
export const FEW = 5;

/** What is to leave. */
export interface ReleaseWish {
  readonly subject: string;
  readonly stationIds: readonly Id[];
  /** ISO 8601 moments. */
  readonly from: string | null;
  readonly to: string;
  readonly columns: readonly string[];
  readonly times: ReleaseTimes;
  readonly format: ReleaseFormat;
}

/** A column of a file. */
export interface ReleaseColumn {
  readonly key: string;
  readonly title: Bilingual;
}

/** What would leave, as it was shown before it did. */
export interface ReleasePreview {
  readonly rows: number;
  readonly columns: readonly ReleaseColumn[];
  readonly leftOut: readonly (ReleaseColumn & { readonly reason: Bilingual })[];
  readonly smallest: number;
  readonly rowsInSmall: number;
  readonly examples: readonly (readonly (string | null)[])[];
}

export interface ReleaseRow {
  readonly bureauId: Id;
  readonly id: Id;
  readonly studyId: Id;
  readonly accountId: Id;
  readonly asked: ReleaseWish;
  readonly preview: ReleasePreview;
  readonly state: ReleaseState;
  readonly purpose: string | null;
  readonly previewedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: Id | null;
  readonly decidedAt: Date | null;
  readonly refusal: string | null;
}

/** Stations by id, as a file names them and counts their days. */
export type ReleaseStations = ReadonlyMap<Id, { readonly name: string; readonly zone: string }>;

interface Fixed {
  readonly title: Bilingual;
  readonly fact?: BareFact;
  readonly cell: (record: StudyRecord, day: (moment: Date | null) => string | null, station: string) => string | null;
}

/** Columns of every kind of record; fields of the data come beside them, as `data.<key>`. */
export const FIXED_COLUMNS: Readonly<Record<string, Fixed>> = {
  key: { title: text('记录代号', 'Record'), cell: ({ key }) => key },
  station: { title: text('派出所', 'Station'), cell: (_record, _day, station) => station },
  incident: { title: text('来源警情代号', 'Incident'), cell: ({ incidentKey }) => incidentKey },
  started: { title: text('登记', 'Recorded'), fact: 'started', cell: ({ startedAt }, day) => day(startedAt) },
  closed: { title: text('办结', 'Closed'), fact: 'closed', cell: ({ closedAt }, day) => day(closedAt) },
  state: { title: text('环节', 'State'), fact: 'state', cell: ({ state }) => state },
  outcome: { title: text('结果', 'Outcome'), fact: 'outcome', cell: ({ outcome }) => outcome },
  people: { title: text('人员代号', 'People'), cell: ({ people }) => (people.length === 0 ? null : people.map(({ pseudonym, place }) => `${place}:${pseudonym}`).join(' ')) },
};

const FIELD = /^data\.([A-Za-z][A-Za-z0-9]*)$/;

/** The key of a field among columns; undefined for a fixed column. */
export function fieldOf(column: string): string | undefined {
  return FIELD.exec(column)?.[1];
}

/** A record as a row of a file: texts, in the order of the columns. */
export function cellsOf(record: StudyRecord, { columns, times }: Pick<ReleaseWish, 'columns' | 'times'>, stations: ReleaseStations): (string | null)[] {
  const station = stations.get(record.stationId);
  const day = (moment: Date | null) => (moment === null ? null : dayIn(moment, station?.zone ?? 'UTC').slice(0, times === 'day' ? 10 : 7));
  const fields = new Map(record.fields.map(({ key, value }) => [key, value]));
  return columns.map((column) => {
    const key = fieldOf(column);
    return key === undefined ? (FIXED_COLUMNS[column]?.cell(record, day, station?.name ?? '') ?? null) : cellOf(fields.get(key) ?? null, day);
  });
}

function cellOf(value: FieldContent | null, day: (moment: Date | null) => string | null): string | null {
  if (value === null) return null;
  if ('choice' in value) return value.choice;
  if ('choices' in value) return value.choices.map(({ choice }) => choice).join(' ');
  if ('number' in value) return String(value.number);
  if ('boolean' in value) return String(value.boolean);
  if ('date' in value) return value.date;
  if ('at' in value) return day(value.at);
  return 'text' in value ? value.text : null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date a clock shows: 2026-03-01. */
function dayIn(moment: Date, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, format);
  return format.format(moment);
}
