import type { Words } from '@stationhouse/plugin-web';

/** The kinds of drills that the plan of a year names, in short, in the order of the packs. */
export const KINDS = ['towerChild', 'duskElder', 'twoChildren', 'waterChild', 'unwillingAdult'] as const;

export function kindWords(say: Words['say']): Readonly<Record<string, string>> {
  return {
    towerChild: say('塔楼儿童', 'Child at the tower'), duskElder: say('傍晚老人', 'Elder at dusk'), twoChildren: say('两名儿童', 'Two children'),
    waterChild: say('水域儿童', 'Child towards water'), unwillingAdult: say('不愿被找到', 'Unwilling adult'), pastSearch: say('历史改编', 'From a past search'),
  };
}
