import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Popconfirm, Tabs } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { SearchField } from '../../fields.js';
import { BureauMembersDocument, MembersDocument, RevokeBureauRoleDocument, RevokeRoleDocument, type MemberRowFragment } from '../../gql/members.js';
import { PERMISSIONS } from '../../permissions.js';
import { bureauScope, useMe } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';
import { Accounts } from './Accounts.js';
import { RoleList } from './RoleList.js';
import { Units } from './Units.js';
import './members.css';

const GrantDrawer = lazy(() => import('./GrantDrawer.js'));
const RoleMatrix = lazy(() => import('../rights/RoleMatrix.js'));
const ExplainRights = lazy(() => import('../rights/ExplainRights.js'));
const Delegations = lazy(() => import('../rights/Delegations.js'));
const Moves = lazy(() => import('./moves/Moves.js'));
const ContactBoards = lazy(() => import('../contact-boards/ContactBoards.js'));
const AccountDrawer = lazy(() => import('./AccountDrawer.js'));

interface Person {
  readonly account: MemberRowFragment['account'];
  readonly memberships: readonly MemberRowFragment[];
}

/** Who works here, in which roles, and what each role may do. */
export default function Members() {
  const { say } = useWords();
  const { stationId, may } = useScope();
  const [parameters, setParameters] = useSearchParams();
  const [drawer, setDrawer] = useState<'grant' | 'account' | undefined>();
  const [granted, setGranted] = useState<{ id: string; name: string }>();
  const people = usePeople();
  const bureau = bureauScope(useMe());
  const mayMakeAccounts = bureau?.may(PERMISSIONS.manageAccounts) === true || may(PERMISSIONS.manageAccounts);
  const mayGrant = may(stationId === undefined ? PERMISSIONS.grantBureauRoles : PERMISSIONS.grantRoles);
  const close = () => { setDrawer(undefined); setGranted(undefined); };
  const tabs = [
    { key: 'people', label: say('人员', 'People'), children: <People people={people} onGrant={(person) => { setGranted(person); setDrawer('grant'); }} /> },
    // At a station only somebody who was given its accounts to manage.
    ...(may(PERMISSIONS.readAccounts) ? [{ key: 'accounts', label: say('账号', 'Accounts'), children: <Accounts /> }] : []),
    ...(stationId ? [{ key: 'units', label: say('队与岗位', 'Teams and posts'), children: <Units /> }] : []),
    ...(stationId !== undefined || may(PERMISSIONS.moveMembers) ? [{ key: 'moves', label: say('人员调动', 'Staff moves'), children: later(<Moves />) }] : []),
    ...(stationId !== undefined && may(PERMISSIONS.readContactBoards) ? [{ key: 'boards', label: say('联系牌', 'Contact boards'), children: later(<ContactBoards />) }] : []),
    { key: 'matrix', label: say('角色权限', 'Permissions of roles'), children: later(<RoleMatrix />) },
    ...(may(PERMISSIONS.explainRights) ? [{ key: 'rights', label: say('某人能看什么', 'What somebody sees'), children: later(<ExplainRights />) }] : []),
    ...(stationId === undefined && may(PERMISSIONS.readDelegations) ? [{ key: 'delegations', label: say('委托管理', 'Delegations'), children: later(<Delegations />) }] : []),
    { key: 'roles', label: say('角色说明', 'What roles mean'), children: <RoleList /> },
  ];
  return (
    <>
      <PageHeader
        title={say('人员与角色', 'Members and roles')}
        actions={
          <>
            {mayMakeAccounts && <Button onClick={() => setDrawer('account')}>{say('新建账号', 'New account')}</Button>}
            {mayGrant && <Button type="primary" onClick={() => setDrawer('grant')}>{say('授予角色', 'Grant a role')}</Button>}
          </>
        }
      />
      <Tabs activeKey={parameters.get('tab') ?? 'people'} onChange={(tab) => setParameters(tab === 'people' ? {} : { tab }, { replace: true })} items={tabs} />
      {drawer === 'grant' && <Suspense fallback={null}><GrantDrawer person={granted} onClose={close} onDone={() => { close(); people.refetch(); }} /></Suspense>}
      {drawer === 'account' && <Suspense fallback={null}><AccountDrawer onClose={close} onGrant={(person) => { setGranted(person); setDrawer('grant'); }} /></Suspense>}
    </>
  );
}

function later(part: ReactNode) {
  return <Suspense fallback={<Loading rows={4} />}>{part}</Suspense>;
}

function usePeople() {
  const { stationId, bureauId } = useScope();
  const station = useQuery(MembersDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined });
  const bureau = useQuery(BureauMembersDocument, { variables: { bureauId }, skip: stationId !== undefined });
  const rows = stationId === undefined ? bureau.data?.bureauMembers : station.data?.members;
  const { error, refetch } = stationId === undefined ? bureau : station;
  const list = useMemo(() => {
    const people = new Map<string, Person>();
    for (const membership of rows ?? []) {
      const person = people.get(membership.accountId);
      people.set(membership.accountId, { account: membership.account, memberships: [...(person?.memberships ?? []), membership] });
    }
    return [...people.values()];
  }, [rows]);
  return { people: list, loaded: rows !== undefined, error, refetch: () => void refetch() };
}

