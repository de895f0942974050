import { definePublicQuestion, type PluginSettingsDeclaration } from '@stationhouse/plugin-api';

/** What anybody may open on the external surface, each once the bureau has. */
export const publicPages = [
  definePublicQuestion({ id: 'posters', open: ({ postersPublic }) => postersPublic === true, shows: 'missing-person' }),
  definePublicQuestion({ id: 'found', open: ({ foundPublic }) => foundPublic === true, shows: 'found-property' }),
];

/** What the bureau sets of the public pages. */
export const publicSettings: PluginSettingsDeclaration = {
  schema: {
    type: 'object',
    properties: {
      postersPublic: {
        type: 'boolean',
        title: { 'zh-CN': '开放寻人启事页', en: 'Open the page of posters' },
        description: { 'zh-CN': '由分局设定，派出所的选择不起作用：群众不登录即可在外网查看已批准的寻人启事并提供情况；找到、挂起或撤下即不再显示。地址：外网协作界面地址后加 /public/分局代码/three-losses/posters。', en: 'For the bureau; what a station chooses has no effect. Anybody may see approved posters on the external surface, without an account, and say what they saw; a poster goes once the person is found, the search is put by, or it is taken down. Its address: that of the external surface, then /public/<the bureau’s code>/three-losses/posters.' },
      },
      foundPublic: {
        type: 'boolean',
        title: { 'zh-CN': '开放招领公告页', en: 'Open the page of found property' },
        description: { 'zh-CN': '由分局设定，派出所的选择不起作用：群众可查看招领中物品的种类、大致地点和日期，不含任何可供冒领的特征。地址：外网协作界面地址后加 /public/分局代码/three-losses/found。', en: 'For the bureau; what a station chooses has no effect. Anybody may see kind, rough place and day of what was found, and nothing that helps a false claim. Its address: that of the external surface, then /public/<the bureau’s code>/three-losses/found.' },
      },
    },
  },
  defaults: { postersPublic: false, foundPublic: false },
};
