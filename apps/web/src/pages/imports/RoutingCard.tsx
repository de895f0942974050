import { Card, useWords } from '@stationhouse/plugin-web';
import { Radio, Select } from 'antd';
import type { ImportFull } from './ImportPage.js';
import { suggestStations, valuesOf, type Draft, type StationChoice } from './mapping.js';
import { ValueTable } from './ValueTable.js';

interface Props {
  readonly job: ImportFull;
  readonly stations: readonly StationChoice[];
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** Which station a row belongs to: all to one, or by a column; what fits nowhere has a place of its own. */
export function RoutingCard({ job, stations, draft, onChange }: Props) {
  const { say } = useWords();
  const options = stations.map(({ id, name, unrouted }) => ({ value: id, label: unrouted ? say('{name}（未分派）', '{name} (unrouted)', { name }) : name }));
  const own = new Set(stations.flatMap(({ name, code }) => [name, code]));
  const seen = valuesOf(draft.column, job.columns, job.preview);
  const shown = [...new Set([...seen, ...Object.keys(draft.stations).filter((key) => !own.has(key))])];
  const chooseColumn = (column: string | undefined) => onChange({ column: column ?? '', stations: column ? suggestStations(valuesOf(column, job.columns, job.preview), stations) : {} });
  const setStation = (key: string, id: string | undefined) => {
    const { [key]: _before, ...rest } = draft.stations;
    onChange({ stations: id ? { ...rest, [key]: id } : rest });
  };
  return (
    <Card title={say('分派到派出所', 'Station of each row')} id="routing">
      <div className="sh-stack">
        <Radio.Group
          value={draft.routeBy} onChange={(event) => onChange({ routeBy: event.target.value === 'column' ? 'column' : 'station' })}
          options={[{ value: 'station', label: say('全部归一个派出所', 'All rows to one station') }, { value: 'column', label: say('按某一列分派', 'By a column') }]}
        />
        {draft.routeBy === 'station' ? (
          <Select aria-label={say('派出所', 'Station')} showSearch={{ optionFilterProp: 'label' }} style={{ width: 280, maxWidth: '100%' }} value={draft.stationId || undefined} options={options} onChange={(id: string) => onChange({ stationId: id })} placeholder={say('选择派出所', 'Choose a station')} />
        ) : (
          <>
            <div className="sh-filters">
              <label>{say('分派列', 'Column')}<Select aria-label={say('分派列', 'Routing column')} allowClear showSearch style={{ width: 220 }} value={draft.column || undefined} options={job.columns.map((column) => ({ value: column, label: column }))} onChange={chooseColumn} /></label>
              <label>{say('对不上的行归入', 'Rows that fit nowhere go to')}<Select aria-label={say('对不上的行归入', 'Rows that fit nowhere go to')} style={{ width: 220 }} value={draft.unrouted || undefined} options={options} onChange={(id: string) => onChange({ unrouted: id })} /></label>
            </div>
            <p className="sh-sub">{say('派出所的名称和代码会自动对上；下面是预览中见到的值，可改。', 'Names and codes of stations are matched automatically; below are the values seen in the preview.')}</p>
            <ValueTable
              values={shown} meanings={draft.stations} options={options} otherwise={say('未分派', 'unrouted')} onSet={setStation} onAdd={(value) => onChange({ stations: { ...draft.stations, [value]: draft.unrouted } })}
              add={{ label: say('文件中的另一个值', 'Another value in the file'), placeholder: say('文件中的另一个值', 'Another value in the file') }}
            />
          </>
        )}
      </div>
    </Card>
  );
}