function People({ people: { people, loaded, error, refetch }, onGrant }: { people: ReturnType<typeof usePeople>; onGrant: (person: { id: string; name: string }) => void }) {
  const { say, textOf } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get('search') ?? '';
  const columns = useColumns(refetch, onGrant);
  if (error && !loaded) return <ErrorState error={error} onRetry={refetch} />;
  if (!loaded) return <Loading rows={6} />;
  const found = people.filter(({ account, memberships }) => search === '' || `${account.displayName} ${account.login} ${memberships.map(({ roleTitle }) => textOf(roleTitle)).join(' ')}`.toLowerCase().includes(search.toLowerCase()));
  const setSearch = (value: string | undefined) => setParameters(value ? { search: value } : {}, { replace: true });
  return (
    <div className="sh-stack">
      <div className="sh-filters"><SearchField label={say('搜索姓名、账号、角色', 'Search name, login, role')} value={search} onChange={setSearch} /></div>
      <section className="sh-card sh-tight">
        {found.length === 0 ? (search === '' ? <EmptyState title={say('还没有人员', 'Nobody yet')} hint={say('先新建账号，再授予角色。', 'Make an account, then grant a role.')} /> : <EmptyState filtered title={say('没有符合的人员', 'Nobody fits')} action={<Button onClick={() => setSearch(undefined)}>{say('清除搜索', 'Clear the search')}</Button>} />)
          : <DataTable label={say('人员列表', 'Members')} rows={found} rowKey={({ account }) => account.id} columns={columns} />}
      </section>
    </div>
  );
}

function useColumns(refetch: () => void, onGrant: (person: { id: string; name: string }) => void): Column<Person>[] {
  const { say, moment } = useWords();
  const { stationId, may } = useScope();
  const mayManage = may(stationId === undefined ? PERMISSIONS.grantBureauRoles : PERMISSIONS.grantRoles);
  return [
    { key: 'name', title: say('姓名', 'Name'), main: true, width: '160px', render: ({ account }) => <b>{account.displayName}</b> },
    { key: 'login', title: say('账号', 'Login'), width: '230px', render: ({ account }) => <span className="sh-mono">{account.login}</span> },
    { key: 'roles', title: say('角色', 'Roles'), render: ({ memberships }) => <div className="sh-row">{memberships.map((membership) => <RoleTag key={membership.id} membership={membership} onRevoked={refetch} />)}</div> },
    { key: 'state', title: say('状态', 'State'), width: '190px', render: ({ account }) => (
      <div className="sh-row">
        {!account.active ? <Chip>{say('已停用', 'Inactive')}</Chip> : account.lockedUntil ? <Chip tone="bad">{say('锁定至 {until}', 'Locked until {until}', { until: moment(account.lockedUntil) })}</Chip> : <Chip tone="ok">{say('正常', 'Active')}</Chip>}
        {account.secondFactor && <Chip tone="info">{say('双因素', 'Second factor')}</Chip>}
      </div>
    ) },
    ...(mayManage ? [{ key: 'actions', title: say('操作', 'Actions'), width: '110px', render: ({ account }: Person) => <Button size="small" onClick={() => onGrant({ id: account.id, name: account.displayName })}>{say('加角色', 'Add a role')}</Button> }] : []),
  ];
}

function RoleTag({ membership, onRevoked }: { membership: MemberRowFragment; onRevoked: () => void }) {
  const { say, textOf } = useWords();
  const { stationId, bureauId, may } = useScope();
  const toast = useToast();
  const [revoke] = useMutation(RevokeRoleDocument);
  const [revokeAtBureau] = useMutation(RevokeBureauRoleDocument);
  const role = textOf(membership.roleTitle);
  const where = membership.unitKind === 'TEAM' || membership.unitKind === 'POST' ? ` · ${membership.unitName}` : '';
  const remove = async () => {
    try {
      if (stationId === undefined) await revokeAtBureau({ variables: { bureauId, membershipId: membership.id } });
      else await revoke({ variables: { stationId, membershipId: membership.id } });
      toast.done(say('已收回“{role}”', '“{role}” revoked', { role }));
      onRevoked();
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <span className="sh-chip role-tag">
      {role}{where}
      {may(stationId === undefined ? PERMISSIONS.grantBureauRoles : PERMISSIONS.grantRoles) && (
        <Popconfirm title={say('收回“{role}”？', 'Revoke “{role}”?', { role })} description={say('立即生效；已认领的任务需另行转派。', 'Takes effect at once; tasks in hand must be assigned to others.')} okText={say('收回', 'Revoke')} cancelText={say('取消', 'Cancel')} onConfirm={remove}>
          <button type="button" aria-label={say('收回{name}的“{role}”', 'Revoke “{role}” of {name}', { role, name: membership.account.displayName })}>×</button>
        </Popconfirm>
      )}
    </span>
  );
}

