import { useMutation } from '@apollo/client/react';
import { Chip, DataTable, serverClock, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { RevokeApiKeyDocument, type ApiKeyRowFragment } from '../../gql/api-keys.js';
import { useToast } from '../../shell/toast.js';

/** A key that ends within so many days is announced. */
const SOON_DAYS = 14;

/** Whether a key ends soon: a program that hangs on it needs another. */
export function endsSoon({ state, expiresAt }: Pick<ApiKeyRowFragment, 'state' | 'expiresAt'>): boolean {
  return state === 'LIVE' && Date.parse(expiresAt) - serverClock.now().getTime() < SOON_DAYS * 86_400_000;
}

/** The last day a key works on: one that ends at midnight works until the day before. */
export function lastDay({ expiresAt }: Pick<ApiKeyRowFragment, 'expiresAt'>): string {
  return new Date(Date.parse(expiresAt) - 1).toISOString();
}

/** Keys with what they carry, how they stand, and the way to end one. @param owners whether whose they are is shown */
export function KeyTable({ rows, owners = false }: { rows: readonly ApiKeyRowFragment[]; owners?: boolean }) {
  const { say, textOf, moment, date } = useWords();
  const toast = useToast();
  const [revoke] = useMutation(RevokeApiKeyDocument);
  const end = (keyId: string) => revoke({ variables: { keyId } }).then(() => toast.done(say('已撤销', 'Revoked')), toast.failed);
  const list = (words: readonly string[]) => words.join(say('、', ', '));
  return (
    <DataTable
      label={say('接口密钥', 'API keys')} rows={rows} rowKey={({ id }) => id}
      columns={[
        { key: 'title', title: say('名称', 'Title'), main: true, width: '210px', render: ({ title, purpose, ending }) => <><b className="sh-long">{title}</b> <span className="sh-mono sh-small sh-sub">…{ending}</span><div className="sh-small sh-sub sh-long">{purpose}</div></> },
        ...(owners ? [{ key: 'owner', title: say('所属', 'Owner'), width: '130px', render: ({ owner }: ApiKeyRowFragment) => <>{owner.displayName}<div className="sh-mono sh-small sh-sub">{owner.login}</div></> }] : []),
        { key: 'scope', title: say('范围', 'Scope'), render: ({ permissions, stations, mayChange }) => <div className="sh-long">{mayChange ? <Chip tone="warn">{say('可修改', 'may change')}</Chip> : <Chip>{say('只读', 'reads')}</Chip>} {list(permissions.map(({ title }) => textOf(title)))}<div className="sh-small sh-sub">{stations.length === 0 ? say('所列派出所您已不能查看', 'its stations are out of your sight') : list(stations.map(({ name }) => name))}</div></div> },
        { key: 'state', title: say('状态', 'State'), width: '190px', render: (row) => <><StateChip row={row} /><div className="sh-small sh-sub">{row.state === 'REVOKED' ? moment(row.revokedAt) : say('到期 {date}', 'until {date}', { date: date(lastDay(row)) })}</div></> },
        { key: 'used', title: say('最近使用', 'Last used'), width: '150px', render: ({ lastUsedAt, lastAddress }) => (lastUsedAt ? <>{moment(lastUsedAt)}<div className="sh-mono sh-small sh-sub">{lastAddress}</div></> : <span className="sh-sub">{say('从未', 'never')}</span>) },
        { key: 'action', title: say('操作', 'Action'), width: '96px', render: ({ id, state }) => state === 'LIVE' && <Popconfirm title={say('撤销这个密钥？', 'Revoke this key?')} description={say('立即失效，用它的程序会被拒绝；不能恢复。', 'At once and for good: programs that use it are refused.')} okText={say('撤销', 'Revoke')} cancelText={say('取消', 'Cancel')} onConfirm={() => end(id)}><Button size="small" danger>{say('撤销…', 'Revoke …')}</Button></Popconfirm> },
      ]}
    />
  );
}

function StateChip({ row }: { row: ApiKeyRowFragment }) {
  const { say } = useWords();
  if (row.state === 'REVOKED') return <Chip>{say('已撤销', 'Revoked')}</Chip>;
  if (row.state === 'EXPIRED') return <Chip>{say('已到期', 'Expired')}</Chip>;
  return endsSoon(row) ? <Chip tone="warn">{say('即将到期', 'Ends soon')}</Chip> : <Chip tone="ok">{say('有效', 'Live')}</Chip>;
}
