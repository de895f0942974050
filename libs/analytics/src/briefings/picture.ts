import { crc32, deflateSync } from 'node:zlib';
import { boxOf, type Area } from '../places/area.js';
import { gridOf, type Position } from '../places/grid.js';
import type { BriefingMap } from './contents.js';

type Colour = readonly [red: number, green: number, blue: number];
type Pixel = readonly [x: number, y: number];

const WIDE = 1_500;
const MOST_HIGH = 1_050;
const MARGIN = 30;
const PAPER: Colour = [255, 255, 255];
const LAND: Colour = [244, 245, 247];
const BORDER: Colour = [90, 98, 110];
const EDGE: Colour = [255, 255, 255];
/** From few to many, readable in grey, too. */
const LEVELS: readonly Colour[] = [[255, 236, 209], [253, 200, 140], [246, 150, 84], [214, 84, 50]];
const HOT: Colour = [120, 0, 20];

/** So many cells have their number on the picture, those with most first. */
export const MARKED = 8;
const MARK: Colour = [24, 32, 44];
const MARK_RADIUS = 21;
const DOT = 6;
/** Digits in dots: five rows of three, a row an octal digit. */
const DIGITS = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];

/** How large the picture is printed at most, in centimetres. */
export const PRINTED = { wide: 15, high: 10.5 };

/** The cells of a map over the station's area as a PNG: darker where more happened, framed where it stands out, numbered where most happened. No tiles, no names. */
export function drawMap({ grid: shape, cells, area }: Pick<BriefingMap, 'grid' | 'cells' | 'area'>): Buffer {
  const grid = gridOf(shape);
  const drawn = cells.map((cell) => ({ ...cell, ring: (grid.outlineOf(cell.cell).coordinates[0] ?? []).map(([longitude, latitude]): Position => ({ longitude, latitude })) }));
  const everything: Area = [...area, ...drawn.map(({ ring }) => ring)];
  if (everything.length === 0) return new Canvas(WIDE, 2 * MARGIN).png();
  const { place, high } = placing(everything);
  const canvas = new Canvas(WIDE, high);
  canvas.fill(area.map((ring) => ring.map(place)), LAND);
  const most = Math.max(...cells.map(({ count }) => count), 1);
  for (const { ring, count } of drawn) {
    canvas.fill([ring.map(place)], LEVELS[levelOf(count, most)] ?? PAPER);
    canvas.line(ring.map(place), EDGE, 1);
  }
  for (const ring of area) canvas.line(ring.map(place), BORDER, 2);
  for (const { ring, heat } of drawn) if (heat === 'HOT' || heat === 'VERY_HOT') canvas.line(ring.map(place), HOT, heat === 'VERY_HOT' ? 4 : 2);
  drawn.slice(0, MARKED).forEach(({ ring }, index) => canvas.mark(middleOf(ring.slice(1).map(place)), index + 1));
  return canvas.png();
}

/** One of four levels of a count among those up to the most. */
export function levelOf(count: number, most: number): number {
  return Math.min(LEVELS.length - 1, Math.floor((count / most) * LEVELS.length));
}

/** Degrees to pixels, a metre as long one way as the other, and how high a picture that makes. */
function placing(everything: Area): { readonly place: (position: Position) => Pixel; readonly high: number } {
  const { west, east, south, north } = boxOf(everything);
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((WIDE - 2 * MARGIN) / Math.max((east - west) * shrink, 1e-6), (MOST_HIGH - 2 * MARGIN) / Math.max(north - south, 1e-6));
  const left = (WIDE - (east - west) * shrink * scale) / 2;
  const place = ({ longitude, latitude }: Position): Pixel => [left + (longitude - west) * shrink * scale, MARGIN + (north - latitude) * scale];
  return { place, high: Math.ceil((north - south) * scale) + 2 * MARGIN };
}

function middleOf(corners: readonly Pixel[]): Pixel {
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  return [mean(0), mean(1)];
}

/** Pixels, and the ways of painting them that a map needs. */
class Canvas {
  private readonly pixels: Buffer;

  constructor(
    private readonly wide: number,
    private readonly high: number,
  ) {
    this.pixels = Buffer.alloc(wide * high * 3, PAPER[0]);
  }

  /** Paints what lies inside of an odd number of the rings. */
  fill(rings: readonly (readonly Pixel[])[], colour: Colour): void {
    const rows = rings.flat().map(([, y]) => y);
    if (rows.length === 0) return;
    for (let y = Math.max(0, Math.floor(Math.min(...rows))); y <= Math.min(this.high - 1, Math.ceil(Math.max(...rows))); y += 1) {
      const crossings = rings.flatMap((ring) => ring.flatMap(([x, top], index): number[] => {
        const [before, bottom] = ring.at(index - 1) ?? [x, top];
        return top > y + 0.5 === bottom > y + 0.5 ? [] : [before + ((y + 0.5 - bottom) / (top - bottom)) * (x - before)];
      })).sort((left, right) => left - right);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        for (let x = Math.max(0, Math.round(crossings[index] ?? 0)); x < Math.min(this.wide, Math.round(crossings[index + 1] ?? 0)); x += 1) this.paint(x, y, colour);
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

  /** Writes a digit on a dark disc. */
  mark([x, y]: Pixel, digit: number): void {
    const [left, top] = [Math.round(x), Math.round(y)];
    for (let down = -MARK_RADIUS; down <= MARK_RADIUS; down += 1) {
      for (let along = -MARK_RADIUS; along <= MARK_RADIUS; along += 1) if (down * down + along * along <= MARK_RADIUS * MARK_RADIUS) this.paint(left + along, top + down, MARK);
    }
    [...(DIGITS[digit] ?? '')].forEach((dots, row) => {
      for (let column = 0; column < 3; column += 1) if ((Number(dots) & (4 >> column)) !== 0) this.dot(left + (column - 1.5) * DOT, top + (row - 2.5) * DOT);
    });
  }

  /** The picture as a file (PNG, ISO/IEC 15948); the same map gives the same bytes. */
  png(): Buffer {
    const { wide, high } = this;
    const rows = Buffer.alloc(high * (wide * 3 + 1));
    for (let y = 0; y < high; y += 1) this.pixels.copy(rows, y * (wide * 3 + 1) + 1, y * wide * 3, (y + 1) * wide * 3);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(wide, 0);
    header.writeUInt32BE(high, 4);
    header.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
  }

  private dot(x: number, y: number): void {
    for (let down = 0; down < DOT; down += 1) for (let along = 0; along < DOT; along += 1) this.paint(x + along, y + down, PAPER);
  }

  private paint(x: number, y: number, [red, green, blue]: Colour): void {
    if (x < 0 || y < 0 || x >= this.wide || y >= this.high) return;
    const at = (y * this.wide + x) * 3;
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
