import { colours } from '@stationhouse/plugin-web';
import { boundsOf, cornersOf, FILLS, middleOf, type CellMapProps, type Corner } from './cells.js';

const WIDTH = 1000;
const MARGIN = 12;
const MARK = 13;

/** The cells of a map as a drawing that stands still: on paper, and where a browser draws no map. */
export function Sketch({ cells, areas, className }: Pick<CellMapProps, 'cells' | 'areas'> & { className?: string }) {
  const bounds = boundsOf([...areas, ...cells.map(({ outline }) => outline)]);
  if (bounds === undefined) return null;
  const [[west, south], [east, north]] = bounds;
  // A degree of longitude is shorter the further north: over a bureau's ground one factor will do.
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (WIDTH - 2 * MARGIN) / Math.max((east - west) * squeeze, 1e-6);
  const at = ([longitude, latitude]: Corner) => [MARGIN + (longitude - west) * squeeze * scale, MARGIN + (north - latitude) * scale].map((part) => part.toFixed(1));
  const path = (geometry: unknown) => ringsOf(geometry).map((ring) => `M${ring.map((corner) => at(corner).join(' ')).join('L')}Z`).join('');
  return (
    <svg className={className} viewBox={`0 0 ${WIDTH} ${Math.ceil(2 * MARGIN + (north - south) * scale)}`} aria-hidden="true">
      {areas.filter(Boolean).map((area, index) => <path key={index} d={path(area)} fill="#fff" />)}
      {cells.map(({ key, outline, level, outstanding }) => <path key={key} d={path(outline)} fill={FILLS[level]} fillOpacity={0.85} stroke={outstanding ? colours.ink : '#fff'} strokeWidth={outstanding ? 3 : 1} />)}
      {areas.filter(Boolean).map((area, index) => <path key={index} d={path(area)} fill="none" stroke={colours.brand} strokeWidth={3} />)}
      {cells.map(({ key, outline, mark }) => {
        const middle = mark === undefined ? undefined : middleOf(outline);
        if (middle === undefined) return null;
        const [x, y] = at(middle);
        return <g key={key}><circle cx={x} cy={y} r={MARK} fill={colours.ink} /><text x={x} y={y} dy="0.36em" textAnchor="middle" fontSize={MARK + 2} fill="#fff">{mark}</text></g>;
      })}
    </svg>
  );
}

/** The rings of a GeoJSON Polygon or MultiPolygon. */
function ringsOf(geometry: unknown): Corner[][] {
  const { coordinates } = (typeof geometry === 'object' && geometry !== null ? geometry : {}) as { readonly coordinates?: unknown };
  const rings = (value: unknown): Corner[][] => {
    if (!Array.isArray(value)) return [];
    const [first] = value as readonly unknown[];
    return Array.isArray(first) && typeof first[0] === 'number' ? [cornersOf({ coordinates: value })] : (value as unknown[]).flatMap(rings);
  };
  return rings(coordinates);
}
