import { useQuery } from '@apollo/client/react';
import { nearestFirst, type Leg, type Position } from '@stationhouse/anti-fraud-common';
import { EmptyState, ErrorState, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { NearBranchesDocument, type NearBranchesQuery } from '../gql/near.js';
import { branchesPage } from '../paths.js';
import { dialled, legWords, onMap } from './words.js';

type Branch = NearBranchesQuery['bankBranches'][number];
const SHOWN = 5;

/** The bank branches of the area: those of a name, the nearest first where a place was chosen. */
export function Branches({ from, whereabouts }: { from: Position | undefined; whereabouts: string }) {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const [typed, setTyped] = useState<string>();
  const { data, error, refetch } = useQuery(NearBranchesDocument, { variables: { stationId } });
  if (error && data === undefined) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} />;
  const all = data.bankBranches;
  // What the call wrote down names a bank as often as not.
  const named = typed ?? all.find(({ bank }) => whereabouts.includes(bank))?.bank ?? '';
  const wanted = all.filter(({ bank, name, address }) => [bank, name, address].join(' ').toLowerCase().includes(named.trim().toLowerCase()));
  const sorted: readonly { readonly thing: Branch; readonly leg?: Leg }[] = from === undefined ? wanted.map((thing) => ({ thing })) : [...nearestFirst(from, wanted).map(({ thing, ...leg }) => ({ thing, leg })), ...wanted.filter(({ longitude }) => longitude === null).map((thing) => ({ thing }))];
  return (
    <div className="near-part">
      <h3>{say('银行网点', 'Bank branches')}</h3>
      {all.length === 0 ? (
        <EmptyState title={say('本所还没有登记银行网点', 'The station has written down no bank branch')} hint={may('bankBranch.keep') ? say('可逐个登记，或从表格导入。', 'Add them one by one or from a sheet.') : say('请所长登记。', 'The chief keeps them.')} action={<Link to={`${base}/${branchesPage}`}>{say('打开银行网点', 'Open bank branches')}</Link>} />
      ) : (
        <>
          <Input size="large" allowClear aria-label={say('按银行、网点、地址查找', 'Find by bank, branch or address')} placeholder={say('银行、网点或地址', 'Bank, branch or address')} value={named} onChange={({ target }) => setTyped(target.value)} />
          {sorted.length === 0 && <p className="sh-sub" role="status">{say('没有符合的网点。', 'No branch fits.')}</p>}
          <ul className="near-list" aria-label={say('银行网点', 'Bank branches')}>{sorted.slice(0, SHOWN).map(({ thing, leg }) => <BranchRow key={thing.id} branch={thing} leg={leg} />)}</ul>
          {sorted.length > SHOWN && <Link to={`${base}/${branchesPage}`}>{say('全部 {count, number} 个网点', 'All {count, number} branches', { count: all.length })}</Link>}
        </>
      )}
    </div>
  );
}

function BranchRow({ branch: { bank, name, address, phone, longitude, latitude }, leg }: { branch: Branch; leg: Leg | undefined }) {
  const words = useWords();
  const { say } = words;
  return (
    <li className="near-row">
      <div className="near-words"><b>{bank} {name}</b>{leg && <span className="near-leg">{legWords(leg, words)}</span>}<span className="sh-sub sh-small">{address}{longitude === null && <> · {say('未登记位置', 'no position')}</>}</span></div>
      <div className="sh-row near-ways">
        {phone && <a className="near-way" href={dialled(phone)} aria-label={say('拨打 {name}：{phone}', 'Call {name}: {phone}', { name, phone })}>{say('拨打', 'Call')}</a>}
        {longitude !== null && latitude !== null && <a className="near-way" href={onMap(longitude, latitude, `${bank} ${name}`)} aria-label={say('在手机地图上打开 {name}', 'Open {name} on the phone’s map', { name })}>{say('地图', 'Map')}</a>}
      </div>
    </li>
  );
}
