import { text } from '@stationhouse/kernel';
import { SaxesParser } from 'saxes';
import { nameOf, refusedFile, TrackCollector, type NamedPlace, type TracksFile } from './collector.js';
import { intoWgs84, type Position } from './position.js';
import type { Track } from './track.js';

export interface GpxOptions {
  /** GPX is WGS-84 by its schema; who knows that a device writes GCJ-02 says so. */
  readonly coordinateSystem?: unknown;
  /** Points that are kept; see `MOST_POINTS`. */
  readonly most?: number;
}

/** Two million points with everything a device writes beside them. */
const LONGEST = 500_000_000;
/** Nothing in a GPX file is that long; what is, is no GPX, and is not gathered up. */
const LONGEST_PIECE = 1_000_000;
const DEEPEST = 32;
const POINTS = new Set(['trkpt', 'rtept', 'wpt']);
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads GPX 1.0 and 1.1 as it comes, piece by piece: tracks (a stretch each), routes, waypoints, names, moments. Everything else is passed over. It declares no entities and
 * resolves none: a document type is refused, so there is nothing to expand and nothing to fetch.
 */
export class GpxReader {
  private readonly parser = new SaxesParser({ xmlns: false, position: true });
  private readonly collector: TrackCollector;
  private readonly open: string[] = [];
  private point: { position: readonly [number, number]; at?: number; name?: string } | undefined;
  private gathered: string | undefined;
  private stretches = 0;
  private trackName: string | undefined;
  private length = 0;
  private sinceEvent = 0;
  private seenGpx = false;

  /** @throws StationhouseError BAD_INPUT for a coordinate system that is not known */
  constructor({ coordinateSystem = 'WGS84', most }: GpxOptions = {}) {
    this.collector = new TrackCollector(intoWgs84(coordinateSystem), most);
    this.parser.on('doctype', () => {
      throw refusedFile('hasDoctype', text('文件含文档类型声明（DOCTYPE），不予读取。', 'The file has a document type declaration and is not read.'));
    });
    this.parser.on('error', (error) => {
      throw refusedFile('notXml', text(`文件不是完整的 GPX（第 ${this.parser.line} 行有误）。`, `This is no well-formed GPX: line ${this.parser.line} is wrong.`), { line: this.parser.line, parser: error.message.slice(0, 200) });
    });
    this.parser.on('opentag', ({ name, attributes }) => this.begin(localName(name), attributes));
    this.parser.on('closetag', ({ name }) => this.finish(localName(name)));
    this.parser.on('text', (said) => this.say(said));
    this.parser.on('cdata', (said) => this.say(said));
    this.parser.on('comment', () => void (this.sinceEvent = 0));
  }

  /** @throws StationhouseError BAD_INPUT, `details.problem` says why */
  write(piece: string): void {
    this.length += piece.length;
    this.sinceEvent += piece.length;
    if (this.length > LONGEST) throw refusedFile('tooLarge', text('文件过大，请拆分后再导入。', 'The file is too large. Split it.'), { most: LONGEST });
    this.parser.write(piece);
    if (this.sinceEvent > LONGEST_PIECE + piece.length) throw refusedFile('notGpx', text('文件不是 GPX。', 'This is no GPX file.'));
  }

  /** @throws StationhouseError BAD_INPUT when the file is cut off, or no GPX */
  end(): TracksFile {
    this.parser.close();
    if (!this.seenGpx) throw refusedFile('notGpx', text('文件不是 GPX。', 'This is no GPX file.'));
    return this.collector.end();
  }

  private begin(name: string, attributes: Readonly<Record<string, unknown>>): void {
    this.sinceEvent = 0;
    if (this.open.length === 0 && name !== 'gpx') throw refusedFile('notGpx', text('文件不是 GPX。', 'This is no GPX file.'));
    if (this.open.length >= DEEPEST) throw refusedFile('notGpx', text('文件嵌套过深，不是正常的 GPX。', 'Nested too deeply for a GPX file.'));
    this.seenGpx = true;
    this.open.push(name);
    if (name === 'trk' || name === 'rte') [this.stretches, this.trackName] = [0, undefined];
    if (name === 'trkseg' || name === 'rte') {
      this.stretches += 1;
      this.collector.beginTrack(this.trackName);
    }
    if (POINTS.has(name)) this.point = { position: [numberOf(attributes['lon']), numberOf(attributes['lat'])] };
    if (name === 'time' || name === 'name') this.gathered = '';
  }

