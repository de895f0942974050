import { useQuery } from '@apollo/client/react';
import { ClockChip, EmptyState, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Segmented, Select } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { FoundPropertiesDocument, LostPropertiesDocument, type FoundPropertiesQuery, type FoundPropertyKind, type LostPropertiesQuery } from '../gql/lists.js';
import { newFoundProperty, newLostProperty } from '../paths.js';
import { Closed, useClosed } from './Closed.js';
import { Listing, PAGE } from './Listing.js';
import { LossesHead } from './LossesHead.js';
import { dash, useInstanceColumns } from './useInstanceColumns.js';

type Found = FoundPropertiesQuery['rows']['edges'][number]['node'];
type Lost = LostPropertiesQuery['rows']['edges'][number]['node'];
const KINDS = ['phone', 'purse', 'papers', 'keys', 'bag', 'jewellery', 'pet', 'aid', 'other'] as const satisfies readonly FoundPropertyKind[];

/** What was found and waits for its owner, and what was lost; by kind. Which of both, and which kind, stand in the address. */
export default function Property() {
  const { say } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const lost = parameters.get('which') === 'lost';
  const kind = KINDS.find((one) => one === parameters.get('kind'));
  const set = (key: string, value: string | undefined) => setParameters((now) => {
    const next = new URLSearchParams(now);
    if (value === undefined) next.delete(key);
    else next.set(key, value);
    return next;
  }, { replace: true });
  const titles: Readonly<Record<FoundPropertyKind, string>> = { phone: say('手机、数码', 'Phone, electronics'), purse: say('钱包、现金', 'Purse, cash'), papers: say('证件', 'Papers'), keys: say('钥匙', 'Keys'), bag: say('箱包', 'Bag'), jewellery: say('首饰', 'Jewellery'), pet: say('宠物', 'Pet'), aid: say('助听、助行等器具', 'Hearing aid, walking aid'), other: say('其他', 'Other') };
  const starts = [{ title: say('接收拾得物品', 'Something was found'), path: newFoundProperty }, { title: say('登记遗失', 'Something was lost'), path: newLostProperty }];
  return (
    <>
      <LossesHead title={say('失物招领', 'Lost and found property')} facts={say('经手人与保管人分开；公告满一年无人认领的依法上缴', 'Its keeper is not who took it in; unclaimed a year after the notice it falls to the state')} starts={lost ? starts.toReversed() : starts} />
      <Closed open={lost ? say('查找中', 'Looked for') : say('招领中', 'To be claimed')}>
        <Segmented aria-label={say('哪一类', 'Which')} value={lost ? 'lost' : 'found'} onChange={(value) => set('which', value === 'lost' ? 'lost' : undefined)} options={[{ value: 'found', label: say('拾得物品', 'Found') }, { value: 'lost', label: say('遗失物品', 'Lost') }]} />
        <Select<FoundPropertyKind> aria-label={say('种类', 'Kind')} allowClear placeholder={say('全部种类', 'All kinds')} style={{ minWidth: 150 }} value={kind ?? null} onChange={(value) => set('kind', value)} options={KINDS.map((value) => ({ value, label: titles[value] }))} />
      </Closed>
      <section className="sh-card sh-tight">{lost ? <LostList kind={kind} /> : <FoundList kind={kind} />}</section>
    </>
  );
}

interface Of {
  readonly kind: FoundPropertyKind | undefined;
}

function FoundList({ kind }: Of) {
  const { say, textOf, moment } = useWords();
  const { stationId, base } = useStation();
  const { closed } = useClosed();
  const read = useQuery(FoundPropertiesDocument, { variables: { stationId, filter: { instance: { closed }, ...(kind ? { kind: { in: [kind] } } : {}) }, first: PAGE }, notifyOnNetworkStatusChange: true });
  const columns: Column<Found>[] = [
    { key: 'kind', title: say('物品', 'What'), main: true, render: ({ kindTitle, notice, instance }) => <><b>{textOf(kindTitle) || instance.title}</b>{notice && <div className="sh-sub sh-clip">{notice}</div>}</> },
    { key: 'found', title: say('拾得', 'Found'), width: '128px', render: ({ foundOn }) => <span className="sh-num">{moment(foundOn)}</span> },
    { key: 'shelf', title: say('存放', 'Shelf'), width: '110px', render: ({ shelf }) => shelf ?? dash },
    { key: 'notice', title: say('招领期限', 'Claimed within'), width: '140px', render: ({ instance }) => <Left dueAt={instance.clocks.find(({ key, stoppedAt }) => key === 'notice' && !stoppedAt)?.dueAt} /> },
    ...Object.values(useInstanceColumns<Found>()),
  ];
  return <Listing<Found, FoundPropertiesQuery> key={`${closed} ${kind ?? ''}`} label={say('拾得物品', 'Found property')} read={read} columns={columns} link={({ id }) => `${base}/instances/${id}`} empty={<Empty kind={kind} title={closed ? say('还没有办结的拾得物品', 'No found property has been closed yet') : say('没有待招领的物品', 'Nothing waits for its owner')} hint={say('接收后由保管员入库、公告，凭证明认领。', 'Received, stored by the custodian, announced, claimed with proof.')} path={newFoundProperty} action={say('接收拾得物品', 'Something was found')} />} />;
}

/** How long it may still be claimed; nothing where that does not run. */
function Left({ dueAt }: { dueAt: string | null | undefined }) {
  return dueAt ? <ClockChip dueAt={dueAt} /> : dash;
}

function LostList({ kind }: Of) {
  const { say, textOf, moment, number } = useWords();
  const { stationId, base } = useStation();
  const { closed } = useClosed();
  const read = useQuery(LostPropertiesDocument, { variables: { stationId, filter: { instance: { closed }, ...(kind ? { kind: { in: [kind] } } : {}) }, first: PAGE }, notifyOnNetworkStatusChange: true });
  const columns: Column<Lost>[] = [
    { key: 'kind', title: say('物品', 'What'), main: true, render: ({ kindTitle, instance }) => textOf(kindTitle) || instance.title },
    { key: 'lost', title: say('遗失', 'Lost'), width: '128px', render: ({ lostOn }) => <span className="sh-num">{moment(lostOn)}</span> },
    { key: 'value', title: say('价值（元）', 'Value (yuan)'), width: '120px', align: 'right', render: ({ value }) => (value === null ? dash : number(value)) },
    ...Object.values(useInstanceColumns<Lost>()),
  ];
  return <Listing<Lost, LostPropertiesQuery> key={`${closed} ${kind ?? ''}`} label={say('遗失物品', 'Lost property')} read={read} columns={columns} link={({ id }) => `${base}/instances/${id}`} empty={<Empty kind={kind} title={closed ? say('还没有办结的遗失登记', 'No lost property has been closed yet') : say('没有正在查找的遗失物品', 'No lost property is looked for')} hint={say('登记后与拾得物品比对，由人确认。', 'Matched with what was found, and confirmed by a person.')} path={newLostProperty} action={say('登记遗失', 'Something was lost')} />} />;
}

function Empty({ kind, title, hint, path, action }: Of & { readonly title: string; readonly hint: string; readonly path: string; readonly action: string }) {
  const { say } = useWords();
  const { base, may } = useStation();
  if (kind !== undefined) return <EmptyState filtered title={say('这一种类目前没有', 'None of this kind at present')} hint={say('可换一个种类，或看全部。', 'Choose another kind, or see all.')} />;
  return <EmptyState title={title} hint={hint} action={may('instance.start') && <Link to={`${base}/${path}`}>{action}</Link>} />;
}
