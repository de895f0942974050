import { Card, Chip, DataTable, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { BriefingFullFragment, BriefingItemPartsFragment } from '../../gql/briefings.js';
import { PERMISSIONS } from '../../permissions.js';
import { CellMap } from '../places/map/CellMap.js';
import { levelOf, type MapCell } from '../places/map/cells.js';
import { Scale } from '../places/map/Scale.js';
import { changeWords, spanWords, weekWords } from './words.js';

export type Texts = BriefingFullFragment['texts'];
type TextName = Exclude<keyof Texts, '__typename'>;

/** Texts being written; absent for whoever only reads. */
export interface Writing {
  readonly texts: Texts;
  readonly onChange: (name: TextName, value: string) => void;
}

const MARKED = 8;
const SHOWN_AT_FIRST = 10;

/** What a briefing says, part by part: the figures, and beside each what somebody wrote of it. */
export function Sections({ briefing, writing }: { briefing: BriefingFullFragment; writing: Writing | undefined }) {
  const { say, textOf } = useWords();
  const note = (name: TextName, label: string, rows?: number) => <Note label={label} name={name} rows={rows} text={briefing.texts[name]} writing={writing} />;
  return (
    <div className="sh-stack">
      <Card title={say('一、总体情况', '1. The week')}>
        <p className="briefing-headline">{textOf(briefing.headline)}</p>
        {note('overview', say('总体研判', 'Analysis'), 4)}
      </Card>
      <Card title={say('二、分类警情', '2. Incidents by category')}>
        <div className="briefing-figures"><Categories briefing={briefing} /></div>
        {note('incidents', say('警情研判', 'Remark on incidents'))}
      </Card>
      <Card title={say('三、热点分布', '3. Hot spots')}>
        <HotSpots map={briefing.map} />
        {note('map', say('热点研判', 'Remark on hot spots'))}
      </Card>
      <Card title={say('四、逾期时限（{count, number}）', '4. Overdue clocks ({count, number})', { count: briefing.clocks.total })}>
        <Items items={briefing.clocks.items} total={briefing.clocks.total} label={say('逾期时限', 'Overdue clocks')} none={say('没有逾期时限。', 'No clock is overdue.')} />
        {note('clocks', say('逾期说明', 'Remark on overdue clocks'))}
      </Card>
      <Card title={say('五、待办跟进（{count, number}）', '5. Follow-ups due ({count, number})', { count: briefing.followUps.total })}>
        <Items items={briefing.followUps.items} total={briefing.followUps.total} label={say('待办跟进', 'Follow-ups due')} none={say('未来七天内没有到期任务。', 'Nothing is due within seven days.')} />
        {note('followUps', say('跟进说明', 'Remark on follow-ups'))}
      </Card>
      <Card title={say('六、演练待改进（{count, number}）', '6. Objectives that drills missed ({count, number})', { count: briefing.drills.length })}>
        <Drills drills={briefing.drills} />
        {note('drills', say('改进说明', 'Remark on drills'))}
      </Card>
      {(writing !== undefined || briefing.texts.tasking !== '') && <Card title={say('七、工作部署', '7. Tasking')}>{note('tasking', say('工作部署', 'Tasking'), 5)}</Card>}
    </div>
  );
}

function Note({ name, label, rows = 2, text, writing }: { name: TextName; label: string; rows?: number | undefined; text: string; writing: Writing | undefined }) {
  const { say } = useWords();
  const id = useId();
  if (writing === undefined) return text === '' ? null : <div className="briefing-note"><b className="sh-small">{label}</b><p className="briefing-text">{text}</p></div>;
  return (
    <div className="briefing-note">
      <label htmlFor={id}>{label}</label>
      <Input.TextArea id={id} value={writing.texts[name]} maxLength={4_000} autoSize={{ minRows: rows }} placeholder={say('可不填，不写个人姓名', 'Optional; no names of people')} onChange={(event) => writing.onChange(name, event.target.value)} />
    </div>
  );
}

function Categories({ briefing: { categories, total } }: { briefing: BriefingFullFragment }) {
  const { say, textOf, number } = useWords();
  const rows = [...categories.map(({ category, title, count }) => ({ key: category ?? 'together', title: textOf(title), ...count })), { key: 'total', title: say('合计', 'All'), ...total }];
  return (
    <DataTable
      label={say('分类警情', 'Incidents by category')} rows={rows} rowKey={({ key }) => key} dense
      columns={[
        { key: 'title', title: say('类别', 'Category'), main: true, render: ({ key, title }) => (key === 'total' ? <b>{title}</b> : title) },
        { key: 'value', title: say('本周', 'This week'), align: 'right', render: ({ value }) => number(value) },
        { key: 'previous', title: say('上周', 'Week before'), align: 'right', wideOnly: true, render: ({ previous }) => number(previous) },
        { key: 'change', title: say('环比', 'On the week before'), align: 'right', render: ({ change }) => <span className="sh-whole">{changeWords(change)}</span> },
        { key: 'lastYear', title: say('去年同期', 'Last year'), align: 'right', wideOnly: true, render: ({ lastYear }) => number(lastYear) },
        { key: 'yearChange', title: say('同比', 'On last year'), align: 'right', render: ({ yearChange }) => <span className="sh-whole">{changeWords(yearChange)}</span> },
      ]}
    />
  );
}

function HotSpots({ map }: { map: BriefingFullFragment['map'] }) {
  const { say, textOf, number } = useWords();
  const cells = useMemo(() => {
    const largest = Math.max(0, ...map.cells.map(({ count }) => count));
    return map.cells.map(({ cell, outline, count, heat }, index): MapCell => ({ key: cell, outline, level: levelOf(count, largest), outstanding: heat === 'HOT' || heat === 'VERY_HOT', title: `${index + 1} · ${say('{count} 起', '{count} incidents', { count: number(count) })}`, ...(index < MARKED ? { mark: String(index + 1) } : {}) }));
  }, [map, say, number]);
  const areas = useMemo(() => (map.area === null ? [] : [map.area]), [map.area]);
  if (cells.length === 0) return <p className="sh-sub">{say('{weeks}没有带位置的警情。', 'No incident with a place, {weeks}.', { weeks: weekWords(map, say) })}</p>;
  const rows = map.cells.slice(0, MARKED).map((one, index) => ({ ...one, rank: index + 1 }));
  return (
    <>
      <p className="sh-sub">{say('{weeks}，共四周', '{weeks}, four weeks', { weeks: weekWords(map, say) })}</p>
      <div className="briefing-map">
        <div>
          <CellMap label={say('警情热点图，旁边的表格内容相同', 'Map of hot spots; the table beside it says the same')} cells={cells} areas={areas} />
          <div className="sh-row"><Scale least={say('警情少', 'Fewer')} most={say('警情多', 'More')} /><span className="sh-sub sh-small">{say('深色边框：热点', 'Dark border: hot')}</span></div>
        </div>
        <div className="briefing-figures"><DataTable
          label={say('热点', 'Hot spots')} rows={rows} rowKey={({ cell }) => cell} dense
          columns={[
            { key: 'rank', title: say('图上编号', 'No.'), main: true, render: ({ rank }) => rank },
            { key: 'count', title: say('警情', 'Incidents'), align: 'right', render: ({ count }) => number(count) },
            { key: 'previous', title: say('前四周', 'Four weeks before'), align: 'right', render: ({ previous }) => number(previous) },
            { key: 'heat', title: say('热度', 'Heat'), render: ({ heat }) => (heat === 'VERY_HOT' ? <Chip tone="bad">{say('高热点', 'very hot')}</Chip> : heat === 'HOT' ? <Chip tone="warn">{say('热点', 'hot')}</Chip> : '—') },
          ]}
        /></div>
      </div>
      <details className="sh-small"><summary>{say('统计方法', 'How it was found')}</summary><p className="sh-sub">{textOf(map.method)}</p></details>
    </>
  );
}

function Items({ items, total, label, none }: { items: readonly BriefingItemPartsFragment[]; total: number; label: string; none: string }) {
  const { say, textOf, moment } = useWords();
  const { base, may } = useStation();
  const [all, setAll] = useState(false);
  if (total === 0) return <p className="sh-sub">{none}</p>;
  if (items.length === 0) return <p className="sh-sub">{say('共 {count, number} 件，此处不列明细。', '{count, number}, not listed here.', { count: total })}</p>;
  const opens = may(PERMISSIONS.readInstances);
  const shown = all ? items : items.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <DataTable
        label={label} rows={shown.map((item, index) => ({ ...item, key: String(index) }))} rowKey={({ key }) => key} dense
        columns={[
          { key: 'number', title: say('编号', 'Number'), main: true, render: ({ instanceId, number }) => (opens ? <Link className="sh-mono" to={`${base}/instances/${instanceId}`}>{number}</Link> : <span className="sh-mono">{number}</span>) },
          { key: 'workflow', title: say('流程', 'Workflow'), render: ({ workflow }) => textOf(workflow) },
          { key: 'title', title: say('事项', 'What'), render: ({ title }) => textOf(title) },
          { key: 'due', title: say('到期', 'Due'), render: ({ dueAt, overdue }) => <span className="sh-row">{moment(dueAt)}{overdue && <Chip tone="bad">{say('已逾期', 'overdue')}</Chip>}</span> },
        ]}
      />
      {shown.length < items.length && <Button type="link" size="small" onClick={() => setAll(true)}>{say('展开全部 {count, number} 件', 'Show all {count, number}', { count: items.length })}</Button>}
      {shown.length === items.length && total > items.length && <p className="sh-sub">{say('另有 {count, number} 件未列出。', '{count, number} more are not listed.', { count: total - items.length })}</p>}
    </>
  );
}

