import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { PMTiles, TileType, type Source } from 'pmtiles';
import type { Settings } from '../settings.js';

/** What lies beneath what maps show: nothing but the stations' own areas, a PMTiles file that this server serves, or the tiles of a provider. */
export type MapGround = { readonly kind: 'NONE' } | FileGround | ProviderGround;

/** The datum a ground is drawn in; all data of the house are WGS-84. */
export type CoordinateSystem = 'WGS84' | 'GCJ02';

interface Tiles {
  readonly coordinateSystem: CoordinateSystem;
  /** Where its tiles are asked for: a path of this server, or a template of a provider. */
  readonly address: string;
  /** Who is to be named on the map; plain text. */
  readonly attribution: string;
  readonly leastZoom: number;
  readonly mostZoom: number;
}

export interface FileGround extends Tiles {
  readonly kind: 'FILE';
  readonly drawn: 'VECTOR' | 'RASTER';
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  /** Changes with the file; the last part of its address. */
  readonly name: string;
}

export interface ProviderGround extends Tiles {
  readonly kind: 'PROVIDER';
  readonly drawn: 'RASTER';
}

/** Injects the {@link MapGround} of this process. */
export const MAP_GROUND = Symbol('map ground');

const RASTER: ReadonlySet<TileType> = new Set([TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif]);
/** Deepest level that providers usually serve; a deeper view is the same tiles, larger. */
const PROVIDER_ZOOM = 18;

/**
 * The ground that the settings name, looked at before anything is served.
 * @throws StationhouseError SETTING_INVALID for a file that is not there or is no PMTiles
 */
export async function openMapGround({ mapFile, mapTiles, mapCoordinates, mapAttribution }: Pick<Settings, 'mapFile' | 'mapTiles' | 'mapCoordinates' | 'mapAttribution'>): Promise<MapGround> {
  if (mapCoordinates === undefined) return { kind: 'NONE' };
  if (mapTiles !== undefined) return { kind: 'PROVIDER', drawn: 'RASTER', coordinateSystem: mapCoordinates, address: mapTiles, attribution: mapAttribution ?? '', leastZoom: 0, mostZoom: PROVIDER_ZOOM };
  return mapFile === undefined ? { kind: 'NONE' } : fileGround(path.resolve(mapFile), mapCoordinates, mapAttribution);
}

/** The origin that tiles are fetched from beside this one; for the content security policy. */
export function originOfTiles(template: string | undefined): string | undefined {
  return template === undefined ? undefined : new URL(template).origin;
}

async function fileGround(file: string, coordinateSystem: CoordinateSystem, attribution: string | undefined): Promise<FileGround> {
  const handle = await open(file).catch(() => {
    throw unusable(text(`打不开文件 ${file}`, `there is no file to read at ${file}`));
  });
  try {
    const { size, mtimeMs } = await handle.stat();
    const archive = new PMTiles(sourceOf(handle, file));
    const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]).catch(() => {
      throw unusable(text(`${file} 不是 PMTiles（第 3 版）文件`, `${file} is no PMTiles archive (version 3)`));
    });
    if (header.tileType !== TileType.Mvt && !RASTER.has(header.tileType)) throw unusable(text(`${file} 中的瓦片种类不受支持，须为 MVT 矢量或 PNG、JPEG、WebP、AVIF 图片`, `${file} holds tiles of an unknown kind: MVT vectors or PNG, JPEG, WebP, AVIF images are drawn`));
    const name = `${createHash('sha256').update(`${size} ${mtimeMs} ${file}`).digest('hex').slice(0, 16)}.pmtiles`;
    return { kind: 'FILE', drawn: header.tileType === TileType.Mvt ? 'VECTOR' : 'RASTER', coordinateSystem, address: `/api/map/ground/${name}`, attribution: attribution ?? attributionIn(metadata), leastZoom: header.minZoom, mostZoom: header.maxZoom, file, bytes: size, name };
  } finally {
    await handle.close();
  }
}

function sourceOf(handle: FileHandle, key: string): Source {
  return {
    getKey: () => key,
    getBytes: async (offset, length) => {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return { data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytesRead) as ArrayBuffer };
    },
  };
}

/** What a file says of its makers, without the tags that such texts often carry. */
function attributionIn(metadata: unknown): string {
  const { attribution } = (typeof metadata === 'object' && metadata !== null ? metadata : {}) as { readonly attribution?: unknown };
  return typeof attribution === 'string' ? attribution.replace(/<[^>]*>/g, '').replaceAll('&copy;', '©').replaceAll('&amp;', '&').trim().slice(0, 200) : '';
}

function unusable(why: Bilingual): StationhouseError {
  return new StationhouseError('SETTING_INVALID', text(`设置 MAP_FILE 无效：${why['zh-CN']}。参见 docs/settings.md。`, `Setting MAP_FILE is invalid: ${why.en}. See docs/settings.md.`), { variable: 'MAP_FILE' });
}
