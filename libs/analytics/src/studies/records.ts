import type { Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { BareInstances, type BareFact, type BareInstance, type BareSelection, type FieldFilter, type FieldValue, type FoundPerson, type Groups } from '@stationhouse/workflow-runtime';
import { SENSITIVE_CATEGORIES } from '../facts.js';
import { countBareIncidents, groupsOfIncidents, incidentColumns, pageOfIncidents } from './incidents.js';
import type { StudyPseudonyms } from './pseudonyms.js';
import { INCIDENT_SUBJECT } from './study.js';

/** Which records of a study are read: of one kind, at stations, from when to before when. */
export interface RecordSelection {
  readonly subject: string;
  readonly stationIds: readonly Id[];
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly fields?: readonly FieldFilter[] | null | undefined;
  /** The filter and the order of a typed list. */
  readonly typed?: BareSelection['typed'];
  /** Those behind a figure alone. */
  readonly among?: BareSelection['among'];
}

/** A record of a study: nothing personal, people and the record itself under names of the study. */
export interface StudyRecord {
  readonly key: string;
  readonly stationId: Id;
  /** The incident it came from, under its name in the study. */
  readonly incidentKey: string | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly state: string | null;
  readonly outcome: string | null;
  readonly fields: readonly FieldValue[];
  /** The same as fields of a typed object. */
  readonly typed?: BareInstance['typed'];
  readonly people: readonly { readonly pseudonym: string; readonly place: string; readonly title: Bilingual | null }[];
}

/** A field that a kind of record has. */
export interface RecordColumn {
  readonly key: string;
  readonly title: Bilingual;
  /** Personal or free text: null in every record, and in no export. */
  readonly gone: boolean;
  /** One plain value, or a list of choices: what a cell of a table can hold. */
  readonly plain: boolean;
}

/** A record before its people have names. */
export interface BareRecord extends Omit<StudyRecord, 'key' | 'incidentKey' | 'people'> {
  readonly id: Id;
  readonly incidentId: Id | null;
  readonly persons: readonly FoundPerson[];
}

/** Instances of incidents that say something of one person stay out with them. */
const OF_SENSITIVE_INCIDENT = (values: string) => `EXISTS (SELECT FROM incident c WHERE c.station_id = i.station_id AND c.id = i.incident_id AND c.category = ANY (${values}))`;

/** The records of a station as a study reads them. */
export class StudyRecords {
  private readonly instances = new BareInstances();

  /** One page, the newest first; its cursors name records and are for nobody to see. @param most rows of it, checked by whoever asks @throws StationhouseError BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
  async page(tenant: Tenant, selection: RecordSelection, names: StudyPseudonyms, most: number, after: string | null | undefined): Promise<Page<StudyRecord>> {
    const page = await this.bare(tenant, selection, most, after);
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: named(node, names) })) };
  }

  /** How many there are in all; those that never appear are not counted either. */
  count(tenant: Tenant, selection: RecordSelection): Promise<number> {
    return selection.subject === INCIDENT_SUBJECT ? countBareIncidents(tenant, selection) : this.instances.count(tenant, this.selected(selection));
  }

  /** The fields of a kind of record, those that are gone among them. */
  columns(tenant: Tenant, subject: string): Promise<readonly RecordColumn[]> {
    return subject === INCIDENT_SUBJECT ? Promise.resolve(incidentColumns()) : this.instances.columns(tenant, subject);
  }

  /** How small the groups are in which records are alike in all that is told of them, people and names aside. */
  groups(tenant: Tenant, selection: RecordSelection, told: { readonly facts: readonly BareFact[]; readonly fields: readonly string[]; readonly unit: 'day' | 'month' }, few: number): Promise<Groups> {
    return selection.subject === INCIDENT_SUBJECT ? groupsOfIncidents(tenant, selection, told, few) : this.instances.groups(tenant, this.selected(selection), told, few);
  }

  private bare(tenant: Tenant, selection: RecordSelection, most: number, after: string | null | undefined): Promise<Page<BareRecord>> {
    if (selection.subject === INCIDENT_SUBJECT) return pageOfIncidents(tenant, selection, most, after);
    return this.instances.page(tenant, this.selected(selection), most, after);
  }

  private selected({ subject, stationIds, from, to, fields, typed, among }: RecordSelection): BareSelection {
    return { stationIds, workflow: subject, startedFrom: from, startedTo: to, fields, typed, among, never: { sql: OF_SENSITIVE_INCIDENT, values: [...SENSITIVE_CATEGORIES] } };
  }
}

function named({ id, incidentId, persons, stationId, startedAt, closedAt, state, outcome, fields, typed }: BareRecord, names: StudyPseudonyms): StudyRecord {
  return {
    key: names.record(id),
    stationId,
    incidentKey: incidentId === null ? null : names.record(incidentId),
    startedAt,
    closedAt,
    state,
    outcome,
    fields,
    ...(typed === undefined ? {} : { typed }),
    people: persons.map(({ place, title, index, known }) => ({ pseudonym: names.person(known, id, place, index), place, title: title ?? null })),
  };
}
