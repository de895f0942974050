import type { Words } from '@stationhouse/plugin-web';
import type { SiteFieldsFragment } from '../gql/sites.js';

export type DangerKind = SiteFieldsFragment['dangers'][number]['kind'];
export const DANGERS: readonly DangerKind[] = ['HEIGHT', 'WATER', 'ROAD', 'CROWD', 'OTHER'];

export function dangerWords(say: Words['say']): Readonly<Record<DangerKind, string>> {
  return { HEIGHT: say('高处', 'Height'), WATER: say('水域', 'Water'), ROAD: say('车行道', 'Road'), CROWD: say('人流密集', 'Crowd'), OTHER: say('其他', 'Other') };
}
