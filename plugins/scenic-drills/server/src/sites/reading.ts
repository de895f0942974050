import { badInput, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import type { Danger, Gate, Position, SiteRow } from '../rows.js';

/** A site as a form says it. */
export interface SiteWords {
  readonly name: string;
  readonly grade?: string | null;
  readonly area: readonly Position[];
  readonly gates: readonly { readonly name: string; readonly longitude?: number | null; readonly latitude?: number | null; readonly unit?: string | null }[];
  readonly waters: readonly { readonly name: string; readonly line: readonly Position[] }[];
  readonly dangers: readonly { readonly name: string; readonly kind: Danger['kind']; readonly longitude?: number | null; readonly latitude?: number | null }[];
  readonly broadcast?: string | null;
  readonly visitorCentre?: string | null;
  readonly capacity?: number | null;
  readonly operatorContact?: string | null;
  readonly operatorPhone?: string | null;
  readonly operatorUnit?: string | null;
}

export type SiteFields = Omit<SiteRow, 'stationId' | 'id' | 'version' | 'madeKey'>;

const MOST = { area: 300, gates: 40, waters: 20, line: 300, dangers: 60, capacity: 1_000_000 };

/** Reads a site. @throws StationhouseError BAD_INPUT with the field */
export function readSite(words: SiteWords): SiteFields {
  const line = (value: string | null | undefined, field: string, most: number) => parseText(value ?? '', `input.${field}`, most).trim() || null;
  const name = line(words.name, 'name', 80);
  if (name === null) throw badInput('input.name', text('请填写景区名称。', 'Give the site a name.'));
  const grade = line(words.grade, 'grade', 2);
  if (grade !== null && !/^[1-5]A$/.test(grade)) throw badInput('input.grade', text('等级须为 1A 至 5A。', 'A grade is 1A to 5A.'));
  const capacity = words.capacity ?? null;
  if (capacity !== null && (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST.capacity)) throw badInput('input.capacity', text(`日承载量须为 1 至 ${MOST.capacity} 的整数。`, `Visitors a day: a whole number from 1 to ${MOST.capacity}.`));
  const operatorPhone = line(words.operatorPhone, 'operatorPhone', 30);
  if (operatorPhone !== null && !/^[+\d][\d -]{2,28}\d$/.test(operatorPhone)) throw badInput('input.operatorPhone', text('须为电话号码，如 027-85551234。', 'A telephone number, as in 027-85551234.'));
  return {
    name, grade, capacity, operatorPhone,
    area: outline(words.area, 'input.area'),
    gates: several(words.gates, 'gates').map((gate, index): Gate => ({ ...placed(gate, `input.gates.${index}`), ...(gate.unit ? { unit: parseId(gate.unit, `input.gates.${index}.unit`) } : {}) })),
    waters: several(words.waters, 'waters').map((water, index) => ({ name: named(water.name, `input.waters.${index}.name`), line: positions(water.line, `input.waters.${index}.line`, 2, MOST.line) })),
    dangers: several(words.dangers, 'dangers').map((danger, index): Danger => ({ ...placed(danger, `input.dangers.${index}`), kind: danger.kind })),
    broadcast: line(words.broadcast, 'broadcast', 100),
    visitorCentre: line(words.visitorCentre, 'visitorCentre', 100),
    operatorContact: line(words.operatorContact, 'operatorContact', 60),
    operatorUnit: words.operatorUnit ? (parseId(words.operatorUnit, 'input.operatorUnit') as Id) : null,
  };
}

function several<Item>(items: readonly Item[], field: 'gates' | 'waters' | 'dangers'): readonly Item[] {
  if (items.length > MOST[field]) throw badInput(`input.${field}`, text(`最多 ${MOST[field]} 项。`, `At most ${MOST[field]}.`));
  return items;
}

function named(value: string, field: string): string {
  const name = parseText(value, field, 60).trim();
  if (name === '') throw badInput(field, text('请填写名称。', 'Give it a name.'));
  return name;
}

function placed({ name, longitude, latitude }: SiteWords['gates'][number], field: string): { readonly name: string } & Partial<Position> {
  if ((longitude ?? null) === null && (latitude ?? null) === null) return { name: named(name, `${field}.name`) };
  const [position] = positions([{ longitude: longitude ?? Number.NaN, latitude: latitude ?? Number.NaN }], field, 1, 1);
  return { name: named(name, `${field}.name`), ...position };
}

function positions(points: readonly Position[], field: string, least: number, most: number): Position[] {
  if (points.length < least || points.length > most) throw badInput(field, text(`须有 ${least} 至 ${most} 个点。`, `Between ${least} and ${most} points.`));
  return points.map(({ longitude, latitude }, index) => {
    if (!(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) throw badInput(`${field}.${index}`, text('经纬度须为度数（WGS-84），请检查是否填反。', 'Degrees, WGS-84: are longitude and latitude swapped?'));
    return { longitude, latitude };
  });
}

/** An outline of three corners at least that does not cross itself, or none. */
function outline(points: readonly Position[], field: string): Position[] {
  if (points.length === 0) return [];
  const corners = positions(points, field, 3, MOST.area);
  const crossing = corners.findIndex((from, index) => corners.some((other, place) => place > index + 1 && !(index === 0 && place === corners.length - 1) && crosses(from, after(corners, index), other, after(corners, place))));
  if (crossing >= 0) throw badInput(field, text(`景区边界在第 ${crossing + 1} 条边处与自身相交，请重画。`, `The outline crosses itself at side ${crossing + 1}: draw it again.`));
  return corners;
}

const after = (corners: readonly Position[], index: number): Position => corners[(index + 1) % corners.length] as Position;
const side = (a: Position, b: Position, c: Position) => Math.sign((b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude));
const crosses = (a: Position, b: Position, c: Position, d: Position) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
