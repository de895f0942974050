import { withReader, type Reader } from '@stationhouse/access';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { IncidentRecord } from '../register/incident.js';
import { CATEGORIES, isOutcome, OUTCOMES, type Category } from '../register/vocabulary.js';
import type { Incident, IncidentCategory } from './types.js';

/** An incident as its GraphQL fields resolve from it. */
export type ShownIncident = Incident & Pick<IncidentRecord, 'disposedById'> & {
  /** The record itself, for the timeline; no field of the schema. */
  readonly moments: IncidentRecord;
};

/** The categories in GraphQL's shape, by code. */
const SHOWN: ReadonlyMap<string, IncidentCategory> = new Map(CATEGORIES.map((category) => [category.code, shownCategory(category)]));

/** A record in GraphQL's shape, marked with its reader so that personal fields are masked for it. */
export function shownIncident(record: IncidentRecord, reader: Reader): ShownIncident {
  const { categoryCode, outcome, narrative = null, attributes = null } = record;
  const incident = {
    ...record,
    narrative,
    attributes,
    category: categoryShown(categoryCode),
    outcomeTitle: outcomeShown(outcome),
    disposedBy: null,
    masked: reader.level !== 'P2' && reader.level !== 'P3',
    moments: record,
  };
  return withReader(incident, reader);
}

/** What a code of a category stands for; a code that nobody knows, for itself. */
export function categoryShown(code: string): IncidentCategory {
  return SHOWN.get(code) ?? { code, parent: null, title: text(code, code) };
}

/** What a code of an outcome stands for. */
export function outcomeShown(outcome: string | null): Bilingual | null {
  return outcome !== null && isOutcome(outcome) ? OUTCOMES[outcome] : null;
}

export function shownCategory({ code, parent, title }: Category): IncidentCategory {
  return { code, parent: parent ?? null, title };
}
