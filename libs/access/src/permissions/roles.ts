import { text, type Bilingual } from '@stationhouse/kernel';

/** How much of a person a reader sees: P0 nothing, P1 masked, P2 in full by task, P3 minors, health, sealed. */
export type DataClass = 'P0' | 'P1' | 'P2' | 'P3';

/** The classes from the least to the most. */
export const DATA_CLASSES: readonly DataClass[] = ['P0', 'P1', 'P2', 'P3'];

/** True when a reader of `level` sees data of `dataClass` unmasked. */
export function covers(level: DataClass, dataClass: DataClass): boolean {
  return DATA_CLASSES.indexOf(level) >= DATA_CLASSES.indexOf(dataClass);
}

/** The lower of two levels. */
export function lower(left: DataClass, right: DataClass): DataClass {
  return covers(left, right) ? right : left;
}

/** The higher of two levels. */
export function higher(left: DataClass, right: DataClass): DataClass {
  return covers(left, right) ? left : right;
}

/** The kind of unit a role is held at. */
export type UnitKind = 'BUREAU' | 'STATION' | 'TEAM' | 'POST';

/** A role of the catalogue (DOMAIN §4). What it may do follows from the permissions that name it. */
export interface Role {
  readonly id: string;
  readonly title: Bilingual;
  readonly scope: UnitKind;
  /** The most its holder sees of a person at that unit; P2 only with a purpose. */
  readonly dataClass: DataClass;
  /** People outside the police network: they hold nothing on the internal surface, whatever a permission says. */
  readonly external: boolean;
}

function role<Name extends string>(id: Name, zhCN: string, en: string, scope: UnitKind, dataClass: DataClass, external = false) {
  return { id, title: text(zhCN, en), scope, dataClass, external } as const satisfies Role;
}

/** The roles of the house, in the order people expect them. */
export const ROLES = [
  role('bureau-admin', '分局管理员', 'Bureau administrator', 'BUREAU', 'P0'),
  role('bureau-approver', '分局审批人', 'Bureau approver', 'BUREAU', 'P2'),
  role('bureau-legal', '分局法制', 'Bureau legal officer', 'BUREAU', 'P2'),
  role('bureau-leader', '分局领导', 'Bureau leader', 'BUREAU', 'P2'),
  role('anti-fraud-centre', '反诈中心', 'Anti-fraud centre', 'BUREAU', 'P2'),
  role('bureau-auditor', '分局审计员', 'Bureau auditor', 'BUREAU', 'P1'),
  role('analyst', '分析员', 'Analyst', 'STATION', 'P1'),
  role('auditor', '审计员', 'Auditor', 'STATION', 'P1'),
  role('chief', '所长', 'Chief', 'STATION', 'P2'),
  role('instructor', '教导员', 'Instructor', 'STATION', 'P1'),
  role('duty-commander', '带班领导', 'Duty commander', 'STATION', 'P2'),
  role('team-leader', '队长', 'Team leader', 'TEAM', 'P2'),
  role('duty-officer', '值班民警', 'Duty officer', 'STATION', 'P2'),
  role('command-room', '指挥室民警', 'Command room officer', 'STATION', 'P2'),
  role('legal-officer', '法制员', 'Legal officer', 'STATION', 'P2'),
  role('community-officer', '社区民警', 'Community officer', 'STATION', 'P2'),
  role('case-officer', '办案民警', 'Case officer', 'STATION', 'P2'),
  role('property-custodian', '涉案财物管理员', 'Property custodian', 'STATION', 'P1'),
  role('auxiliary', '辅警', 'Auxiliary officer', 'STATION', 'P1'),
  role('grid-worker', '网格员', 'Grid worker', 'STATION', 'P0', true),
  role('mediator', '调解员', 'Mediator', 'STATION', 'P2', true),
  role('linked-unit', '联动单位', 'Linked unit', 'STATION', 'P1', true),
  role('scenic-operator', '景区', 'Scenic site operator', 'STATION', 'P1', true),
  role('building-lead', '楼门长', 'Building lead', 'STATION', 'P1', true),
  role('volunteer', '义警', 'Volunteer patrol', 'STATION', 'P1', true),
  role('post-operator', '物业/保安', 'Post operator', 'POST', 'P1', true),
] as const;

export type RoleId = (typeof ROLES)[number]['id'];

const BY_ID: ReadonlyMap<string, Role> = new Map(ROLES.map((entry) => [entry.id, entry]));

/** The role of an id; undefined when the catalogue has none. */
export function findRole(id: string): Role | undefined {
  return BY_ID.get(id);
}

/** Sworn officers and leaders of a station who take part in its daily work. */
export const STATION_OFFICERS = [
  'chief',
  'instructor',
  'duty-commander',
  'team-leader',
  'duty-officer',
  'command-room',
  'legal-officer',
  'community-officer',
  'case-officer',
] as const satisfies readonly RoleId[];

/** The roles of a station that read people in full: their figures are exact. */
export const FULL_READERS: readonly RoleId[] = ROLES.filter(({ dataClass, scope, external }) => dataClass === 'P2' && scope !== 'BUREAU' && !external).map(({ id }) => id);

/** Every role that works with a station's records. Analysts do not: they read figures, and records without persons within a study. */
export const STATION_MEMBERS = [...STATION_OFFICERS, 'property-custodian', 'auxiliary', 'auditor'] as const satisfies readonly RoleId[];
