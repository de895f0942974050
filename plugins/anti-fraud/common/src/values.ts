import type { Json } from '@stationhouse/workflow';

/** Yuan as whole fen, so that sums and differences are exact. */
export function fenOf(value: Json | undefined): number {
  return typeof value === 'number' ? Math.round(value * 100) : 0;
}
