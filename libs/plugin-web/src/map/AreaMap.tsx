import { useQuery } from '@apollo/client/react';
import { lazy, Suspense } from 'react';
import { MapGroundDocument } from '../gql/ground.js';
import { Drawing } from './Drawing.js';
import type { MapProps } from './props.js';

const HouseMap = lazy(() => import('./HouseMap.js'));

interface Props extends Omit<MapProps, 'areas'> {
  /** The station's area, a GeoJSON Polygon or MultiPolygon; without it the points alone say where the map is. */
  readonly area?: unknown;
}

/**
 * A map of a station's area beside a form or a list: a plain drawing, which needs nothing but itself; where the installation has a ground for its maps, it is one of those
 * (`@stationhouse/plugin-web/map`). All of it works by keyboard.
 */
export function AreaMap({ area, ...shown }: Props) {
  const { data } = useQuery(MapGroundDocument, { fetchPolicy: 'cache-first' });
  const props = { ...shown, areas: area === undefined || area === null ? [] : [area] };
  if (data === undefined || data.mapGround.kind === 'NONE') return <Drawing {...props} />;
  return <Suspense fallback={<Drawing {...props} />}><HouseMap {...props} /></Suspense>;
}
