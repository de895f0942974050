import { StationhouseError, text } from '@stationhouse/kernel';
import { withReader, type PluginInstanceRows } from '@stationhouse/plugin-api';
import { lastKnownIn, writeGeoJson, writeGpx, type Ring } from '@stationhouse/three-losses-common/search';
import { groundExported } from './permissions.js';
import { segmentsOf } from './segments.js';
import { asTracks, tracksOf } from './tracks.js';
import { requireSearch } from './turn.js';
import type { SearchGroundFile } from './types.js';

/** Segments, tracks and the last-known point as a file of common tools. @throws StationhouseError NOT_FOUND, PERSONAL_DATA_MASKED */
export async function writeGround(rows: PluginInstanceRows, format: 'gpx' | 'geojson'): Promise<SearchGroundFile> {
  requireSearch(rows);
  const { instance, reader, audit } = rows;
  if (reader.level === 'P0' || reader.level === 'P1') throw new StationhouseError('PERSONAL_DATA_MASKED', text('搜索区和轨迹是个人信息，你的角色不能导出。', 'Segments and tracks are personal data that your role sees masked: they cannot be exported.'));
  const tracks = (await tracksOf(rows)).filter(({ withdrawn }) => withdrawn === null).flatMap(asTracks);
  const last = lastKnownIn(instance.data);
  const places = last === undefined ? [] : [{ name: instance.number, position: last.position }];
  const areas = (await segmentsOf(rows)).map(({ name, outline }) => ({ name, ring: outline as Ring }));
  audit({ action: groundExported, record: { kind: 'instance', id: instance.id, number: instance.number }, details: { format, segments: areas.length, tracks: tracks.length } });
  const file = format === 'gpx' ? { fileName: `${instance.number}.gpx`, mediaType: 'application/gpx+xml', content: writeGpx(tracks, places) } : { fileName: `${instance.number}.geojson`, mediaType: 'application/geo+json', content: writeGeoJson({ areas, tracks, places }) };
  return withReader(file, reader);
}
