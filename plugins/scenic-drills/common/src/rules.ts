import { text } from '@stationhouse/kernel';
import type { JsonObject, Rules } from '@stationhouse/workflow';

/** Who is told of a drill before it is run. */
export const TOLD_FIRST = ['centre', 'operator', 'people'] as const;
export type ToldFirst = (typeof TOLD_FIRST)[number];

/** Whether somebody was told of the date that the drill is planned for now: after a postponement they are told again. */
export function isTold(data: JsonObject, whom: ToldFirst): boolean {
  const of = data[`${whom}ToldFor`];
  return typeof of === 'string' && Date.parse(of) === Date.parse(String(data['plannedOn']));
}

/** The named rules of a drill. */
export const drillRules: Rules = {
  isTold: { signature: '(data, string): bool', title: text('已告知现定的演练时间', 'Told of the date as it stands'), evaluate: (data: JsonObject, whom: string) => isTold(data, whom as ToldFirst) },
};
