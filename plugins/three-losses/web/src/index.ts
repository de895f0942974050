import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { newSearch, searchPage } from './paths.js';

/** The web half of three-losses: its lists, the page of a search, and the way to begin one from an incident. */
export default definePluginWeb({
  id: 'three-losses',
  title: text('三失查找', 'Three losses'),
  pages: [
    { path: '', title: text('三失查找', 'Three losses'), permission: 'instance.read', load: () => import('./lists/Searches.js') },
    { path: 'report', title: text('登记走失', 'Report somebody missing'), permission: 'instance.start', load: () => import('./report/Report.js') },
    { path: 'hand-out/:id', title: text('广播词和纸质卡', 'Broadcast and cards'), inNavigation: false, permission: 'instance.event', load: () => import('./first/HandOut.js') },
    { path: 'found', title: text('发现走散人员', 'Found first'), inNavigation: false, permission: 'instance.read', load: () => import('./lists/FoundPersons.js') },
    { path: 'property', title: text('失物招领', 'Lost and found property'), inNavigation: false, permission: 'instance.read', load: () => import('./lists/Property.js') },
    { path: 'distress', title: text('情绪失落求助', 'People in distress'), inNavigation: false, permission: 'instance.read', load: () => import('./lists/Distress.js') },
    { path: 'searches/:id', title: text('走失人员查找', 'Missing person'), inNavigation: false, permission: 'instance.read', load: () => import('./search/SearchPage.js') },
    { path: 'join', title: text('紧急加入知情人员', 'Join in need'), permission: 'team.join', load: () => import('./team/JoinPage.js') },
    { path: 'searches/:id/map', title: text('查找地图', 'Map of the search'), inNavigation: false, permission: 'searchGround.read', load: () => import('./ground/GroundPage.js') },
  ],
  panels: [
    { slot: 'instance', workflow: 'missing-person', title: text('第一分钟', 'The first minute'), permission: 'instance.read', load: () => import('./first/FirstMinute.js') },
    { slot: 'instance', workflow: 'distress', title: text('知情人员', 'Who sees it'), permission: 'instance.read', load: () => import('./team/TeamPanel.js') },
    { slot: 'instance', workflow: 'missing-person', title: text('群众提供的情况', 'What the public said'), permission: 'instance.read', load: () => import('./posters/TipsPanel.js') },
    { slot: 'instance', workflow: 'lost-property', title: text('可能是同一件', 'May be the very thing'), permission: 'property.match', load: () => import('./property/LostPanel.js') },
    { slot: 'instance', workflow: 'found-property', title: text('可能是同一件', 'May be the very thing'), permission: 'property.match', load: () => import('./property/FoundPanel.js') },
  ],
  widgets: [
    { id: 'open', place: 'station', title: text('走失人员', 'Missing persons'), permission: 'instance.read', size: 'wide', load: () => import('./lists/OpenSearches.js') },
    { id: 'month', place: 'bureau', title: text('走失人员', 'Missing persons'), permission: 'metric.read', size: 'wide', load: () => import('./lists/BureauSearches.js') },
  ],
  actions: [{ slot: 'incident', title: text('转走失人员查找', 'Open a search'), permission: 'instance.start', path: (incidentId) => `${newSearch}?incident=${incidentId}` }],
  opens: [{ workflow: 'missing-person', path: searchPage }],
  rules: () => import('@stationhouse/three-losses-common'),
});
