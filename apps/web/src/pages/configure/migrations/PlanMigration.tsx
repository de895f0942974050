import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Radio, Select } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { MigrationPlanDocument, MigrationStationsDocument, RehearseMigrationDocument, type MigrationPlanQuery } from '../../../gql/migrations.js';
import { useCommand } from '../../../hooks.js';
import { readGraph, type Graph } from '../../instances/graph.js';
import { FieldRow } from '../FieldRow.js';
import { placeWords } from './words.js';
import '../configure.css';
import './migrations.css';

type Way = MigrationPlanQuery['migrationPlan'][number];
type StateWay = Way['states'][number];
/** By path in the old version: the path in the new one, or null where those instances stay. */
type States = Readonly<Record<string, string | null>>;

/** Plans how running instances get to the version in force: where each state leads, what becomes of their time; then it is rehearsed. */
export default function PlanMigration() {
  const { say } = useWords();
  const { bureauId, stationId } = useScope();
  const stations = useQuery(MigrationStationsDocument, { variables: { bureauId }, skip: stationId !== undefined });
  if (stations.error) return <ErrorState error={stations.error} onRetry={() => void stations.refetch()} />;
  if (stationId === undefined && stations.data === undefined) return <Loading rows={8} />;
  const all = stationId === undefined ? (stations.data?.stations ?? []) : [{ id: stationId, name: say('本所', 'This station') }];
  return <Plan all={all} />;
}

