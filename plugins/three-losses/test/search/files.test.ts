import { describe, expect, it } from '@jest/globals';
import { gpxLines, readGeoJson, readGpx, readGpxBytes, writeGeoJson, writeGpx, type NamedPlace, type Track } from '@stationhouse/three-losses-common/search';
import fc from 'fast-check';
import { box, GATE, off } from './world.js';

const problem = (name: string) => expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ problem: name }) });
const gpx = (inside: string, before = '') => `<?xml version="1.0"?>${before}<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">${inside}</gpx>`;

const degree = (most: number) => fc.integer({ min: -most * 1e7, max: most * 1e7 }).map((tenths) => tenths / 1e7);
const position = fc.tuple(degree(180), degree(90));
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((said) => said.replaceAll(/[\p{Cc}\s\uFFFD-\uFFFF]+/gu, ' ').trim()).filter((said) => said !== '');
const named = fc.option(name, { nil: undefined });
const at = fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined });
const without = <T extends object>(object: T): T => JSON.parse(JSON.stringify(object)) as T;
const tracks = fc.array(fc.record({ name: named, points: fc.array(fc.record({ position, at }), { minLength: 1, maxLength: 8 }) }), { maxLength: 4 }).map((all) => all.map(without)) as fc.Arbitrary<Track[]>;
const places = fc.array(fc.record({ name: named, position }), { maxLength: 3 }).map((all) => all.map(without)) as fc.Arbitrary<NamedPlace[]>;

describe('GPX', () => {
  it('comes back as it went out, names and all', () => {
    fc.assert(fc.property(tracks, places, (out, marked) => {
      const back = readGpx(writeGpx(out, marked));
      expect({ tracks: back.tracks, places: back.places }).toEqual({ tracks: out, places: marked });
    }));
    expect(writeGpx([{ name: `</name><script>"&'`, points: [{ position: GATE }] }])).not.toContain('<script>');
  });

  it('is read whatever wrote it: stretches, routes, prefixes, late names, moments without a zone', () => {
    const { tracks: found, places: marked, unreadable, pointsRead } = readGpx(gpx(`
      <wpt lat="30.5" lon="114.3"><name><![CDATA[东门]]></name></wpt>
      <trk><trkseg><trkpt lat="30.5" lon="114.3"><ele>12</ele><time>2026-05-01T08:00:00</time></trkpt></trkseg><trkseg><trkpt lat="30.6" lon="114.3"><time>2026-05-01T16:00:00.500+08:00</time><name>x</name></trkpt></trkseg><name>一组</name></trk>
      <trk><trkseg><trkpt lat="30,5" lon="114.3"/><trkpt lat="91" lon="114.3"/><trkpt lon="114.3"/></trkseg></trk>
      <rte><name>回程</name><rtept lat="30.7" lon="114.3"><time>yesterday</time></rtept></rte>`));
    expect(found).toEqual([
      { name: '一组', points: [{ position: [114.3, 30.5], at: Date.parse('2026-05-01T08:00:00Z') }] },
      { name: '一组', points: [{ position: [114.3, 30.6], at: Date.parse('2026-05-01T08:00:00.500Z') }] },
      { name: '回程', points: [{ position: [114.3, 30.7] }] },
    ]);
    expect(marked).toEqual([{ name: '东门', position: [114.3, 30.5] }]);
    expect({ unreadable, pointsRead }).toEqual({ unreadable: 3, pointsRead: 7 });
    expect(readGpx('<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trk><g:trkseg><g:trkpt lat="1" lon="2"/></g:trkseg></g:trk></g:gpx>').tracks).toHaveLength(1);
  });

  it('expands and fetches nothing', () => {
    const laughs = '<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';
    expect(() => readGpx(gpx('<trk><name>&b;</name></trk>', laughs))).toThrow(problem('hasDoctype'));
    expect(() => readGpx(gpx('', '<!DOCTYPE gpx SYSTEM "file:///etc/passwd">'))).toThrow(problem('hasDoctype'));
    expect(() => readGpx(gpx('<trk><name>&b;</name></trk>'))).toThrow(problem('notXml'));
  });

  it.each([
    ['nothing', '', 'notXml'],
    ['a text', 'hello', 'notXml'],
    ['a page', '<html><body/></html>', 'notGpx'],
    ['half a file', gpx('<trk><trkseg><trkpt lat="1" lon="2"/>').slice(0, -6), 'notXml'],
    ['another end', '<gpx><trk></gpx></trk>', 'notXml'],
    ['a well', `<gpx>${'<a>'.repeat(50)}`, 'notGpx'],
    ['one endless text', `<gpx><metadata><desc>${'x'.repeat(1_200_000)}`, 'notGpx'],
  ])('refuses %s', (_, said, expected) => expect(() => readGpx(said)).toThrow(problem(expected)));

  it('with too many points is made simpler, and refused when that does not help', async () => {
    const straight = (many: number) => gpxLines([{ points: Array.from({ length: many }, (_, index) => ({ position: off(GATE, 0, index), at: index * 1_000 })) }]);
    const encoded = function* (lines: Iterable<string>) {
      for (const one of lines) yield new TextEncoder().encode(one);
    };
    const read = await readGpxBytes(encoded(straight(5_000)), { most: 1_000 });
    expect(read).toMatchObject({ pointsRead: 5_000, simplifiedToM: 1 });
    expect(read.tracks[0]?.points.length).toBeLessThan(1_000);
    expect(read.tracks[0]?.points[0]?.at).toBe(0);
    const zigzag = writeGpx([{ points: Array.from({ length: 3_000 }, (_, index) => ({ position: off(GATE, (index % 2) * 50, index * 20) })) }]);
    expect(() => readGpx(zigzag, { most: 1_000 })).toThrow(problem('tooManyPoints'));
    expect(readGpx(zigzag, { most: 3_000 }).tracks[0]?.points).toHaveLength(3_000);
  });

  it('that says it is GCJ-02 is converted; another system is refused', () => {
    expect(readGpx(gpx('<wpt lat="39.90923" lon="116.397428"/>'), { coordinateSystem: 'GCJ02' }).places[0]?.position[0]).toBeCloseTo(116.391184, 4);
    expect(() => readGpx(gpx(''), { coordinateSystem: 'BD09' })).toThrow(problem('coordinateSystemUndeclared'));
  });
});

