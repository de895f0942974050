import type { PluginSettingsDeclaration } from '@stationhouse/plugin-api';

/** What a station, or the bureau for all of them, sets of the call-back check. */
export const settings: PluginSettingsDeclaration = {
  schema: {
    type: 'object',
    properties: {
      callbackMinutes: {
        type: 'integer',
        minimum: 10,
        maximum: 60,
        title: { 'zh-CN': '回拨码有效时间（分钟）', en: 'A call-back code is valid for (minutes)' },
        description: { 'zh-CN': '群众挂断后拨打 110、96110 或到派出所，须在此时间内念出回拨码。', en: 'Within this time the person hangs up, dials 110 or 96110 or comes by, and reads the code back.' },
      },
    },
  },
  defaults: { callbackMinutes: 30 },
};
