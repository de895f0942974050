import { useQuery } from '@apollo/client/react';
import { AreaMap, Card, DataTable, EmptyState, ErrorState, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { BankBranchAreaDocument, BankBranchesDocument, type BranchFieldsFragment } from '../gql/branches.js';
import { dialled } from '../near/words.js';
import { BranchDrawer } from './BranchDrawer.js';
import { BranchSheet } from './BranchSheet.js';

type Doing = { readonly what: 'add' } | { readonly what: 'sheet' } | { readonly what: 'change'; readonly branch: BranchFieldsFragment };

/** The bank branches of the station's area: who runs to one finds it here; the chief keeps them. */
export default function Branches() {
  const { say, number } = useWords();
  const { stationId, may } = useStation();
  const keeps = may('bankBranch.keep');
  const [doing, setDoing] = useState<Doing>();
  const [wanted, setWanted] = useState('');
  const { data, error, refetch } = useQuery(BankBranchesDocument, { variables: { stationId } });
  const done = () => {
    setDoing(undefined);
    void refetch().catch(() => undefined); // shows by the query itself
  };
  const branches = data?.bankBranches ?? [];
  const rows = branches.filter(({ bank, name, address }) => `${bank} ${name} ${address}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  const actions = keeps && <><Button onClick={() => setDoing({ what: 'sheet' })}>{say('从表格导入', 'From a sheet')}</Button><Button type="primary" onClick={() => setDoing({ what: 'add' })}>{say('登记网点', 'Add a branch')}</Button></>;
  return (
    <>
      <PageHeader title={say('银行网点', 'Bank branches')} facts={say('劝阻时按远近列出；不含个人信息', 'The nearest are shown while somebody is dissuaded; nothing here is personal')} actions={actions || undefined} />
      {error && data === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : branches.length === 0 ? (
        <Card><EmptyState title={say('还没有登记银行网点', 'No bank branch is written down')} hint={keeps ? say('可逐个登记；银行提供的名单可从表格导入，一次最多 500 行。', 'Add them one by one, or take in a bank’s list from a sheet of at most 500 rows.') : say('由所长登记。', 'The chief keeps them.')} /></Card>
      ) : (
        <>
          {branches.some(({ longitude }) => longitude !== null) && <BranchMap branches={rows} />}
          <div className="sh-filters"><Input allowClear style={{ maxWidth: 320 }} aria-label={say('查找', 'Find')} placeholder={say('银行、网点或地址', 'Bank, branch or address')} value={wanted} onChange={({ target }) => setWanted(target.value)} /><span className="sh-sub" role="status">{say('{shown} / 共 {all} 个', '{shown} of {all}', { shown: number(rows.length), all: number(branches.length) })}</span></div>
          <Card tight>
            {rows.length === 0 ? <EmptyState filtered title={say('没有符合的网点', 'No branch fits')} action={<Button onClick={() => setWanted('')}>{say('清除查找', 'Clear')}</Button>} /> : (
              <DataTable
                label={say('银行网点', 'Bank branches')} rows={rows} rowKey={({ id }) => id}
                columns={[
                  { key: 'name', title: say('网点', 'Branch'), main: true, render: ({ name, bank }) => <>{bank} <b>{name}</b></> },
                  { key: 'address', title: say('地址', 'Address'), render: ({ address }) => address },
                  { key: 'phone', title: say('电话', 'Phone'), render: ({ phone }) => (phone ? <a href={dialled(phone)} className="sh-whole">{phone}</a> : '—') },
                  { key: 'place', title: say('位置', 'Position'), render: ({ longitude, latitude }) => (longitude === null ? <span className="sh-sub">{say('未登记', 'None')}</span> : <span className="sh-mono sh-small">{longitude}, {latitude}</span>) },
                  ...(keeps ? [{ key: 'do', title: say('操作', 'Actions'), render: (branch: BranchFieldsFragment) => <Button size="small" onClick={() => setDoing({ what: 'change', branch })} aria-label={say('更正 {bank} {name}', 'Change {bank} {name}', { bank: branch.bank, name: branch.name })}>{say('更正', 'Change')}</Button> }] : []),
                ]}
              />
            )}
          </Card>
        </>
      )}
      {doing?.what === 'sheet' && <BranchSheet onClose={() => setDoing(undefined)} onDone={() => void refetch().catch(() => undefined)} />}
      {doing !== undefined && doing.what !== 'sheet' && <BranchDrawer branch={doing.what === 'change' ? doing.branch : undefined} onClose={() => setDoing(undefined)} onDone={done} />}
    </>
  );
}

function BranchMap({ branches }: { branches: readonly BranchFieldsFragment[] }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data } = useQuery(BankBranchAreaDocument);
  const points = useMemo(() => branches.flatMap(({ id, bank, name, longitude, latitude }) => (longitude === null || latitude === null ? [] : [{ key: id, title: `${bank} ${name}`, longitude, latitude, grade: 'blue' as const }])), [branches]);
  return <Card><div style={{ maxWidth: 560 }}><AreaMap label={say('网点分布', 'Where the branches are')} area={data?.me.stations.find(({ station }) => station.id === stationId)?.station.area} points={points} /></div></Card>;
}
