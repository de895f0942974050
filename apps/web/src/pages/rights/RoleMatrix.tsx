import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { RoleMatrixDocument, SetRolePermissionDocument, type RoleMatrixPartFragment, type RoleMatrixQuery } from '../../gql/rights.js';
import { PERMISSIONS } from '../../permissions.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';
import './rights.css';

interface Row extends RoleMatrixPartFragment {
  readonly words: RoleMatrixQuery['permissions'][number];
}

/** What each role may do here: by default, taken by whom and why, and what cannot be taken. Roles are tightened here, never loosened. */
export default function RoleMatrix() {
  const { say, textOf } = useWords();
  const { stationId, bureauId, may } = useScope();
  const [parameters, setParameters] = useSearchParams();
  const [onlyTaken, setOnlyTaken] = useState(false);
  const [changing, setChanging] = useState<Row>();
  const variables = { bureauId, ...(stationId === undefined ? {} : { stationId }) };
  const { data, error, refetch } = useQuery(RoleMatrixDocument, { variables, fetchPolicy: 'cache-and-network' });
  const columns = useColumns(may(PERMISSIONS.tightenRoles), setChanging);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const roles = data.roles.filter(({ id }) => data.roleMatrix.some((cell) => cell.role === id));
  const role = roles.find(({ id }) => id === parameters.get('role')) ?? roles[0];
  const words = new Map(data.permissions.map((permission) => [permission.id, permission]));
  const taken = (id: string) => data.roleMatrix.filter((cell) => cell.role === id && cell.taken).length;
  const rows = data.roleMatrix.filter((cell) => cell.role === role?.id && (!onlyTaken || cell.taken)).flatMap((cell): Row[] => { const said = words.get(cell.permission); return said ? [{ ...cell, words: said }] : []; });
  const label = ({ id, title }: { id: string; title: { zhCN: string; en: string } }) => (taken(id) === 0 ? textOf(title) : say('{role}（已收回 {taken, number} 项）', '{role} ({taken, number} taken)', { role: textOf(title), taken: taken(id) }));
  return (
    <div className="sh-stack">
      <p className="sh-sub">{stationId === undefined ? say('这里只能收紧，不能超出默认。分局收回的，各派出所不能放开；变动立即生效并留痕。', 'Permissions are only taken here, never added. What the bureau takes, no station gives back. Changes count at once and are recorded.') : say('本所可在分局设定之内进一步收紧，不能放开；变动立即生效并留痕。', 'The station may tighten further within what the bureau leaves, never loosen. Changes count at once and are recorded.')}</p>
      <div className="sh-filters">
        <Select className="rights-pick" aria-label={say('角色', 'Role')} value={role?.id ?? ''} showSearch={{ optionFilterProp: 'label' }} options={roles.map((one) => ({ value: one.id, label: label(one) }))} onChange={(id) => setParameters({ tab: 'matrix', role: id }, { replace: true })} />
        <Checkbox checked={onlyTaken} onChange={({ target }) => setOnlyTaken(target.checked)}>{say('只看已收回的', 'Only what was taken')}</Checkbox>
      </div>
      <section className="sh-card sh-tight">
        {rows.length === 0 ? <EmptyState filtered={onlyTaken} title={say('没有收回的权限', 'Nothing was taken')} /> : <DataTable label={say('角色权限', 'Permissions of the role')} rows={rows} rowKey={({ permission }) => permission} columns={columns} />}
      </section>
      {changing && role && <Change row={changing} roleTitle={textOf(role.title)} variables={variables} onClose={() => setChanging(undefined)} onDone={() => void refetch()} />}
    </div>
  );
}

function useColumns(mayTighten: boolean, onChange: (row: Row) => void): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  const { stationId } = useScope();
  // A station gives back what it took itself; what the bureau took stays.
  const ours = ({ taken }: Row) => !taken || (taken.stationId ?? undefined) === stationId;
  return [
    { key: 'permission', title: say('权限', 'Permission'), main: true, width: '38%', render: ({ words }) => <><b>{textOf(words.title)}</b><div className="sh-small sh-sub sh-long">{textOf(words.description)}</div></> },
    { key: 'state', title: say('现状', 'Now'), render: ({ taken, kept }) => (
      taken ? <div className="sh-long"><Chip tone="warn">{taken.stationId ? say('本所已收回', 'Taken by the station') : say('分局已收回', 'Taken by the bureau')}</Chip> <span className="sh-small">{taken.reason} <span className="sh-sub">{taken.takenBy} · {moment(taken.takenAt)}</span></span></div>
        : <div className="sh-long"><Chip tone="ok">{say('默认持有', 'Held by default')}</Chip>{kept && <span className="sh-small sh-sub"> {say('不能收回：{why}', 'Cannot be taken: {why}', { why: textOf(kept.words) })}</span>}</div>
    ) },
    ...(mayTighten ? [{ key: 'action', title: say('操作', 'Action'), width: '110px', render: (row: Row) => (row.kept || !ours(row) ? null : <Button size="small" onClick={() => onChange(row)}>{row.taken ? say('恢复…', 'Give back …') : say('收回…', 'Take …')}</Button>) }] : []),
  ];
}

function Change({ row, roleTitle, variables, onClose, onDone }: { row: Row; roleTitle: string; variables: { bureauId: string; stationId?: string }; onClose: () => void; onDone: () => void }) {
  const { say, textOf } = useWords();
  const [set] = useMutation(SetRolePermissionDocument);
  const held = row.taken !== null;
  const names = { role: roleTitle, permission: textOf(row.words.title) };
  return (
    <ReasonDrawer<object>
      danger={!held} title={held ? say('恢复“{role}”的“{permission}”', 'Give “{permission}” back to {role}', names) : say('收回“{role}”的“{permission}”', 'Take “{permission}” from {role}', names)}
      hint={held ? say('恢复到默认，立即生效。', 'Back to the default, at once.') : say('立即生效，已登录的人员也不例外；正在办理的任务需另行转派。', 'Counts at once, also for whoever is signed in. Tasks in hand must be assigned to others.')}
      reasonLabel={say('理由（相关人员会看到，并记入审计）', 'Why (those concerned read it; it goes into the audit record)')}
      submit={held ? say('恢复', 'Give back') : say('收回', 'Take')} done={held ? say('已恢复', 'Given back') : say('已收回', 'Taken')}
      send={({ reason }) => set({ variables: { ...variables, role: row.role, permission: row.permission, held, reason } })} onClose={onClose} onDone={onDone}
    />
  );
}
