/** One tile of an archive. */
interface Tile {
  readonly bytes: Buffer;
}

/**
 * A small PMTiles archive, version 3 (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md): uncompressed, with one tile that stands for all of its levels' first ones.
 * @param metadata as its makers write it: attribution, vector_layers
 */
export function pmtiles({ vector, metadata, mostZoom, tile = { bytes: Buffer.alloc(0) } }: { readonly vector: boolean; readonly metadata: unknown; readonly mostZoom: number; readonly tile?: Tile }): Buffer {
  const said = Buffer.from(JSON.stringify(metadata));
  // Entries: how many, then ids, run lengths, lengths and offsets (plus one), each column as varints.
  const root = Buffer.from([1, 0, 1, ...varint(Math.max(1, tile.bytes.length)), 1]);
  const header = Buffer.alloc(127);
  header.write('PMTiles', 0, 'latin1');
  header.writeUInt8(3, 7);
  const data = Buffer.concat([tile.bytes, Buffer.alloc(tile.bytes.length === 0 ? 1 : 0)]);
  const parts = [root.length, said.length, 0, data.length];
  let offset = header.length;
  parts.forEach((length, index) => {
    header.writeBigUInt64LE(BigInt(offset), 8 + 16 * index);
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * index);
    offset += length;
  });
  for (const [index, count] of [1, 1, 1].entries()) header.writeBigUInt64LE(BigInt(count), 72 + 8 * index);
  // Clustered; directories and tiles uncompressed; vectors or PNG; levels from 0.
  [1, 1, 1, vector ? 1 : 2, 0, mostZoom].forEach((value, index) => header.writeUInt8(value, 96 + index));
  [-180, -85, 180, 85].forEach((degrees, index) => header.writeInt32LE(degrees * 1e7, 102 + 4 * index));
  return Buffer.concat([header, root, said, data]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