function Drills({ drills }: { drills: BriefingFullFragment['drills'] }): ReactNode {
  const { say } = useWords();
  const { base, may } = useStation();
  if (drills.length === 0) return <p className="sh-sub">{say('近三十天的演练没有未达到的目标。', 'The exercises of the last thirty days reached their objectives.')}</p>;
  const opens = may(PERMISSIONS.readInstances);
  return (
    <DataTable
      label={say('演练待改进', 'Objectives that drills missed')} rows={drills.map((drill, index) => ({ ...drill, key: String(index) }))} rowKey={({ key }) => key} dense
      columns={[
        { key: 'exercise', title: say('演练', 'Exercise'), main: true, render: ({ exerciseId, exercise }) => (opens ? <Link to={`${base}/exercises/${exerciseId}`}>{exercise}</Link> : exercise) },
        { key: 'objective', title: say('目标', 'Objective'), render: ({ objective }) => objective },
        { key: 'target', title: say('要求', 'Target'), align: 'right', render: ({ targetSeconds }) => spanWords(targetSeconds, say) },
        { key: 'measured', title: say('实际', 'Measured'), align: 'right', render: ({ measuredSeconds }) => (measuredSeconds === null ? say('未完成', 'never') : spanWords(measuredSeconds, say)) },
      ]}
    />
  );
}
