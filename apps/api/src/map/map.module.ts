import { createReadStream } from 'node:fs';
import { Controller, Get, Headers, Inject, Module, Param, Res, type DynamicModule } from '@nestjs/common';
import { Field, Float, Int, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { SignedIn } from '@stationhouse/access';
import { notFound, text } from '@stationhouse/kernel';
import type { FastifyReply } from 'fastify';
import { MAP_GROUND, type MapGround as Ground } from './ground.js';

enum MapGroundKind {
  NONE = 'NONE',
  FILE = 'FILE',
  PROVIDER = 'PROVIDER',
}
registerEnumType(MapGroundKind, {
  name: 'MapGroundKind',
  description: 'What lies beneath what maps show.',
  valuesMap: { NONE: { description: 'Nothing: the stations’ own areas alone.' }, FILE: { description: 'A PMTiles file that this server serves.' }, PROVIDER: { description: 'Tiles of a provider, fetched by the browser.' } },
});

enum MapTileKind {
  VECTOR = 'VECTOR',
  RASTER = 'RASTER',
}
registerEnumType(MapTileKind, { name: 'MapTileKind', description: 'What tiles hold.', valuesMap: { VECTOR: { description: 'Shapes, drawn in the browser.' }, RASTER: { description: 'Pictures.' } } });

enum MapCoordinates {
  WGS84 = 'WGS84',
  GCJ02 = 'GCJ02',
}
registerEnumType(MapCoordinates, { name: 'MapCoordinates', description: 'The system of coordinates that a ground is drawn in.', valuesMap: { WGS84: { description: 'Of GPS, and of everything this system holds.' }, GCJ02: { description: 'The shifted system of maps published in China; what is drawn is converted in the browser.' } } });

@ObjectType({ description: 'The ground of every map, as the installation sets it.' })
class MapGround {
  @Field(() => MapGroundKind) kind!: Ground['kind'];
  @Field(() => MapTileKind, { nullable: true, description: 'Null without a ground.' }) drawn!: 'VECTOR' | 'RASTER' | null;
  @Field(() => MapCoordinates, { nullable: true, description: 'Null without a ground: then everything is WGS-84.' }) coordinateSystem!: 'WGS84' | 'GCJ02' | null;
  @Field(() => String, { nullable: true, description: 'Of a file its path here, read in ranges; of a provider the template of its tiles, with {z}, {x} and {y}.' }) address!: string | null;
  @Field(() => String, { nullable: true, description: 'Who is named on the map; plain text.' }) attribution!: string | null;
  @Field(() => Int, { nullable: true, description: 'The widest zoom with tiles of its own.' }) leastZoom!: number | null;
  @Field(() => Int, { nullable: true, description: 'The closest zoom with tiles of its own.' }) mostZoom!: number | null;
  @Field(() => Float, { nullable: true, description: 'Of a file: its size.' }) bytes!: number | null;
}

@Resolver()
class MapGroundResolver {
  constructor(@Inject(MAP_GROUND) private readonly ground: Ground) {}

  @Query(() => MapGround, { description: 'What lies beneath what maps show here; the same for everybody.' })
  @SignedIn()
  mapGround(): MapGround {
    const { ground } = this;
    const nothing = { drawn: null, coordinateSystem: null, address: null, attribution: null, leastZoom: null, mostZoom: null, bytes: null };
    return ground.kind === 'NONE' ? { ...nothing, kind: 'NONE' } : { ...ground, bytes: ground.kind === 'FILE' ? ground.bytes : null };
  }
}

/** Serves the file of the ground, whole or in ranges. */
@Controller('api/map/ground')
class MapFileController {
  constructor(@Inject(MAP_GROUND) private readonly ground: Ground) {}

  /**
   * The PMTiles file; `Range: bytes=FROM-TO` for a part of it (206, or 416 beside the file), as readers of such archives ask. Its name changes with the file, so a part may be kept.
   * Errors: NOT_FOUND for any other name.
   */
  @Get(':name')
  @SignedIn()
  file(@Param('name') name: string, @Headers('range') range: string | undefined, @Res() reply: FastifyReply): void {
    const { ground } = this;
    if (ground.kind !== 'FILE' || ground.name !== name) throw notFound(text('地图文件', 'Map file'));
    void reply.headers({ 'accept-ranges': 'bytes', 'content-type': 'application/vnd.pmtiles', 'cache-control': 'private, max-age=31536000, immutable', 'x-content-type-options': 'nosniff', etag: `"${ground.name}"` });
    const asked = range === undefined ? { from: 0, to: ground.bytes - 1 } : partOf(range, ground.bytes);
    if (asked === undefined) return void reply.status(416).header('content-range', `bytes */${ground.bytes}`).send();
    if (range !== undefined) void reply.status(206).header('content-range', `bytes ${asked.from}-${asked.to}/${ground.bytes}`);
    void reply.header('content-length', asked.to - asked.from + 1).send(createReadStream(ground.file, { start: asked.from, end: asked.to }));
  }
}

/** One range of bytes (RFC 9110, 14.1.2), cut off at the end of the file; undefined for none, for several, and for one beside it. */
export function partOf(range: string, bytes: number): { readonly from: number; readonly to: number } | undefined {
  const { from, to } = /^bytes=(?<from>\d{0,15})-(?<to>\d{0,15})$/.exec(range)?.groups ?? {};
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const [start, end] = from === '' ? [Math.max(0, bytes - Number(to)), bytes - 1] : [Number(from), Math.min(bytes - 1, to === '' ? bytes - 1 : Number(to))];
  return start > end ? undefined : { from: start, to: end };
}

/** The ground of maps on the surface that carries it. */
@Module({})
export class MapModule {
  static of(ground: Ground): DynamicModule {
    return { module: MapModule, providers: [{ provide: MAP_GROUND, useValue: ground }, MapGroundResolver], controllers: [MapFileController] };
  }
}
