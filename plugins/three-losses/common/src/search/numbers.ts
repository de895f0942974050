import { badInput, text } from '@stationhouse/kernel';

/** A number from outside within its bounds. @throws StationhouseError BAD_INPUT naming the field; NaN and infinities are refused, too */
export function numberWithin(value: number, field: string, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw badInput(field, text(`“${field}”须在 ${least} 至 ${most} 之间。`, `"${field}" is ${least} to ${most}.`), { problem: 'outOfRange', least, most });
}
