import { useQuery } from '@apollo/client/react';
import { useScope } from '@stationhouse/plugin-web';
import { useCallback, useMemo } from 'react';
import { MyStudiesDocument } from '../../gql/studies.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { cellQuery, hasRecords, type Asked, type Pointed } from './cell.js';
import type { Metric } from './choices.js';

/** What is counted, as far as its records go. */
export type Counted = Pick<Metric, 'id' | 'records' | 'workflow'> & { readonly dimensions: readonly Pick<Metric['dimensions'][number], 'id' | 'place'>[] };

/** Figures as they were asked for, of which stations. */
export interface AskedOf extends Asked {
  readonly stationIds: readonly string[];
}

/** Where the reader sees the records behind a point; undefined for nowhere. */
export type RecordsOf = (point: Pointed) => string | undefined;

/**
 * Finds where the reader sees records: those of a station whose records they read, an analyst those of a study that is open. Records are of one station: of several, a point
 * leads to them that says which one it is of.
 * @returns a function of a metric, how its figures were asked for and the page they stand on; it answers undefined where no point leads anywhere
 */
export function useRecordsOf(): (metric: Counted, asked: AskedOf, back: string) => RecordsOf | undefined {
  const { bureauId } = useScope();
  const { stations } = useMe();
  const permissions = useMemo(() => new Map(stations.map((access) => [access.station.id, new Set(access.permissions)])), [stations]);
  const analyses = [...permissions.values()].some((some) => some.has(PERMISSIONS.conductStudies));
  const studies = useQuery(MyStudiesDocument, { variables: { bureauId }, skip: !analyses }).data?.myStudies;
  return useCallback((metric, asked, back) => {
    const { records, workflow, dimensions: columns } = metric;
    if (!records) return undefined;
    const needed = records === 'INCIDENT' ? PERMISSIONS.readIncidents : PERMISSIONS.readInstances;
    const subject = records === 'INCIDENT' ? 'incident' : workflow;
    const places = new Set(columns.filter(({ place }) => place).map(({ id }) => id));
    const folderOf = (stationId: string, ofPlace: boolean): string | undefined => {
      if (permissions.get(stationId)?.has(needed)) return `/s/${stationId}/figures/records?`;
      // Records of a study are not found by their place.
      const study = ofPlace ? undefined : studies?.find(({ state, stationIds, subjects }) => state === 'ACTIVE' && stationIds.includes(stationId) && subjects.some((one) => one === subject));
      return study === undefined ? undefined : `/s/${stationId}/studies/${study.id}?subject=${subject ?? ''}&`;
    };
    const [only, ...others] = asked.stationIds;
    const anywhere = asked.stationIds.some((id) => folderOf(id, false) !== undefined);
    if (!anywhere) return undefined;
    return (point) => {
      if (!hasRecords(point)) return undefined;
      const stationId = others.length === 0 ? only : point.dimensions.find(({ dimension }) => dimension === 'station')?.value;
      const dimensions = point.dimensions.filter(({ dimension }) => dimension !== 'station');
      const folder = stationId && folderOf(stationId, [...dimensions, ...(asked.filter ?? [])].some(({ dimension }) => places.has(dimension)));
      return folder ? `${folder}${cellQuery(metric.id, asked, { ...point, dimensions }, back)}` : undefined;
    };
  }, [permissions, studies]);
}
