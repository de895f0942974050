import { useLazyQuery } from '@apollo/client/react';
import { isComposing, useScope, useWords } from '@stationhouse/plugin-web';
import { Command } from 'cmdk';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { FindIncidentsDocument, FindInstancesDocument } from '../gql/shell.js';
import { useLocaleChoice } from '../locale.js';
import { PERMISSIONS } from '../permissions.js';
import { bureauScope, useMe } from '../session/me.js';
import { session } from '../session/session.js';
import { navigationOf } from './navigation.js';

interface Action {
  readonly key: string;
  readonly words: string;
  readonly hint?: string;
  readonly run: () => void;
}

/** Everything by its name: pages, actions, stations, incidents, instances. */
export default function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { say, textOf, moment } = useWords();
  const [typed, setTyped] = useState('');
  const scope = useScope();
  const found = useFound(open ? typed : '');
  const [wasOpen, setWasOpen] = useState(open);
  if (wasOpen !== open) {
    setWasOpen(open);
    setTyped('');
  }
  const navigate = useNavigate();
  const go = (path: string) => () => void navigate(path);
  const actions = useActions(go);
  const pages: Action[] = navigationOf(scope).flatMap(({ items }) => items.map((item) => ({ key: item.path, words: textOf(item.title), run: go(`${scope.base}/${item.path}`) })));
  const places = usePlaces(go);
  const incidents: Action[] = found.incidents.map(({ node }) => ({
    key: node.id, words: `${node.number} ${textOf(node.category.title)}`, hint: [moment(node.receivedAt), node.address].filter(Boolean).join(' · '), run: go(`${scope.base}/incidents/${node.id}`),
  }));
  const instances: Action[] = found.instances.map(({ node }) => ({ key: node.id, words: node.title, hint: `${node.number} · ${textOf(node.stateTitle)}`, run: go(`${scope.base}/instances/${node.id}`) }));
  // What the server found fits already, though its words may not hold what was typed.
  const group = (heading: string, list: readonly Action[], fits = false) => list.length > 0 && (
    <Command.Group heading={heading}>
      {list.map(({ key, words, hint, run }) => (
        <Command.Item key={key} value={`${heading} ${words} ${key}`} keywords={fits ? [words, typed] : [words]} onSelect={() => { onClose(); run(); }}>
          <span>{words}</span>{hint && <small>{hint}</small>}
        </Command.Item>
      ))}
    </Command.Group>
  );
  return (
    <Command.Dialog
      open={open} onOpenChange={(next) => { if (!next) onClose(); }} label={say('查找或执行任何操作', 'Find or do anything')}
      overlayClassName="palette-shade" contentClassName="palette"
      onKeyDown={(event) => { if (event.key === 'Enter' && isComposing(event)) event.stopPropagation(); }}
    >
      <Command.Input value={typed} onValueChange={setTyped} placeholder={say('输入页面、操作、编号或关键词', 'A page, an action, a number or a word')} />
      <Command.List label={say('结果', 'Results')}>
        <Command.Empty>{found.searching ? say('正在查找…', 'Searching…') : say('没有匹配的内容', 'Nothing matches')}</Command.Empty>
        {group(say('警情', 'Incidents'), incidents, true)}
        {group(say('事项', 'Instances'), instances, true)}
        {group(say('操作', 'Actions'), actions)}
        {group(say('页面', 'Pages'), pages)}
        {group(say('派出所', 'Stations'), places)}
      </Command.List>
      <div className="palette-foot" aria-hidden="true">
        <span><kbd>↑</kbd> <kbd>↓</kbd> {say('选择', 'choose')}</span><span><kbd>Enter</kbd> {say('执行', 'do')}</span><span><kbd>Esc</kbd> {say('关闭', 'close')}</span>
        <span>{say('列表中：', 'In lists: ')}<kbd>j</kbd> <kbd>k</kbd> {say('移动', 'move')} <kbd>x</kbd> {say('勾选', 'tick')} <kbd>/</kbd> {say('搜索', 'search')}</span>
      </div>
    </Command.Dialog>
  );
}

function useActions(go: (path: string) => () => void): Action[] {
  const { say } = useWords();
  const { base, may, stationId } = useScope();
  const { locale, choose } = useLocaleChoice();
  const here = stationId !== undefined;
  return [
    ...(here && may(PERMISSIONS.createIncident) ? [{ key: 'new-incident', words: say('登记警情', 'Record an incident'), run: go(`${base}/incidents/new`) }] : []),
    ...(here && may(PERMISSIONS.startInstance) ? [{ key: 'new-instance', words: say('发起事项', 'Start an instance'), run: go(`${base}/instances/new`) }] : []),
    ...(may(PERMISSIONS.manageImports) ? [{ key: 'new-import', words: say('导入数据', 'Import data'), run: go(`${base}/imports/new`) }] : []),
    { key: 'notices', words: say('通知', 'Notices'), run: go(`${base}/notices`) },
    { key: 'account', words: say('我的账号', 'My account'), run: go('/account') },
    { key: 'language', words: locale === 'en' ? '切换到中文' : 'Switch to English', run: () => choose(locale === 'en' ? 'zh-CN' : 'en') },
    { key: 'lock', words: say('锁定', 'Lock'), run: () => session.lock() },
    { key: 'sign-out', words: say('退出登录', 'Sign out'), run: () => void session.signOut() },
  ];
}

function usePlaces(go: (path: string) => () => void): Action[] {
  const me = useMe();
  const { stationId } = useScope();
  const bureau = bureauScope(me) && stationId !== undefined ? [{ key: 'bureau', words: me.bureau.name, run: go('/bureau') }] : [];
  return [...bureau, ...me.stations.filter(({ station }) => station.id !== stationId).map(({ station }) => ({ key: station.id, words: station.name, run: go(`/s/${station.id}/workbench`) }))];
}

function useFound(typed: string) {
  const { stationId, may } = useScope();
  const [findIncidents, incidents] = useLazyQuery(FindIncidentsDocument, { fetchPolicy: 'network-only' });
  const [findInstances, instances] = useLazyQuery(FindInstancesDocument, { fetchPolicy: 'network-only' });
  const search = typed.trim();
  const wanted = stationId !== undefined && search.length >= 2;
  const readsIncidents = may(PERMISSIONS.readIncidents);
  const readsInstances = may(PERMISSIONS.readInstances);
  useEffect(() => {
    if (!wanted || stationId === undefined) return;
    const timer = setTimeout(() => {
      // A newer search aborts the older one; that is no failure worth words, and a refused one simply finds nothing.
      if (readsIncidents) findIncidents({ variables: { stationId, search } }).catch(() => undefined);
      if (readsInstances) findInstances({ variables: { stationId, search } }).catch(() => undefined);
    }, 250);
    return () => clearTimeout(timer);
  }, [wanted, stationId, search, readsIncidents, readsInstances, findIncidents, findInstances]);
  return {
    incidents: wanted ? (incidents.data?.incidents.edges ?? []) : [],
    instances: wanted ? (instances.data?.instances.edges ?? []) : [],
    searching: wanted && (incidents.loading || instances.loading),
  };
}
