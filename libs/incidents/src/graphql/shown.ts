import { withReader, type Reader } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';
import type { IncidentRecord } from '../register/incident.js';
import { categoryOf, isOutcome, OUTCOMES, type Category } from '../register/vocabulary.js';
import type { Incident, IncidentCategory } from './types.js';

/** An incident as its GraphQL fields resolve from it. */
export type ShownIncident = Incident & Pick<IncidentRecord, 'disposedById'> & {
  /** The record itself, for the timeline; no field of the schema. */
  readonly moments: IncidentRecord;
};

/** A record in GraphQL's shape, marked with its reader so that personal fields are masked for it. */
export function shownIncident(record: IncidentRecord, reader: Reader): ShownIncident {
  const { categoryCode, narrative = null, attributes = null, ...facts } = record;
  const incident = {
    ...facts,
    narrative,
    attributes,
    // A list reads what is asked for: what is made of it is made when it is asked for.
    get category() {
      const category = categoryOf(categoryCode);
      return category === undefined ? { code: categoryCode, parent: null, title: text(categoryCode, categoryCode) } : shownCategory(category);
    },
    get outcomeTitle() {
      return facts.outcome !== null && isOutcome(facts.outcome) ? OUTCOMES[facts.outcome] : null;
    },
    disposedBy: null,
    masked: reader.level !== 'P2' && reader.level !== 'P3',
    moments: record,
  };
  return withReader(incident, reader);
}

export function shownCategory({ code, parent, title }: Category): IncidentCategory {
  return { code, parent: parent ?? null, title };
}
