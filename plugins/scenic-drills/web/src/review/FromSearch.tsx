import { useMutation, useQuery } from '@apollo/client/react';
import { AreaMap, Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, serverClock, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { drillFromSearch, REPLACED, type Position, type Scenario } from '@stationhouse/scenic-drills-common';
import { Button, Checkbox, Input, Select } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { PastSearchesDocument, PlanDrillFromSearchDocument } from '../gql/review.js';
import { reviewsPage } from './paths.js';
import { usePastSearch } from './usePastSearch.js';
import './review.css';

const HOUR_MS = 3_600_000;

/** A drill made of a past real search: which one, why it is read, where it takes place; then what will be in it, before it is saved. Nothing of a person leaves this page. */
export default function FromSearch() {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(PastSearchesDocument, { variables: { stationId } });
  const read = usePastSearch();
  const command = useCommand();
  const [plan] = useMutation(PlanDrillFromSearchDocument);
  const [search, setSearch] = useState<string>();
  const [purpose, setPurpose] = useState('');
  const [site, setSite] = useState<Position>();
  const [kept, setKept] = useState(false);
  const [made, setMade] = useState<Scenario>();
  const id = useId();
  const area = data?.me.stations.find(({ station }) => station.id === stationId)?.station.area;
  const points = useMemo(() => (site === undefined ? [] : [{ key: 'site', title: say('演练起点', 'Where the drill begins'), longitude: site[0], latitude: site[1], grade: 'blue' as const }]), [site, say]);
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} />;
  const searches = data.instances.edges.map(({ node }) => node).filter(({ exercise }) => !exercise);
  const ready = search !== undefined && purpose.trim().length >= 2 && (kept || site !== undefined);
  const make = () => command.run(async () => {
    const begins = new Date(Math.ceil(serverClock.now().getTime() / HOUR_MS) * HOUR_MS).toISOString();
    setMade(drillFromSearch(await read(search ?? '', purpose.trim()), { beginsAt: begins, site: kept ? null : (site ?? null) }));
  });
  const save = () => command.run(async () => {
    if (made === undefined) return;
    const { data: planned } = await plan({ variables: { stationId, plan: made.plan as never } });
    if (planned) await navigate(`${base}/exercises/${planned.planExercise.id}`);
  });
  return (
    <>
      <PageHeader title={say('由真实查找编演练', 'A drill from a past search')} facts={<>{textOf({ zhCN: REPLACED['zh-CN'], en: REPLACED.en })} · <Link to={`${base}/${reviewsPage}`}>{say('演练复盘', 'Drill reviews')}</Link></>} />
      {searches.length === 0 ? <EmptyState title={say('还没有办结的查找', 'No search is closed yet')} hint={say('查找办结后可在此编成演练。', 'Once a search is closed, a drill can be made of it here.')} /> : (
        <div className="review-cols">
          <Card title={say('从哪一件', 'Of which search')} id="past">
            <form className="past-steps" onSubmit={(event) => { event.preventDefault(); void make(); }}>
              <label htmlFor={`${id}-search`}>{say('已办结的查找', 'A closed search')}</label>
              <Select id={`${id}-search`} size="large" showSearch optionFilterProp="label" value={search ?? null} onChange={(value) => { command.reset(); setMade(undefined); setSearch(value ?? undefined); }} options={searches.map(({ id: value, number, title }) => ({ value, label: `${number} ${title}` }))} placeholder={say('选择', 'Choose')} />
              <label htmlFor={`${id}-purpose`}>{say('查看事由（将记入审计）', 'Purpose (goes into the audit)')}</label>
              <Input id={`${id}-purpose`} size="large" maxLength={200} value={purpose} onChange={(event) => { command.reset(); setPurpose(event.target.value); }} placeholder={say('如：编制景区演练', 'Like: making a drill of it')} />
              <Checkbox checked={kept} onChange={(event) => { setMade(undefined); setKept(event.target.checked); }}>{say('点位保持原地（由所长决定；默认移到所选位置）', 'Keep the points where they were, by the chief’s decision; moved to the chosen place otherwise')}</Checkbox>
              {!kept && <><span>{say('在地图上点演练起点', 'Point at where the drill begins')}</span><AreaMap label={say('演练起点', 'Where the drill begins')} area={area} points={points} onPick={({ longitude, latitude }) => { setMade(undefined); setSite([longitude, latitude]); }} /></>}
              <InlineError error={command.error} />
              <Button type="primary" size="large" htmlType="submit" disabled={!ready} loading={command.sending && made === undefined}>{say('编成演练', 'Make a drill of it')}</Button>
            </form>
          </Card>
          {made !== undefined && <Preview made={made} saving={command.sending} onSave={() => void save()} />}
        </div>
      )}
    </>
  );
}

/** What will be in it: nothing is saved before somebody has looked. */
function Preview({ made: { plan, left }, saving, onSave }: { made: Scenario; saving: boolean; onSave: () => void }) {
  const { say } = useWords();
  return (
    <Card title={say('演练内容', 'What is in it')} id="made" extra={<Button type="primary" loading={saving} onClick={onSave}>{say('保存为演练', 'Save as an exercise')}</Button>}>
      <p className="sh-sub">{say('导调 {injects} 条，目标 {objectives} 项', '{injects} injects, {objectives} objectives', { injects: plan.injects.length, objectives: plan.objectives.length })}{left > 0 && <> · {say('{left} 条放不下，未编入', '{left} had no place', { left })}</>}</p>
      <ul className="past-injects">{plan.injects.map(({ title, after }, index) => <li key={index}><span className="sh-mono sh-small">{offsetOf(after)}</span><span className="sh-long">{title}</span></li>)}</ul>
      <h3>{say('目标', 'Objectives')}</h3>
      <ul className="past-injects">{plan.objectives.map(({ title, within }, index) => <li key={index}><span className="sh-mono sh-small">≤ {offsetOf(within).slice(2)}</span><span className="sh-long">{title}</span></li>)}</ul>
    </Card>
  );
}

/** `PT90S` as `T+00:01:30`. */
function offsetOf(after: string): string {
  const seconds = Number(after.slice(2, -1));
  const two = (value: number) => String(value).padStart(2, '0');
  return `T+${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
