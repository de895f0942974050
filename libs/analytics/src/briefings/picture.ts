import { crc32, deflateSync } from 'node:zlib';
import { boxOf, type Area } from '../places/area.js';
import { gridOf, type Position } from '../places/grid.js';
import type { BriefingMap } from './contents.js';

type Colour = readonly [red: number, green: number, blue: number];
type Pixel = readonly [x: number, y: number];

const WIDE = 1_500;
const HIGH = 1_050;
const MARGIN = 30;
const PAPER: Colour = [255, 255, 255];
const LAND: Colour = [244, 245, 247];
const BORDER: Colour = [90, 98, 110];
const EDGE: Colour = [255, 255, 255];
/** From few to many, readable in grey, too. */
const LEVELS: readonly Colour[] = [[255, 236, 209], [253, 200, 140], [246, 150, 84], [214, 84, 50]];
const HOT: Colour = [120, 0, 20];

/** How large the picture is printed, in centimetres. */
export const PRINTED = { wide: 15, high: 10.5 };

/** The cells of a map over the station's area as a PNG: darker where more happened, framed where it stands out. No tiles, no names. */
export function drawMap({ grid: shape, cells, area }: Pick<BriefingMap, 'grid' | 'cells' | 'area'>): Buffer {
  const grid = gridOf(shape);
  const drawn = cells.map((cell) => ({ ...cell, ring: (grid.outlineOf(cell.cell).coordinates[0] ?? []).map(([longitude, latitude]): Position => ({ longitude, latitude })) }));
  const canvas = new Canvas();
  const everything: Area = [...area, ...drawn.map(({ ring }) => ring)];
  if (everything.length === 0) return canvas.png();
  const place = placing(everything);
  canvas.fill(area.map((ring) => ring.map(place)), LAND);
  const most = Math.max(...cells.map(({ count }) => count), 1);
  for (const { ring, count } of drawn) {
    canvas.fill([ring.map(place)], LEVELS[levelOf(count, most)] ?? PAPER);
    canvas.line(ring.map(place), EDGE, 1);
  }
  for (const ring of area) canvas.line(ring.map(place), BORDER, 2);
  for (const { ring, heat } of drawn) if (heat === 'HOT' || heat === 'VERY_HOT') canvas.line(ring.map(place), HOT, heat === 'VERY_HOT' ? 4 : 2);
  return canvas.png();
}

/** One of four levels of a count among those up to the most. */
export function levelOf(count: number, most: number): number {
  return Math.min(LEVELS.length - 1, Math.floor((count / most) * LEVELS.length));
}

/** Degrees to pixels: as wide and as high as the picture, a metre as long one way as the other. */
function placing(everything: Area): (position: Position) => Pixel {
  const { west, east, south, north } = boxOf(everything);
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((WIDE - 2 * MARGIN) / Math.max((east - west) * shrink, 1e-6), (HIGH - 2 * MARGIN) / Math.max(north - south, 1e-6));
  const [left, top] = [(WIDE - (east - west) * shrink * scale) / 2, (HIGH - (north - south) * scale) / 2];
  return ({ longitude, latitude }) => [left + (longitude - west) * shrink * scale, top + (north - latitude) * scale];
}

/** Pixels, and the two ways of painting them that a map needs. */
class Canvas {
  private readonly pixels = Buffer.alloc(WIDE * HIGH * 3, PAPER[0]);

  /** Paints what lies inside of an odd number of the rings. */
  fill(rings: readonly (readonly Pixel[])[], colour: Colour): void {
    const rows = rings.flat().map(([, y]) => y);
    if (rows.length === 0) return;
    for (let y = Math.max(0, Math.floor(Math.min(...rows))); y <= Math.min(HIGH - 1, Math.ceil(Math.max(...rows))); y += 1) {
      const crossings = rings.flatMap((ring) => ring.flatMap(([x, top], index): number[] => {
        const [before, bottom] = ring.at(index - 1) ?? [x, top];
        return top > y + 0.5 === bottom > y + 0.5 ? [] : [before + ((y + 0.5 - bottom) / (top - bottom)) * (x - before)];
      })).sort((left, right) => left - right);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        for (let x = Math.max(0, Math.round(crossings[index] ?? 0)); x < Math.min(WIDE, Math.round(crossings[index + 1] ?? 0)); x += 1) this.paint(x, y, colour);
      }
    }
  }

  /** Draws along a ring, so many pixels to each side. */
  line(ring: readonly Pixel[], colour: Colour, width: number): void {
    ring.forEach(([toX, toY], index) => {
      const [fromX, fromY] = ring.at(index - 1) ?? [toX, toY];
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY))));
      for (let step = 0; step <= steps; step += 1) {
        const [x, y] = [Math.round(fromX + ((toX - fromX) * step) / steps), Math.round(fromY + ((toY - fromY) * step) / steps)];
        for (let aside = -width + 1; aside < width; aside += 1) {
          this.paint(x + aside, y, colour);
          this.paint(x, y + aside, colour);
        }
      }
    });
  }

  /** The picture as a file (PNG, ISO/IEC 15948); the same map gives the same bytes. */
  png(): Buffer {
    const rows = Buffer.alloc(HIGH * (WIDE * 3 + 1));
    for (let y = 0; y < HIGH; y += 1) this.pixels.copy(rows, y * (WIDE * 3 + 1) + 1, y * WIDE * 3, (y + 1) * WIDE * 3);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(WIDE, 0);
    header.writeUInt32BE(HIGH, 4);
    header.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
  }

  private paint(x: number, y: number, [red, green, blue]: Colour): void {
    if (x < 0 || y < 0 || x >= WIDE || y >= HIGH) return;
    const at = (y * WIDE + x) * 3;
    this.pixels[at] = red;
    this.pixels[at + 1] = green;
    this.pixels[at + 2] = blue;
  }
}

function chunk(kind: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