  private say(said: string): void {
    this.sinceEvent = 0;
    if (this.gathered !== undefined && this.gathered.length < 1_000) this.gathered += said.slice(0, 1_000);
  }

  private finish(name: string): void {
    this.sinceEvent = 0;
    this.open.pop();
    const parent = this.open.at(-1);
    if (name === 'time' && this.point !== undefined && parent !== undefined && POINTS.has(parent)) this.point.at = momentOf(this.gathered ?? '');
    if (name === 'name' && this.point !== undefined && parent === 'wpt') this.point.name = this.gathered ?? '';
    if (name === 'name' && (parent === 'trk' || parent === 'rte')) {
      this.trackName = this.gathered;
      this.collector.nameTracks(this.gathered ?? '', this.stretches);
    }
    if (name === 'time' || name === 'name') this.gathered = undefined;
    if (POINTS.has(name) && this.point !== undefined) {
      const { position, at, name: called } = this.point;
      if (name === 'wpt') this.collector.addPlace(position, called);
      else this.collector.addPoint(position, at);
      this.point = undefined;
    }
  }
}

/** A whole GPX text. @throws StationhouseError BAD_INPUT, `details.problem` says why */
export function readGpx(gpx: string, options: GpxOptions = {}): TracksFile {
  const reader = new GpxReader(options);
  for (let from = 0; from < gpx.length; from += 65_536) reader.write(gpx.slice(from, from + 65_536));
  return reader.end();
}

/** A GPX file as its bytes come (UTF-8): a million points pass through without being held. @throws StationhouseError BAD_INPUT */
export async function readGpxBytes(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, options: GpxOptions = {}): Promise<TracksFile> {
  const [reader, decoder] = [new GpxReader(options), new TextDecoder()];
  for await (const piece of bytes) reader.write(decoder.decode(piece, { stream: true }));
  reader.write(decoder.decode());
  return reader.end();
}

/** GPX 1.1 (WGS-84), line by line: degrees to a centimetre, moments in UTC, names escaped.. */
export function* gpxLines(tracks: readonly Track[], places: readonly NamedPlace[] = []): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Stationhouse" xmlns="http://www.topografix.com/GPX/1/1">\n';
  for (const { name, position } of places) yield `<wpt ${degrees(position)}>${named(name)}</wpt>\n`;
  for (const { name, points } of tracks) {
    yield `<trk>${named(name)}<trkseg>\n`;
    for (const { position, at } of points) yield `<trkpt ${degrees(position)}${at === undefined ? '/>' : `><time>${new Date(at).toISOString()}</time></trkpt>`}\n`;
    yield '</trkseg></trk>\n';
  }
  yield '</gpx>\n';
}

export function writeGpx(tracks: readonly Track[], places: readonly NamedPlace[] = []): string {
  return [...gpxLines(tracks, places)].join('');
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function numberOf(attribute: unknown): number {
  return typeof attribute === 'string' && attribute.trim() !== '' ? Number(attribute) : Number.NaN;
}

/** A moment without a zone is UTC, as GPX has it. */
function momentOf(written: string): number {
  const [, , zone] = MOMENT.exec(written.trim()) ?? [];
  return MOMENT.test(written.trim()) ? Date.parse(zone === undefined ? `${written.trim()}Z` : written.trim()) : Number.NaN;
}

function degrees([longitude, latitude]: Position): string {
  return `lat="${latitude.toFixed(7)}" lon="${longitude.toFixed(7)}"`;
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function named(name: string | undefined): string {
  const known = nameOf(name);
  return known === undefined ? '' : `<name>${known.replaceAll(/[&<>"']/g, (mark) => ESCAPED[mark] ?? '')}</name>`;
}
