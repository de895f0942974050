import { describe, expect, it } from '@jest/globals';
import { parseDrawnArea } from '../src/organisation/area.js';

const SQUARE = [[114.3, 30.6], [114.31, 30.6], [114.31, 30.61], [114.3, 30.6]];

describe('an area as a table says it', () => {
  it('is WKT or GeoJSON, with holes and several parts', () => {
    expect(parseDrawnArea('', 'area')).toBeNull();
    expect(parseDrawnArea('POLYGON ((114.3 30.6, 114.31 30.6, 114.31 30.61, 114.3 30.6))', 'area')).toEqual({ type: 'Polygon', coordinates: [SQUARE] });
    expect(parseDrawnArea('Polygon((114.3 30.6,114.31 30.6,114.31 30.61,114.3 30.6),(114.3 30.6,114.31 30.6,114.31 30.61,114.3 30.6))', 'area')).toEqual({ type: 'Polygon', coordinates: [SQUARE, SQUARE] });
    expect(parseDrawnArea('MULTIPOLYGON (((114.3 30.6, 114.31 30.6, 114.31 30.61, 114.3 30.6)))', 'area')).toEqual({ type: 'MultiPolygon', coordinates: [[SQUARE]] });
    expect(parseDrawnArea(JSON.stringify({ type: 'Polygon', coordinates: [SQUARE], more: 1 }), 'area')).toEqual({ type: 'Polygon', coordinates: [SQUARE] });
  });

  it.each(['somewhere', 'POINT (114 30)', 'POLYGON ()', 'POLYGON EMPTY', 'POLYGON ((114 30, 115 30, 115 31))', 'POLYGON ((1140 30, 115 30, 115 31, 1140 30))', 'POLYGON ((114 30, 115 30, 115 31, 114 30)', '{"type":"Polygon"}', '{"type":"LineString","coordinates":[[1,2],[3,4]]}', '{'])('is refused as %s', (words) => {
    expect(() => parseDrawnArea(words, 'area')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
