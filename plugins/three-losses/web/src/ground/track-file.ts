import { GpxReader, readGeoJson, simplified, writeGpx, type CoordinateSystem, type Track } from '@stationhouse/three-losses-common/search';

/** What is sent of a file of tracks. */
export interface TrackFile {
  readonly file: string;
  readonly format: 'GPX' | 'GEOJSON';
  readonly coordinateSystem: 'WGS84' | 'GCJ02';
  /** Points of the file as it was chosen. */
  readonly pointsRead?: number;
  /** It was made simpler to be sent: the line stays within so many metres. */
  readonly simplifiedToM?: number;
}

/** A request holds 4 MB, with everything around the file. */
const MOST_BYTES = 3_000_000;
const TOLERANCES_M = [1, 2, 4, 8, 16] as const;

/**
 * A file as the server takes it: small ones as they are; large ones are read piece by piece in flat memory and made simpler until they fit.
 * @param onProgress the share that was read, 0 to 1
 * @throws StationhouseError BAD_INPUT, `details.problem` says why; AbortError when cancelled
 */
export async function prepareTrack(file: File, coordinateSystem: CoordinateSystem, onProgress: (share: number) => void, signal: AbortSignal): Promise<TrackFile> {
  const isJson = /\.(geo)?json$/i.test(file.name);
  if (file.size <= MOST_BYTES) return { file: await file.text(), format: isJson ? 'GEOJSON' : 'GPX', coordinateSystem };
  const { tracks, pointsRead, simplifiedToM } = isJson ? readGeoJson(await file.text(), { coordinateSystem }) : await readPieces(file, coordinateSystem, onProgress, signal);
  for (const toleranceM of TOLERANCES_M) {
    signal.throwIfAborted();
    const simple: readonly Track[] = tracks.map((track) => ({ ...track, points: simplified(track.points, toleranceM) }));
    const written = writeGpx(simple);
    if (written.length <= MOST_BYTES || toleranceM === TOLERANCES_M.at(-1)) return { file: written, format: 'GPX', coordinateSystem: 'WGS84', pointsRead, simplifiedToM: Math.max(toleranceM, simplifiedToM ?? 0) };
  }
  throw new Error('The last tolerance returns.');
}

async function readPieces(file: File, coordinateSystem: CoordinateSystem, onProgress: (share: number) => void, signal: AbortSignal) {
  const [reader, decoder, stream] = [new GpxReader({ coordinateSystem }), new TextDecoder(), file.stream().getReader()];
  let read = 0;
  for (let piece = await stream.read(); !piece.done; piece = await stream.read()) {
    if (signal.aborted) await stream.cancel();
    signal.throwIfAborted();
    reader.write(decoder.decode(piece.value, { stream: true }));
    read += piece.value.byteLength;
    onProgress(read / file.size);
    // The page answers in between: a press on “cancel” is heard.
    await new Promise((resolve) => setTimeout(resolve));
  }
  reader.write(decoder.decode());
  return reader.end();
}
