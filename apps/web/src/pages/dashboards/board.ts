import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { serverClock, useScope } from '@stationhouse/plugin-web';
import { createContext, useContext, useMemo } from 'react';
import { BoardMetricsDocument, type BoardMetricsQuery } from '../../gql/dashboards.js';
import { PERMISSIONS } from '../../permissions.js';
import { NO_FILTERS, type BoardFilters, type Metric } from './tile.js';

export interface ReadStation {
  readonly id: string;
  readonly name: string;
  /** GeoJSON; null where none is drawn. */
  readonly area: unknown;
}

/** What all tiles of a page have in common. */
export interface Ground {
  readonly metrics: readonly Metric[];
  readonly categories: BoardMetricsQuery['incidentCategories'];
  /** The stations whose figures the reader reads. */
  readonly stations: readonly ReadStation[];
  /** Those of the place: the one, or all of the bureau's. */
  readonly here: readonly string[];
  /** By the clock of the place. */
  readonly today: string;
}

/** Reads what the tiles need; undefined while it comes. */
export function useGround(): { readonly ground: Ground | undefined; readonly error: unknown; refetch(): void } {
  const { stationId, timeZone } = useScope();
  const { data, error, refetch } = useQuery(BoardMetricsDocument);
  const today = localDate(serverClock.now(), timeZone);
  const ground = useMemo((): Ground | undefined => {
    if (data === undefined) return undefined;
    const stations = data.me.stations.filter(({ station, permissions }) => !station.unrouted && !station.closedAt && permissions.includes(PERMISSIONS.readMetrics)).map(({ station: { id, name, area } }) => ({ id, name, area }));
    return { metrics: data.metrics, categories: data.incidentCategories, stations, here: stationId === undefined ? stations.map(({ id }) => id) : [stationId], today };
  }, [data, stationId, today]);
  return { ground, error: data === undefined ? error : undefined, refetch: () => void refetch() };
}

/** How tiles are looked at: with which filters, on a page or on a wall. */
export interface Looking {
  readonly ground: Ground;
  readonly filters: BoardFilters;
  /** On a wall: larger letters, nothing to press, figures anew every minute. */
  readonly wall: boolean;
  /** The page that the records behind a figure lead back to; absent where figures lead nowhere: on a wall, and while tiles are arranged. */
  readonly back?: string;
  /** Of tiles that share their title with others, which of them it is, by key: people who hear the page tell them apart by it. */
  readonly namesakes?: ReadonlyMap<string, number>;
  /** Called whenever a tile's figures came; for "true as of". */
  readonly onFigures?: () => void;
}

export const LookingContext = createContext<Looking>({ ground: { metrics: [], categories: [], stations: [], here: [], today: '' }, filters: NO_FILTERS, wall: false });

export function useLooking(): Looking {
  return useContext(LookingContext);
}
