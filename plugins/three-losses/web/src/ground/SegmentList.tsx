import { Card, DataTable, EmptyState, useWords, type Column } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { areaWords, percent, TERRAINS, type Ground, type Picture } from './words.js';

/** Every segment in words, the likeliest first: all that the map says. */
export function SegmentList({ ground, chosen, onChoose, masked, onDraw }: { ground: Ground; chosen: string | undefined; onChoose: (id: string | undefined) => void; masked: boolean; onDraw: (() => void) | undefined }) {
  const { say, textOf } = useWords();
  const rows = ground.segments.toSorted((left, right) => (right.poa ?? 0) - (left.poa ?? 0) || left.segment.position - right.segment.position);
  const columns: Column<Picture>[] = [
    { key: 'name', title: say('搜索区', 'Segment'), main: true, render: ({ segment: { id, name, position, terrain }, areaM2 }) => <><Button type="link" className="ground-name" aria-pressed={id === chosen} onClick={() => onChoose(id === chosen ? undefined : id)}>{name ?? say('第 {position} 区', 'No. {position}', { position })}</Button><div className="sh-sub sh-small">{textOf(TERRAINS[terrain])} · {areaWords(areaM2, say)}</div></> },
    { key: 'poa', title: say('剩余', 'Left'), align: 'right', width: '72px', render: ({ poa }) => <b>{percent(poa)}</b> },
    { key: 'share', title: say('已搜', 'Covered'), align: 'right', width: '84px', render: ({ share, passes }) => <>{percent(share)}<div className="sh-sub sh-small">{say('{passes} 次', '{passes, plural, one {# pass} other {# passes}}', { passes })}</div></> },
    { key: 'who', title: say('由谁搜', 'Who'), render: ({ segment: { assignee } }) => (assignee ? <span className="sh-clip">{assignee.name}</span> : <span className="sh-sub">{say('未指定', 'Nobody yet')}</span>) },
  ];
  return (
    <Card title={say('搜索区', 'Segments')} id="segments" tight={rows.length > 0}>
      {rows.length === 0 ? (
        <EmptyState title={say('还没有划搜索区', 'No segment yet')} hint={say('一个搜索区是一队人一班能搜完的一块地，沿路、河、墙划界。', 'A segment is what one team can search in a shift; draw it along roads, water and walls.')} action={onDraw && <Button onClick={onDraw}>{say('划搜索区', 'Draw a segment')}</Button>} />
      ) : (
        <div className="ground-scroll"><DataTable dense label={say('搜索区，可能性大的在前', 'Segments, the likeliest first')} columns={columns} rows={rows} rowKey={({ segment }) => segment.id} /></div>
      )}
      {masked && rows.length > 0 && <p className="sh-sub sh-small ground-note">{say('名称和边界已脱敏，填写用途后显示。', 'Names and outlines are masked until you say what for.')}</p>}
    </Card>
  );
}
