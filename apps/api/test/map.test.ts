import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pino from 'pino';
import { serveHttp } from '../src/http.js';
import { openMapGround, originOfTiles, type FileGround } from '../src/map/ground.js';
import { MapModule, partOf } from '../src/map/map.module.js';
import { Metrics } from '../src/operations/metrics.js';
import { Traffic } from '../src/operations/traffic.js';
import { pmtiles } from './support/pmtiles.js';

const NOTHING = { mapFile: undefined, mapTiles: undefined, mapCoordinates: undefined, mapAttribution: undefined };
const TILES = 'https://tiles.example:8443/a/{z}/{x}/{y}.png';

describe('the ground of maps', () => {
  let folder: string;
  let file: string;
  let ground: FileGround;
  let app: NestFastifyApplication;
  let url: string;
  const bytes = pmtiles({ vector: true, metadata: { attribution: '<a href="x">&copy; 江城测绘</a>', vector_layers: [{ id: 'water' }] }, mostZoom: 14 });
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-map-'));
    file = path.join(folder, 'city.pmtiles');
    writeFileSync(file, bytes);
    writeFileSync(path.join(folder, 'picture.png'), Buffer.alloc(20_000, 7));
    ground = (await openMapGround({ ...NOTHING, mapFile: file, mapCoordinates: 'GCJ02' })) as FileGround;
    // The guard over all operations comes with another module: here it is what is served that counts. That strangers are refused stands in isolation.test.ts.
    app = await NestFactory.create<NestFastifyApplication>(MapModule.of(ground), new FastifyAdapter(), { logger: false });
    await serveHttp(app, undefined, { metrics: new Metrics(), logger: pino({ level: 'silent' }), traffic: new Traffic(), uploadBytes: 1024, screens: [], stalledMs: 60_000, tileOrigin: originOfTiles(TILES) });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('is none, a file that says what it holds, or a provider', async () => {
    expect(await openMapGround(NOTHING)).toEqual({ kind: 'NONE' });
    expect(ground).toMatchObject({ kind: 'FILE', drawn: 'VECTOR', coordinateSystem: 'GCJ02', attribution: '© 江城测绘', mostZoom: 14, bytes: bytes.length, address: expect.stringMatching(/^\/api\/map\/ground\/[0-9a-f]{16}\.pmtiles$/) });
    expect(await openMapGround({ ...NOTHING, mapTiles: TILES, mapCoordinates: 'WGS84', mapAttribution: '某地图' })).toMatchObject({ kind: 'PROVIDER', drawn: 'RASTER', address: TILES, attribution: '某地图' });
  });

  it.each(['none.pmtiles', 'picture.png', ''])('keeps the server from starting where the file is none: “%s”', async (name) => {
    await expect(openMapGround({ ...NOTHING, mapFile: path.join(folder, name), mapCoordinates: 'WGS84' })).rejects.toMatchObject({ code: 'SETTING_INVALID', details: { variable: 'MAP_FILE' } });
  });

  it('is served whole and in ranges, under a name that changes with the file', async () => {
    const get = (range?: string, name = ground.name) => fetch(`${url}/api/map/ground/${name}`, range === undefined ? {} : { headers: { range } });
    const whole = await get();
    expect([whole.status, whole.headers.get('accept-ranges'), whole.headers.get('cache-control'), Buffer.from(await whole.arrayBuffer()).equals(bytes)]).toEqual([200, 'bytes', 'private, max-age=31536000, immutable', true]);
    const part = await get('bytes=0-6');
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 0-6/${bytes.length}`, 'PMTiles']);
    const beside = await get(`bytes=${bytes.length}-`);
    expect([beside.status, beside.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    expect((await get(undefined, 'other.pmtiles')).status).toBe(404);
  });

  it('reads one range and no other', () => {
    expect([partOf('bytes=2-', 10), partOf('bytes=-3', 10), partOf('bytes=5-99', 10), partOf('bytes=-99', 10)]).toEqual([{ from: 2, to: 9 }, { from: 7, to: 9 }, { from: 5, to: 9 }, { from: 0, to: 9 }]);
    expect(['bytes=-', 'bytes=5-4', 'bytes=10-', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=-0'].map((range) => partOf(range, 10))).toEqual(Array(6).fill(undefined));
  });

  it('puts the provider’s host, and nothing else of it, into what a browser may ask', async () => {
    const policy = (await fetch(`${url}/nowhere`)).headers.get('content-security-policy') ?? '';
    expect(policy.split(';').filter((directive) => directive.includes('tiles.example'))).toEqual(["connect-src 'self' ws: wss: https://tiles.example:8443"]);
  });
});
