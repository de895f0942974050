import { useQuery } from '@apollo/client/react';
import { Card, ErrorState, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, InputNumber, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { SearchSuggestionDocument, type SearchSuggestionQueryVariables } from '../gql/ground.js';
import { notCountedOf, percent, reasonOf, type Ground, type Suggestion } from './words.js';

type Searcher = SearchSuggestionQueryVariables['teams'][number]['searcher'];

interface Props {
  readonly instanceId: string;
  readonly purpose: string | undefined;
  readonly ground: Ground;
  readonly onChoose: (segmentId: string) => void;
}

interface TeamAtHand {
  readonly searcher: Searcher;
  readonly searchers: number;
  readonly hours: number;
}

const MOST_TEAMS = 12;

/** Where to send whom next, and why; what the plain ways would do; what no figure knows of. Nobody is sent by it. */
export function SuggestionCard({ instanceId, purpose, ground, onChoose }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const [teams, setTeams] = useState<readonly TeamAtHand[]>([{ searcher: 'FOOT', searchers: 4, hours: 2 }]);
  const [night, setNight] = useState(false);
  const asked = teams.map((team, index) => ({ ...team, name: say('第 {n} 组', 'Team {n}', { n: index + 1 }) }));
  const able = ground.lastKnown !== null && ground.segments.length > 0;
  // What changed the ground changes what is suggested: asked anew.
  const state = `${ground.passes.length} ${ground.success ?? ''} ${ground.segments.map(({ segment }) => segment.version).join()}`;
  const { data, previousData, error, loading, refetch } = useQuery(SearchSuggestionDocument, { variables: { stationId, id: instanceId, purpose: purpose ?? null, teams: asked, night }, skip: !able, fetchPolicy: 'no-cache' });
  const reckoned = useRef(state);
  useEffect(() => {
    if (reckoned.current === state) return;
    reckoned.current = state;
    // A failed reading shows by the query itself.
    if (able) void refetch().catch(() => undefined);
  }, [state, able, refetch]);
  const suggestion = (data ?? previousData)?.searchGround.suggestion;
  const change = (index: number, part: Partial<TeamAtHand>) => setTeams(teams.map((team, at) => (at === index ? { ...team, ...part } : team)));
  const searchers: readonly { readonly value: Searcher; readonly label: string }[] = [{ value: 'FOOT', label: say('徒步', 'On foot') }, { value: 'DOG', label: say('搜救犬', 'Dogs') }, { value: 'DRONE', label: say('无人机', 'Drones') }];
  return (
    <Card title={say('下一步建议', 'Where next')} id="suggestion" extra={loading && <span className="sh-sub sh-small" role="status">{say('正在计算…', 'Reckoning…')}</span>}>
      {!able ? <p className="sh-sub">{ground.lastKnown === null ? say('标出最后出现地点后给出建议。', 'Once the last-known point is on the map.') : say('划出搜索区后给出建议。', 'Once there is a segment.')}</p> : (
        <>
          <ul className="ground-teams" aria-label={say('可用的队伍', 'Teams at hand')}>
            {teams.map((team, index) => (
              <li key={index} className="sh-row">
                <span className="sh-sub">{asked[index]?.name}</span>
                <Select aria-label={say('第 {n} 组的方式', 'How team {n} searches', { n: index + 1 })} value={team.searcher} onChange={(searcher: Searcher) => change(index, { searcher })} options={[...searchers]} popupMatchSelectWidth={false} />
                <label>{' '}<InputNumber aria-label={say('第 {n} 组人数', 'People of team {n}', { n: index + 1 })} min={1} max={500} value={team.searchers} onChange={(value) => change(index, { searchers: value ?? 1 })} style={{ width: 64 }} /> {say('人', 'people')}</label>
                <label>{' '}<InputNumber aria-label={say('第 {n} 组小时', 'Hours of team {n}', { n: index + 1 })} min={0.5} max={12} step={0.5} value={team.hours} onChange={(value) => change(index, { hours: value ?? 1 })} style={{ width: 64 }} /> {say('小时', 'h')}</label>
                {teams.length > 1 && <Button type="text" size="small" aria-label={say('去掉第 {n} 组', 'Leave team {n} out', { n: index + 1 })} onClick={() => setTeams(teams.filter((_, at) => at !== index))}>✕</Button>}
              </li>
            ))}
          </ul>
          <div className="sh-row"><Button size="small" disabled={teams.length >= MOST_TEAMS} onClick={() => setTeams([...teams, { searcher: 'FOOT', searchers: 4, hours: 2 }])}>{say('加一组', 'Another team')}</Button><Checkbox checked={night} onChange={({ target }) => setNight(target.checked)}>{say('夜间', 'By night')}</Checkbox></div>
          {error && suggestion === undefined ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : suggestion === undefined ? <Loading rows={3} /> : suggestion === null ? null : <Proposal suggestion={suggestion} ground={ground} onChoose={onChoose} />}
          {suggestion && (
            <>
              <p className="sh-small ground-compare">{say('按建议约 {plan} 的把握找到；平均分派约 {evenly}，由近及远约 {nearest}。', 'This way about {plan} to find them; evenly divided {evenly}, nearest first {nearest}.', { plan: percent(suggestion.success), evenly: percent(suggestion.evenly), nearest: percent(suggestion.nearestFirst) })}</p>
              <p className="ground-person">{say('仅供参考，由人决定；不会自动派人。', 'A suggestion. A person decides: nobody is sent by it.')}</p>
              <details className="sh-small"><summary>{say('没有算进去的', 'What was not counted')}</summary><ul className="ground-plain">{suggestion.notCounted.map((code) => <li key={code}>{textOf(notCountedOf(code))}</li>)}</ul></details>
            </>
          )}
        </>
      )}
    </Card>
  );
}

/** The stays of a proposal by when they begin. */
function Proposal({ suggestion, ground, onChoose }: Pick<Props, 'ground' | 'onChoose'> & { readonly suggestion: Suggestion }) {
  const { say, textOf } = useWords();
  const segments = new Map(ground.segments.map(({ segment }) => [segment.id, segment]));
  const clock = (hours: number) => say('{minutes} 分钟', '{minutes} min', { minutes: Math.round(hours * 60) });
  if (suggestion.stays.length === 0) return <p role="status">{say('这些队伍来不及到达任何仍值得搜的地方。', 'These teams have no time to reach anything that is worth it.')}</p>;
  return (
    <ol className="ground-stays" aria-label={say('建议的先后', 'In this order')}>
      {suggestion.stays.map(({ team, segmentId, fromH, toH, leavesH, success, reasons }) => {
        const segment = segments.get(segmentId);
        return (
          <li key={`${team}${segmentId}${fromH}`}>
            <div><b>{team}</b> → <Button type="link" className="ground-name" onClick={() => onChoose(segmentId)}>{segment?.name ?? say('第 {position} 区', 'No. {position}', { position: segment?.position ?? 0 })}</Button> <span className="sh-sub sh-small">{say('路上 {way}，搜 {stay}，{chance} 的把握', '{way} on the way, {stay} there, {chance} to find them', { way: clock(fromH - leavesH), stay: clock(toH - fromH), chance: percent(success) })}</span></div>
            <div className="sh-small">{say('因为：{reasons}', 'because: {reasons}', { reasons: reasons.map((reason) => textOf(reasonOf(reason, segment?.danger?.reason))).join(say('；', '; ')) })}</div>
          </li>
        );
      })}
    </ol>
  );
}
