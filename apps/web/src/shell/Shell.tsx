import { useQuery } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { TaskBadgeDocument } from '../gql/shell.js';
import { Bell, Urgent, useBell } from '../notices/Bell.js';
import { PERMISSIONS } from '../permissions.js';
import { useChanges } from '../session/live.js';
import { bureauScope, rememberBase, useMe } from '../session/me.js';
import { navigationOf } from './navigation.js';
import { StationBand } from './StationBand.js';
import { Toasts } from './toast.js';

const GrantMark = lazy(() => import('../pages/rights/GrantMark.js'));
const AwayChip = lazy(() => import('../away/AwayChip.js'));
const Palette = lazy(() => import('./Palette.js'));
const loadUserMenu = () => import('./UserMenu.js');
const OpenedUserMenu = lazy(loadUserMenu);

/** The frame: navigation, the place, the palette, the reader. */
export function Shell({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const me = useMe();
  const scope = useScope();
  const { pathname } = useLocation();
  const bell = useBell();
  // On a narrow screen the navigation lies over the page it was opened on; following a link closes it.
  const [menuAt, setMenuAt] = useState<string>();
  const menuOpen = menuAt === pathname;
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  useEffect(() => {
    if (scope.base !== '') rememberBase(scope.base);
  }, [scope.base]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      if (document.querySelector('[data-lock]')) return;
      event.preventDefault();
      setPalette((now) => (now === 'open' ? 'closed' : 'open'));
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <div className="app">
      <a className="skip" href="#main">{say('跳到正文', 'Skip to content')}</a>
      <nav className="side" id="side" data-open={menuOpen} aria-label={say('主导航', 'Main navigation')}><Sidebar /></nav>
      {menuOpen && <button type="button" className="side-shade" aria-label={say('收起导航', 'Close navigation')} onClick={() => setMenuAt(undefined)} />}
      <div className="page">
        <header className="top">
          <button type="button" className="burger" aria-expanded={menuOpen} aria-controls="side" aria-label={say('导航', 'Navigation')} onClick={() => setMenuAt(menuOpen ? undefined : pathname)}>☰</button>
          <PlaceSwitch />
          <button type="button" className="top-search" aria-keyshortcuts="Control+K" onClick={() => setPalette('open')}>
            <span className="top-search-long">{say('查找或执行任何操作', 'Find or do anything')}</span><span className="top-search-short" aria-hidden="true">⌕</span><kbd>Ctrl K</kbd>
          </button>
          <Suspense fallback={null}>{me.accessGrants.length > 0 && <GrantMark grants={me.accessGrants} />}<AwayChip /></Suspense>
          <Bell counts={bell.counts} />
          <UserMenu />
        </header>
        <Urgent {...bell} />
        <main className="main" id="main" tabIndex={-1}><StationBand />{children}</main>
      </div>
      <Toasts />
      {palette !== 'never' && (
        <Suspense fallback={null}><Palette open={palette === 'open'} onClose={() => setPalette('closed')} /></Suspense>
      )}
    </div>
  );
}

function Sidebar() {
  const { say, textOf } = useWords();
  const scope = useScope();
  const sections = navigationOf(scope);
  const { pathname } = useLocation();
  // A plugin's first page lies above its others: while one of those is open it is not.
  const open = sections.flatMap(({ items }) => items.map(({ path }) => path)).filter((path) => `${pathname}/`.startsWith(`${scope.base}/${path}/`)).sort((left, right) => right.length - left.length)[0];
  return (
    <>
      <div className="brand"><span aria-hidden="true">◧</span> 所务台 <span lang="en">Stationhouse</span></div>
      {sections.map((section, index) => (
        <div key={index} className="side-section" role="group" aria-label={section.title ? textOf(section.title) : say('常用', 'Main')}>
          {section.title && <div className="sec" aria-hidden="true">{textOf(section.title)}</div>}
          {section.items.map((item) => (
            <Link key={item.path} to={`${scope.base}/${item.path}`} {...(item.path === open ? { className: 'on', 'aria-current': 'page' as const } : {})}>
              {textOf(item.title)}{item.badge === 'tasks' && <TaskBadge />}
            </Link>
          ))}
        </div>
      ))}
    </>
  );
}

/** How many open tasks are mine; live. */
function TaskBadge() {
  const { say } = useWords();
  const { stationId, may } = useScope();
  const { data, refetch } = useQuery(TaskBadgeDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined || !may(PERMISSIONS.readInstances) });
  useChanges({ kinds: ['TASK'] }, () => refetch());
  const count = data?.tasks.totalCount ?? 0;
  return count === 0 ? null : <b aria-label={say('{count} 项待办', '{count} open', { count })}>{count > 99 ? '99+' : count}</b>;
}

/** Bureau · station, and the way to another. */
function PlaceSwitch() {
  const { say } = useWords();
  const me = useMe();
  const scope = useScope();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const bureau = bureauScope(me);
  const options = [
    ...(bureau ? [{ value: '/bureau', label: say('{name}（全局）', '{name} (bureau)', { name: me.bureau.name }) }] : []),
    ...me.stations.map(({ station }) => ({ value: `/s/${station.id}`, label: `${me.bureau.name} · ${station.closedAt ? say('{name}（已撤并）', '{name} (closed)', { name: station.name }) : station.name}` })),
  ];
  const change = (base: string) => {
    // The same list at the other station; a record of one station does not exist at another.
    const list = pathname.startsWith(`${scope.base}/`) ? pathname.slice(scope.base.length + 1).split('/').slice(0, pathname.includes('/p/') ? 2 : 1).join('/') : '';
    void navigate(base === '/bureau' ? '/bureau' : `${base}/${scope.stationId === undefined ? 'workbench' : list}`);
  };
  if (options.length <= 1) return <span className="place-one">{options[0]?.label ?? me.bureau.name}</span>;
  return (
    <select className="place" aria-label={say('切换派出所', 'Switch station')} value={scope.base} onChange={(event) => change(event.target.value)}>
      {options.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
    </select>
  );
}

function UserMenu() {
  const { textOf } = useWords();
  const me = useMe();
  const scope = useScope();
  const [opened, setOpened] = useState(false);
  const here = me.memberships.find(({ stationId }) => stationId === scope.stationId) ?? me.memberships[0];
  const words = <><span className="who-role">{here && <>{textOf(here.roleTitle)} · </>}</span>{me.account.displayName}</>;
  // The menu comes when somebody reaches for it: nobody needs it to see what rings.
  const closed = <button type="button" className="who" aria-haspopup="menu" data-testid="user-menu" onPointerEnter={() => void loadUserMenu()} onFocus={() => void loadUserMenu()} onClick={() => setOpened(true)}>{words}</button>;
  return opened ? <Suspense fallback={closed}><OpenedUserMenu>{words}</OpenedUserMenu></Suspense> : closed;
}
