import { Card, DataTable, useWords, type Column } from '@stationhouse/plugin-web';
import type { DirectedPatrolQuery } from '../../gql/places.js';
import { percentWords } from './words.js';

type Measured = NonNullable<DirectedPatrolQuery['directedPatrol']['measured']>;
type Hits = Measured['recommendation'][number];

/** How well the recommendation did on weeks it did not know, beside two simple ways. */
export function HitRates({ measured }: { measured: Measured | undefined }) {
  const { say } = useWords();
  if (measured === undefined) {
    return <Card title={say('命中率', 'Hit rate')}><p className="sh-sub">{say('警情记录不足三周，还不能测量命中率；推荐按一般参数给出，请谨慎使用。', 'There are fewer than three weeks of incidents: the hit rate cannot be measured yet, and the recommendation uses plain parameters. Use it with care.')}</p></Card>;
  }
  const shown = (hits: Hits | undefined) => (hits === undefined ? '—' : say('{rate}（{index} 倍）', '{rate} ({index}×)', { rate: percentWords(hits.hitRate), index: hits.accuracyIndex.toFixed(1) }));
  const columns: Column<Hits>[] = [
    { key: 'share', title: say('巡逻的地点×时段占比', 'Share of places × hours patrolled'), main: true, render: ({ share }) => percentWords(share) },
    { key: 'recommendation', title: say('本推荐命中', 'This recommendation'), align: 'right', render: (hits) => <b>{shown(hits)}</b> },
    { key: 'lastWeek', title: say('照上周次数', 'By last week’s counts'), align: 'right', render: ({ share }) => shown(measured.lastWeek.find((hits) => hits.share === share)) },
    { key: 'longRun', title: say('照长期平均', 'By the long-run average'), align: 'right', render: ({ share }) => shown(measured.longRun.find((hits) => hits.share === share)) },
  ];
  const weeks = measured.weeks.length;
  return (
    <Card title={say('命中率', 'Hit rate')} tight>
      <p className="sh-sub places-pad">{say('在未参与计算的 {weeks} 周、{incidents, number} 起警情上测得：落在推荐地点和时段里的警情占比；括号内为相当于平均密度的倍数（PAI）。', 'Measured on {weeks, plural, one {# week} other {# weeks}} that took no part, {incidents, number} incidents: the share that fell into the places and hours chosen; in brackets how many times the mean density (PAI).', { weeks, incidents: measured.incidents })}</p>
      <DataTable dense label={say('命中率', 'Hit rate')} columns={columns} rows={measured.recommendation} rowKey={({ share }) => String(share)} />
    </Card>
  );
}
