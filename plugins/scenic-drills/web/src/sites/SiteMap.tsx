import { AreaMap, useWords, type Position } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import type { SiteFieldsFragment } from '../gql/sites.js';

type Shown = Pick<SiteFieldsFragment, 'name' | 'area' | 'gates' | 'dangers' | 'waters'>;

/** The picture of a site: its outline, gates, water and dangerous spots. The one place that draws it. */
export function SiteMap({ site, onPick }: { site: Shown; onPick?: (position: Position) => void }) {
  const { say } = useWords();
  const area = useMemo(() => (site.area.length < 3 ? undefined : { type: 'Polygon', coordinates: [[...site.area, ...site.area.slice(0, 1)].map(({ longitude, latitude }) => [longitude, latitude])] }), [site.area]);
  const points = useMemo(() => {
    const placed = (key: string, title: string, at: { readonly longitude: number | null; readonly latitude: number | null }, grade: 'blue' | 'red' | 'orange') => (at.longitude === null || at.latitude === null ? [] : [{ key, title, longitude: at.longitude, latitude: at.latitude, grade }]);
    return [
      ...site.gates.flatMap((gate, index) => placed(`g${index}`, gate.name, gate, 'blue')),
      ...site.dangers.flatMap((danger, index) => placed(`d${index}`, danger.name, danger, 'red')),
      ...site.waters.flatMap(({ name, line }, index) => line.flatMap((point, place) => placed(`w${index}-${place}`, name, point, 'orange'))),
    ];
  }, [site.gates, site.dangers, site.waters]);
  return <div className="site-map"><AreaMap label={say('{name}：■ 边界，● 门，▲ 危险点，◆ 水边', '{name}: outline, ● gates, ▲ dangerous spots, ◆ water', { name: site.name })} area={area} points={points} {...(onPick === undefined ? {} : { onPick })} /></div>;
}
