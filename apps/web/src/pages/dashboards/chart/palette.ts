import { colours } from '@stationhouse/plugin-web';

/** Colours of series: told apart without red and green, each 3:1 on white; symbols and dashes say the same without colour. */
export const PALETTE = [colours.brand, '#c4620a', '#0f8a6a', '#a0408f', '#2b86bd', colours.bad, colours.ink2, '#8a6d00'] as const;
export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'] as const;

export function colourOf(index: number): string {
  return PALETTE[index % PALETTE.length] ?? PALETTE[0];
}

/** Diagonal strokes: not exact, or not over. Meaning never hangs on a colour alone. */
export const HATCH = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: 'rgba(255, 255, 255, 0.75)' } as const;
