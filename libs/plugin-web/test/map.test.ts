import { describe, expect, it, jest } from '@jest/globals';
import type { FileAsked } from '../src/files.js';
import { archiveAt, KEPT_BYTES } from '../src/map/archive.js';
import { datumOf } from '../src/map/datum.js';
import { boundsOf, circleAround, isArea, linesOf, middleOf, type Corner } from '../src/map/geometry.js';
import { draftData, groundLayers, HATCH, hatchPixels, shapesData } from '../src/map/style.js';

const AT = { longitude: 112.65, latitude: 29.95 };
const SQUARE = { type: 'Polygon', coordinates: [[[112.6, 29.9], [112.7, 29.9], [112.7, 30], [112.6, 30], [112.6, 29.9]]] };
const metres = ([east, north]: Corner) => Math.hypot((east - AT.longitude) * 96_500, (north - AT.latitude) * 111_000);

describe('maps', () => {
  it('draw in GCJ-02 what is held in WGS-84, and give back what was pointed at to the decimetre', () => {
    const datum = datumOf('GCJ02');
    const drawn = datum.at(AT);
    // The shift is 50 to 700 m (ADR 0057).
    expect(metres(drawn)).toBeGreaterThan(50);
    expect(metres(drawn)).toBeLessThan(700);
    const back = datum.pointed(drawn[0], drawn[1]);
    expect(metres([back.longitude, back.latitude])).toBeLessThan(0.2);
    const outline = datum.drawn(SQUARE) as typeof SQUARE;
    expect(outline.coordinates[0]?.[0]).toEqual([...datum.at({ longitude: 112.6, latitude: 29.9 })]);
    expect(SQUARE.coordinates[0]?.[0]).toEqual([112.6, 29.9]);
  });

  it('leave everything where it is in WGS-84', () => {
    const datum = datumOf('WGS84');
    expect([datum.at(AT), datum.drawn(SQUARE), datum.pointed(112.65, 29.95)]).toEqual([[112.65, 29.95], SQUARE, AT]);
  });

  it('know bounds, middles and lines of whatever is shown', () => {
    expect(boundsOf([SQUARE, AT, null])).toEqual([[112.6, 29.9], [112.7, 30]]);
    expect(boundsOf([null, undefined])).toBeUndefined();
    expect(middleOf(SQUARE)?.map((degree) => degree.toFixed(2))).toEqual(['112.65', '29.95']);
    expect(linesOf({ type: 'MultiLineString', coordinates: [[[1, 2], [3, 4]], [[5, 6]]] })).toEqual([[{ longitude: 1, latitude: 2 }, { longitude: 3, latitude: 4 }]]);
    expect([isArea(SQUARE), isArea({ type: 'LineString' }), isArea(null)]).toEqual([true, false, false]);
    for (const [corner] of [linesOf(circleAround(AT, 500))[0] ?? []]) expect(metres([corner?.longitude ?? 0, corner?.latitude ?? 0])).toBeCloseTo(500, -1);
  });

  it('paint shapes by what each says, and an outline as far as it goes', () => {
    const datum = datumOf('WGS84');
    const { features } = shapesData([{ key: 'a', title: 'A', geometry: SQUARE, paint: { fill: '#fff', hatch: 2, line: '#000', dashed: true } }, { key: 'b', title: 'B', geometry: { type: 'LineString', coordinates: [[1, 2], [3, 4]] }, paint: { fill: '#fff' }, backdrop: true }], datum);
    expect(features.map((feature: { readonly properties: unknown }) => feature.properties)).toEqual([{ key: 'a', backdrop: false, width: 1, opacity: 1, fill: '#fff', hatch: 'hatch-2', line: '#000', dashed: true }, { key: 'b', backdrop: true, width: 1, opacity: 1 }]);
    expect([0, 1, 2, 3].map((corners) => draftData(Array(corners).fill(AT), datum).features[0]?.geometry.type)).toEqual([undefined, undefined, 'LineString', 'Polygon']);
    const dark = ([1, 2, 3, 4] as const).map((density) => hatchPixels(density).filter((value, index) => index % 4 === 3 && value > 0).length);
    expect(dark).toEqual(dark.toSorted((left, right) => left - right));
    expect(hatchPixels(1)).toHaveLength(HATCH * HATCH * 4);
  });

  it('paint water beneath roads, names on top, and nothing they do not know', () => {
    const layers = groundLayers(['places', 'roads', 'water', 'secrets'], 'zh');
    expect(layers.map(({ id }) => id)).toEqual(['ground-water-fill', 'ground-water-line', 'ground-roads-line', 'ground-places-name']);
  });

  it('fetch a small ground once, and of a large one the parts that are looked at', async () => {
    const read = jest.fn(async (_path: string, _signal: AbortSignal, { part }: FileAsked = {}) => blob(part === undefined ? 'PMTiles and more' : 'part'));
    const small = archiveAt('/small', KEPT_BYTES, read).source;
    const texts = await Promise.all([small.getBytes(0, 7), small.getBytes(8, 3)].map(async (bytes) => Buffer.from((await bytes).data).toString()));
    expect([texts, read.mock.calls.length]).toEqual([['PMTiles', 'and'], 1]);
    await archiveAt('/large', KEPT_BYTES + 1, read).source.getBytes(10, 4);
    expect(read.mock.lastCall?.[2]).toEqual({ part: { from: 10, length: 4 } });
  });
});

/** As much of a Blob as is read here; jsdom’s has no bytes. */
function blob(said: string): Blob {
  return { slice: (from: number, to: number) => blob(said.slice(from, to)), arrayBuffer: async () => Uint8Array.from(Buffer.from(said)).buffer } as unknown as Blob;
}