describe('GeoJSON', () => {
  it('comes back as it went out', () => {
    fc.assert(fc.property(tracks, places, (out, marked) => {
      const back = readGeoJson(writeGeoJson({ tracks: out, places: marked }), { coordinateSystem: 'WGS84' });
      expect({ tracks: back.tracks, places: back.places }).toEqual({ tracks: out, places: marked });
    }));
    const square = readGeoJson(writeGeoJson({ areas: [{ name: '湖区', ring: box(0, 0, 300) }] }), { coordinateSystem: 'WGS84' }).areas;
    expect(square).toMatchObject([{ name: '湖区', ring: expect.anything() }]);
    expect(readGeoJson(writeGeoJson({ areas: square as never }), { coordinateSystem: 'WGS84' }).areas).toEqual(square);
  });

  it('tells what is wrong with each area, and reads the others', () => {
    const ring = [...box(0, 0, 300)];
    const [a, b, c, d] = ring;
    const read = readGeoJson(JSON.stringify({ type: 'FeatureCollection', features: [
      { type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [[a, c, b, d, a]] } },
      { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] } },
      { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: [[a, b], [c, 'x', d]] } },
      { type: 'Feature', properties: {}, geometry: { type: 'GeometryCollection' } },
      null,
    ] }), { coordinateSystem: 'WGS84' });
    expect(read.areas.map(({ problems }) => problems?.map(({ code }) => code))).toEqual([['crossesItself'], undefined, ['hasHoles']]);
    expect(read).toMatchObject({ tracks: [{ points: { length: 2 } }, { points: { length: 2 } }], unreadable: 1, passedOver: 2 });
  });

  it('is refused without its coordinate system, or with one that is not known', () => {
    expect(() => readGeoJson('{"type":"FeatureCollection","features":[]}', { coordinateSystem: undefined })).toThrow(problem('coordinateSystemUndeclared'));
    const crs = (called: string) => JSON.stringify({ type: 'FeatureCollection', crs: { type: 'name', properties: { name: called } }, features: [] });
    expect(() => readGeoJson(crs('urn:ogc:def:crs:EPSG::3857'), { coordinateSystem: 'WGS84' })).toThrow(problem('coordinateSystemUnknown'));
    expect(readGeoJson(crs('urn:ogc:def:crs:OGC:1.3:CRS84'), { coordinateSystem: 'WGS84' }).areas).toEqual([]);
  });

  it.each([['', 'notJson'], ['{"type":', 'notJson'], ['[]', 'notGeoJson'], ['null', 'notGeoJson'], ['{"kind":1}', 'notGeoJson']])('refuses %p', (said, expected) => {
    expect(() => readGeoJson(said, { coordinateSystem: 'WGS84' })).toThrow(problem(expected));
  });

  it('never fails in any other way, whatever JSON comes', () => {
    fc.assert(fc.property(fc.json(), fc.constantFrom('Polygon', 'LineString', 'Point', 'MultiPolygon'), (json, type) => {
      readGeoJson(`{"type":"Feature","geometry":{"type":"${type}","coordinates":${json}},"properties":${json}}`, { coordinateSystem: 'WGS84' });
    }));
  });
});
