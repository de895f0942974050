/** A point of a stroke in the pad's own pixels; `force` 0 … 1 as the screen felt it. */
export interface InkPoint {
  readonly x: number;
  readonly y: number;
  readonly force: number;
}

export type Stroke = readonly InkPoint[];

/** Shorter than this, in pixels, it is a slip of the finger and no name. */
const SHORTEST = 40;
const MARGIN = 12;
/** The picture is kept at twice its size on the pad, for print. */
const SCALE = 2;

/** Whether enough was drawn to be a signature. */
export function isSignature(strokes: readonly Stroke[]): boolean {
  return strokes.reduce((length, stroke) => length + lengthOf(stroke), 0) >= SHORTEST;
}

/** How thick the ink lies at a point: a finger without pressure draws evenly. */
export function thicknessAt(force: number): number {
  return 2 + 3 * (force > 0 ? force : 0.5);
}

/** The part of the pad that holds ink, with a margin. */
export function boundsOf(strokes: readonly Stroke[]): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const points = strokes.flat();
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
  return { x: left - MARGIN, y: top - MARGIN, width: right - left + 2 * MARGIN, height: bottom - top + 2 * MARGIN };
}

/** Draws strokes on a canvas whose units are the pad's pixels. */
export function drawInk(canvas: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  canvas.lineCap = 'round';
  canvas.lineJoin = 'round';
  canvas.strokeStyle = '#14202e';
  for (const stroke of strokes) {
    for (const [index, point] of stroke.entries()) {
      const before = stroke[index - 1] ?? point;
      canvas.lineWidth = (thicknessAt(before.force) + thicknessAt(point.force)) / 2;
      canvas.beginPath();
      canvas.moveTo(before.x, before.y);
      canvas.lineTo(point.x, point.y);
      canvas.stroke();
    }
  }
}

/** The signature as a picture (PNG), cut to its ink, on white. */
export function pictureOf(strokes: readonly Stroke[]): Promise<Blob> {
  const bounds = boundsOf(strokes);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(bounds.width * SCALE);
  canvas.height = Math.ceil(bounds.height * SCALE);
  const context = canvas.getContext('2d');
  if (context === null) return Promise.reject(new Error('This browser draws no pictures.'));
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  context.translate(-bounds.x, -bounds.y);
  drawInk(context, strokes);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('The picture could not be made.')) : resolve(blob)), 'image/png'));
}

function lengthOf(stroke: Stroke): number {
  return stroke.reduce((length, { x, y }, index) => {
    const before = stroke[index - 1];
    return before === undefined ? 0 : length + Math.hypot(x - before.x, y - before.y);
  }, 0);
}
