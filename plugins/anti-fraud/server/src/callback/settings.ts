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
      callbackPublic: {
        type: 'boolean',
        title: { 'zh-CN': '开放网上核验页', en: 'Open the public page' },
        description: { 'zh-CN': '由分局设定，派出所的选择不起作用：群众不登录即可在外网核验页输入回拨码，只答复是否属实及派出所名称。', en: 'For the bureau; what a station chooses has no effect. Anybody may enter a code on a page of the external surface, without an account, and learns whether it is genuine and of which station.' },
      },
    },
  },
  defaults: { callbackMinutes: 30, callbackPublic: false },
};
