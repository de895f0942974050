import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { OutsidePeopleDocument, OutsideUnitsDocument, type PersonLineFragment, type UnitLineFragment } from '../../gql/outside.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { PersonActs } from './PersonActs.js';
import { personStates } from './words.js';

const UnitDrawer = lazy(() => import('./UnitDrawer.js'));
const InviteDrawer = lazy(() => import('./InviteDrawer.js'));
const KEYS = ['which'] as const;

/** 外部人员: the units the station works with outside the police network, and their accounts. */
export default function Outside() {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const { values, set } = useFilters(KEYS);
  const units = useQuery(OutsideUnitsDocument, { variables: { stationId } });
  const people = useQuery(OutsidePeopleDocument, { variables: { stationId } });
  const [editing, setEditing] = useState<UnitLineFragment | 'new'>();
  const [inviting, setInviting] = useState(false);
  const mayManage = may(PERMISSIONS.manageOutside);
  const shown = values.which === 'units' ? 'units' : 'people';
  const open = (units.data?.outsideUnits ?? []).filter(({ active }) => active);
  const add = mayManage && <Button type={shown === 'units' || open.length === 0 ? 'primary' : 'default'} onClick={() => setEditing('new')}>{say('登记单位', 'Add a unit')}</Button>;
  const invite = mayManage && open.length > 0 && <Button type={shown === 'people' ? 'primary' : 'default'} onClick={() => setInviting(true)}>{say('邀请人员', 'Invite somebody')}</Button>;
  const done = () => {
    void people.refetch();
    void units.refetch();
  };
  return (
    <>
      <PageHeader title={say('外部人员', 'People outside')} facts={say('调解员、街道、社区、物业等不在公安网的协作人员；他们只在外网看到交给自己的任务卡', 'Mediators, sub-districts, communities, property managers: people outside the police network, who see their own task cards on the external surface and nothing else')} actions={<>{invite}{add}</>} />
      <div className="sh-filters" role="search" aria-label={say('查看', 'Show')}>
        <Segmented aria-label={say('查看', 'Show')} value={shown} onChange={(value) => set('which', value === 'units' ? 'units' : undefined)} options={[{ value: 'people', label: say('人员 {count}', 'People {count}', { count: people.data?.outsidePeople.length ?? 0 }) }, { value: 'units', label: say('单位 {count}', 'Units {count}', { count: units.data?.outsideUnits.length ?? 0 }) }]} />
      </div>
      <section className="sh-card sh-tight">
        {shown === 'people' ? <People people={people} mayManage={mayManage} action={invite === false ? add : invite} onChanged={done} /> : <Units units={units} mayManage={mayManage} action={add} onEdit={setEditing} />}
      </section>
      <Suspense fallback={null}>
        {editing !== undefined && <UnitDrawer unit={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} onSaved={done} />}
        {inviting && <InviteDrawer units={open} onClose={() => { setInviting(false); done(); }} />}
      </Suspense>
    </>
  );
}

interface Asked<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  refetch(): unknown;
}

function People({ people, mayManage, action, onChanged }: { people: Asked<{ outsidePeople: readonly PersonLineFragment[] }>; mayManage: boolean; action: React.ReactNode; onChanged: () => void }) {
  const { say, textOf, date } = useWords();
  if (people.data === undefined) return people.error === undefined ? <Loading rows={5} /> : <ErrorState error={people.error} onRetry={() => void people.refetch()} />;
  if (people.data.outsidePeople.length === 0) return <EmptyState title={say('还没有外部人员', 'Nobody yet')} hint={say('先登记单位，再邀请其人员；对方用账号和一次性邀请码设置自己的密码。', 'Add a unit first, then invite its people: with a login and a one-time code they choose a password of their own.')} action={action} />;
  const columns: Column<PersonLineFragment>[] = [
    { key: 'name', title: say('姓名', 'Name'), main: true, render: ({ name, login }) => <><div>{name}</div><div className="sh-mono sh-small sh-sub">{login}</div></> },
    { key: 'unit', title: say('单位', 'Unit'), render: ({ unit, roleTitle }) => <><div className="sh-long">{unit.name}</div><div className="sh-sub sh-small">{textOf(roleTitle)}</div></> },
    { key: 'phone', title: say('电话', 'Phone'), width: '140px', render: ({ phone }) => <span className="sh-num">{phone ?? '—'}</span> },
    { key: 'state', title: say('状态', 'State'), width: '170px', render: (person) => <State person={person} /> },
    { key: 'expires', title: say('有效期至', 'Until'), width: '120px', render: ({ expiresAt }) => <span className="sh-num">{date(expiresAt)}</span> },
    ...(mayManage ? [{ key: 'act', title: say('操作', 'Actions'), width: '240px', render: (person: PersonLineFragment) => <PersonActs person={person} onChanged={onChanged} /> }] : []),
  ];
  return <DataTable label={say('外部人员', 'People outside')} columns={columns} rows={people.data.outsidePeople} rowKey={({ id }) => id} />;
}

function State({ person }: { person: PersonLineFragment }) {
  const { say, moment } = useWords();
  const { words, tone } = personStates(say)[person.state];
  return <><Chip tone={tone}>{words}</Chip>{person.state === 'INVITED' && <div className="sh-sub sh-small">{say('邀请码 {at} 前有效', 'code until {at}', { at: moment(person.invitedUntil) })}</div>}</>;
}

function Units({ units, mayManage, action, onEdit }: { units: Asked<{ outsideUnits: readonly UnitLineFragment[] }>; mayManage: boolean; action: React.ReactNode; onEdit: (unit: UnitLineFragment) => void }) {
  const { say, textOf } = useWords();
  if (units.data === undefined) return units.error === undefined ? <Loading rows={5} /> : <ErrorState error={units.error} onRetry={() => void units.refetch()} />;
  if (units.data.outsideUnits.length === 0) return <EmptyState title={say('还没有登记单位', 'No unit yet')} hint={say('登记街道、社区、物业等与本所协作的单位。', 'Add the sub-districts, communities and others the station works with.')} action={action} />;
  const columns: Column<UnitLineFragment>[] = [
    { key: 'name', title: say('单位', 'Unit'), main: true, render: ({ name, active }) => <span className="sh-row sh-wrap"><span className="sh-long">{name}</span>{!active && <Chip>{say('已停用', 'Closed')}</Chip>}</span> },
    { key: 'kind', title: say('类别', 'Kind'), width: '160px', render: ({ kindTitle }) => textOf(kindTitle) },
    { key: 'contact', title: say('联系人', 'Contact'), width: '160px', render: ({ contact }) => contact ?? '—' },
    { key: 'phone', title: say('电话', 'Phone'), width: '140px', render: ({ phone }) => <span className="sh-num">{phone ?? '—'}</span> },
    ...(mayManage ? [{ key: 'act', title: say('操作', 'Actions'), width: '100px', render: (unit: UnitLineFragment) => <Button size="small" onClick={() => onEdit(unit)}>{say('修改', 'Change')}</Button> }] : []),
  ];
  return <DataTable label={say('外部单位', 'Units')} columns={columns} rows={units.data.outsideUnits} rowKey={({ id }) => id} />;
}