function Plan({ all }: { all: readonly { readonly id: string; readonly name: string }[] }) {
  const { say } = useWords();
  const { bureauId, stationId, base } = useScope();
  const { workflow = '' } = useParams();
  const location = useLocation();
  const navigate = useNavigate();
  const command = useCommand();
  const [rehearse] = useMutation(RehearseMigrationDocument);
  const [chosen, setChosen] = useState<readonly string[]>(() => all.map(({ id }) => id));
  const [states, setStates] = useState<States>({});
  const [recount, setRecount] = useState(false);
  const [because, setBecause] = useState(() => (location.state as { because?: string } | null)?.because ?? '');
  const id = useId();
  const decisions = useMemo(() => ({ states: Object.entries(states).map(([from, to]) => ({ from, to })), recount }), [states, recount]);
  const { data, previousData, error, refetch } = useQuery(MigrationPlanDocument, { variables: { stationIds: chosen, workflow, decisions }, skip: chosen.length === 0, fetchPolicy: 'no-cache' });
  const ways = (data ?? previousData)?.migrationPlan;
  const total = (ways ?? []).reduce((sum, { instances }) => sum + instances, 0);
  const here = `${base}/workflows/${workflow}`;
  const submit = async () => {
    let batch: string | undefined;
    const done = await command.run(async (idempotencyKey) => {
      const answer = await rehearse({ variables: { bureauId, stationId: stationId ?? null, stationIds: stationId === undefined ? chosen : null, workflow, decisions, because: because.trim(), idempotencyKey } });
      batch = answer.data?.rehearseMigration.id;
    });
    if (done && batch !== undefined) void navigate(`${here}/migrations/${batch}`, { replace: true });
  };
  const change = (work: () => void) => { command.reset(); work(); };
  return (
    <>
      <PageHeader title={say('迁移在办事项', 'Move running instances')} facts={<><Link to={here}>{say('返回流程配置', 'Back to the workflow’s settings')}</Link> · <Link to={`${here}/migrations`}>{say('以前的迁移', 'Earlier migrations')}</Link></>} />
      {stationId === undefined && (
        <Card id="stations">
          <FieldRow label={say('哪些派出所', 'At which stations')} htmlFor={`${id}-stations`}>
            <Select id={`${id}-stations`} mode="multiple" style={{ width: '100%', maxWidth: 720 }} maxTagCount={8} value={[...chosen]} options={all.map((station) => ({ value: station.id, label: station.name }))} showSearch={{ optionFilterProp: 'label' }} onChange={(next) => change(() => setChosen(next))} />
            <Button size="small" onClick={() => change(() => setChosen(all.map((station) => station.id)))}>{say('全部', 'All')}</Button>
          </FieldRow>
        </Card>
      )}
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : chosen.length === 0 ? <section className="sh-card"><EmptyState title={say('请选择派出所', 'Choose a station')} /></section> : ways === undefined ? <Loading rows={8} /> : ways.length === 0 ? (
        <section className="sh-card"><EmptyState title={say('在办事项都已按现行版本办理', 'Everything that runs is on the version in force')} hint={say('没有需要迁移的。以后发布新版本时，可在发布时选择迁移。', 'Nothing is to be moved. When you publish the next version you can choose to move what runs.')} action={<Link to={here}>{say('返回流程配置', 'Back to the workflow’s settings')}</Link>} /></section>
      ) : (
        <>
          {ways.map((way) => <WayCard key={`${way.from.version} ${way.to.version}`} way={way} states={states} onChange={(from, to) => change(() => setStates((now) => (to === undefined ? Object.fromEntries(Object.entries(now).filter(([path]) => path !== from)) : { ...now, [from]: to })))} />)}
          <Card title={say('时限与原因', 'Time and reason')} id="how">
            <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); if (because.trim() !== '') void submit(); }}>
              <Radio.Group aria-label={say('正在计的时限', 'Clocks that run')} vertical value={recount} onChange={(event) => change(() => setRecount(event.target.value as boolean))}>
                <Radio value={false}>{say('正在计的时限不变：到期时间和剩余时间照旧，之后的步骤按新版本计', 'Clocks that run keep their due moment and what is left of them; later steps count by the new version')}</Radio>
                <Radio value>{say('按新版本的期限重新计：仍从原来的开始时间算起，可能提前到期', 'Counted anew by the new version, from the same start: some may be due sooner')}</Radio>
              </Radio.Group>
              <FieldRow label={say('为什么迁移（记入审计和每件事项的历史）', 'Why (kept in the audit record and the history of each instance)')} htmlFor={`${id}-why`}><Input id={`${id}-why`} maxLength={500} value={because} onChange={(event) => change(() => setBecause(event.target.value))} /></FieldRow>
              <p className="sh-sub sh-small">{say('试演不改动任何事项：逐件算出去向、任务和时限的变化，列出不能迁移的和原因。看过结果再决定是否开始。', 'A rehearsal changes nothing: it works out for each instance where it goes and what becomes of its tasks and clocks, and lists those that cannot move and why. You decide after that.')}</p>
              <InlineError error={command.error} />
              <div className="form-foot"><Button onClick={() => void navigate(here)}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" disabled={because.trim() === ''} loading={command.sending}>{say('试演 {total} 件', 'Rehearse {total, plural, one {# instance} other {# instances}}', { total })}</Button></div>
            </form>
          </Card>
        </>
      )}
    </>
  );
}

