// Types alone: the process of the automations loads this file with theirs.
import type { PluginSettingsDeclaration } from '@stationhouse/plugin-api';

/** What a station, or the bureau for all of them, sets of dispute mediation. */
export const settings: PluginSettingsDeclaration = {
  schema: {
    type: 'object',
    properties: {
      peoplesCommittee: {
        type: 'string',
        maxLength: 60,
        title: { 'zh-CN': '人民调解委员会名称', en: 'People’s mediation committee' },
        description: { 'zh-CN': '写在人民调解协议书“调解机关”一栏；不填则只写“人民调解委员会”。', en: 'Stands on the agreement as the mediating body; left empty, it says “人民调解委员会” alone.' },
      },
    },
  },
  defaults: { peoplesCommittee: '' },
};

/** The committee as it stands on an agreement. */
export function committeeOf(chosen: Readonly<Record<string, unknown>>): string {
  const name = chosen['peoplesCommittee'];
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : '人民调解委员会';
}