function WayCard({ way, states, onChange }: { way: Way; states: States; onChange: (from: string, to: string | null | undefined) => void }) {
  const { say, textOf, number } = useWords();
  const [from, to] = useMemo(() => [readGraph(way.from.graph).places, readGraph(way.to.graph).places], [way.from.graph, way.to.graph]);
  // What a person should look at: states that lead elsewhere, or nowhere yet. The rest goes on where it is.
  const asked = (state: StateWay) => states[state.from] !== undefined || (state.instances > 0 && state.to !== state.from);
  const [open, same, empty] = [way.states.filter(asked), way.states.filter((state) => !asked(state) && state.instances > 0), way.states.filter((state) => !asked(state) && state.instances === 0)];
  const undecided = open.some(({ how, instances, from: path }) => how === null && instances > 0 && states[path] === undefined);
  const table = (listed: readonly StateWay[]) => (
    <table className="cf-questions mg-states">
      <thead><tr><th scope="col">{say('现在所处的状态', 'State now')}</th><th scope="col" className="sh-num">{say('在办', 'Running')}</th><th scope="col">{say('迁移后', 'After')}</th></tr></thead>
      <tbody>{listed.map((state) => <StateRow key={state.from} state={state} chosen={states[state.from]} from={from} to={to} onChange={(next) => onChange(state.from, next)} />)}</tbody>
    </table>
  );
  return (
    <Card title={say('版本 {version} 的 {count} 件', '{count, plural, one {# instance} other {# instances}} on version {version}', { version: way.from.version.slice(0, 8), count: way.instances })} id="way" extra={undecided ? <Chip tone="warn">{say('有状态待定', 'Some states are open')}</Chip> : undefined}>
      <h3>{say('新旧版本的不同', 'What differs between the versions')}</h3>
      {way.changes.length === 0 ? <p className="sh-sub">{say('对办理没有影响', 'Nothing that people would notice')}</p> : <ul className="cf-changes">{way.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</ul>}
      <h3 className="mg-head">{say('各状态的去向', 'Where each state leads')}</h3>
      {open.length > 0 ? table(open) : <p>{say('在办事项所处的状态，新版本里都有：各自留在原来的状态。', 'The new version has every state that instances are in: each stays in its own.')}</p>}
      {same.length > 0 && <details className="cf-below"><summary>{say('{count} 个状态不变（可另选去向）', '{count, number} states stay the same (another may be chosen)', { count: same.length })}</summary>{table(same)}</details>}
      {empty.length > 0 && <details className="cf-below"><summary>{say('现在没有事项的 {count} 个状态', '{count, number} states without instances now', { count: empty.length })}</summary>{table(empty)}</details>}
      <p className="sh-sub sh-small">{say('共 {count} 件。一件事项可同时处于几个状态；试演后又有办理的，以迁移时的状态为准。', '{count} in all. One instance may be in several states; where it goes on after the rehearsal, the state it is in when it moves counts.', { count: number(way.instances) })}</p>
    </Card>
  );
}

const PROPOSED = '(proposed)';
const STAYS = '(stays)';

interface StateProps {
  readonly state: StateWay;
  readonly chosen: string | null | undefined;
  readonly from: Graph['places'];
  readonly to: Graph['places'];
  readonly onChange: (to: string | null | undefined) => void;
}

function StateRow({ state, chosen, from, to, onChange }: StateProps) {
  const words = useWords();
  const { say, number } = words;
  const name = placeWords(from, state.from, words);
  const proposed = state.how === null || chosen !== undefined ? undefined : state.to === null ? say('不再有此状态', 'gone') : placeWords(to, state.to, words);
  const value = chosen === undefined ? (state.how === null ? undefined : PROPOSED) : (chosen ?? STAYS);
  const options = [
    ...(proposed !== undefined ? [{ value: PROPOSED, label: proposed }] : chosen === undefined ? [] : [{ value: PROPOSED, label: say('恢复系统建议', 'As proposed') }]),
    { value: STAYS, label: say('放弃此状态（只在此状态的留在原版本）', 'Given up (those in it alone stay)') },
    ...[...to].filter(([, place]) => place.kind !== 'choose' && place.kind !== 'history').map(([path]) => ({ value: path, label: placeWords(to, path, words) })),
  ];
  return (
    <tr data-from={state.from}>
      <td>{name}</td>
      <td className="sh-num">{number(state.instances)}</td>
      <td>
        <Select<string> aria-label={say('“{name}”迁移到', 'Where “{name}” leads', { name })} {...(value === undefined ? {} : { value })} placeholder={say('请选择', 'Choose')} status={value === undefined && state.instances > 0 ? 'warning' : ''} options={options} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} style={{ width: '100%', maxWidth: 420 }} onChange={(next) => onChange(next === PROPOSED ? undefined : next === STAYS ? null : next)} />
        {value === undefined && <div className="sh-small sh-warn-ink">{say('新版本没有相同的状态；不选则这些事项留在原版本', 'The new version has no such state; without a choice these stay')}</div>}
      </td>
    </tr>
  );
}
