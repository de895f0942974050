import { localDate } from '@stationhouse/kernel';
import { serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Input, InputNumber, Radio, Select } from 'antd';
import { useId } from 'react';
import { useMe, workingStations } from '../../session/me.js';
import { LocalityPicker } from './LocalityPicker.js';
import type { StationLife } from './life.js';
import { needsDay, type Plan } from './plan.js';
import { stationKinds } from './words.js';

/** What is to become of the station: merged into which, closed, or split into which new one. */
export function PlanStep({ station, plan, onChange }: { station: StationLife; plan: Plan; onChange: (change: Partial<Plan>) => void }) {
  const { say } = useWords();
  const me = useMe();
  const { timeZone } = useScope();
  const id = useId();
  const others = workingStations(me).filter((one) => one.station.id !== station.id && !one.station.unrouted);
  const founds = (change: Partial<Plan['founds']>) => onChange({ founds: { ...plan.founds, ...change } });
  const residents = (change: Partial<Plan['residents']>) => onChange({ residents: { ...plan.residents, ...change } });
  const kinds = [
    { value: 'MERGE', title: say('合并', 'Merge'), hint: say('并入另一个所：在办事项由那个所的民警继续办理，编号不变。', 'Into another station: its officers work on what runs, under the same numbers.') },
    { value: 'CLOSE', title: say('撤销', 'Close'), hint: say('没有承接所：在办事项逐类确认撤销，记录由分局保留。', 'Nobody takes over: what runs is called off, kind by kind; the bureau keeps the records.') },
    { value: 'SPLIT', title: say('拆分', 'Split'), hint: say('新设一个所，配置与本所相同；指定的人员过去，在办事项留下。', 'A new station is founded like this one; named people go there, what runs stays.') },
  ] as const;
  return (
    <>
      <Radio.Group aria-label={say('方式', 'How')} value={plan.kind} onChange={(event) => onChange({ kind: event.target.value as Plan['kind'] })} className="st-kinds">
        {kinds.map(({ value, title, hint }) => <Radio key={value} value={value}><b>{title}</b><span className="sh-sub st-hint">{hint}</span></Radio>)}
      </Radio.Group>
      {plan.kind === 'MERGE' && (
        <div className="st-line">
          <label htmlFor={`${id}-into`}>{say('并入', 'Into')}</label>
          <Select
            id={`${id}-into`} value={plan.successorId} showSearch={{ optionFilterProp: 'label' }} onChange={(successorId: string) => onChange({ successorId })} placeholder={say('请选择派出所', 'Choose a station')}
            notFoundContent={say('没有可并入的派出所', 'No station to merge into')} options={others.map((one) => ({ value: one.station.id, label: `${one.station.name} · ${one.station.code}` }))}
          />
        </div>
      )}
      {plan.kind === 'SPLIT' && (
        <>
        <div className="st-grid">
          <div className="st-line"><label htmlFor={`${id}-name`}>{say('新所名称', 'Name of the new station')}</label><Input id={`${id}-name`} maxLength={80} autoComplete="off" value={plan.founds.name} onChange={(event) => founds({ name: event.target.value })} /></div>
          <div className="st-line"><label htmlFor={`${id}-code`}>{say('代码（写进编号，如 DX）', 'Code (part of every number, e.g. DX)')}</label><Input id={`${id}-code`} maxLength={20} autoComplete="off" className="sh-mono" value={plan.founds.code} onChange={(event) => founds({ code: event.target.value.toUpperCase() })} /></div>
          <div className="st-line"><label htmlFor={`${id}-kind`}>{say('辖区类型', 'Kind of place')}</label><Select id={`${id}-kind`} value={plan.founds.kind} onChange={(kind: string) => founds({ kind })} options={stationKinds(say)} /></div>
          <Residents id={`${id}-stay`} label={say('本所留下的常住人口（可空）', 'Residents that stay here (may be empty)')} value={plan.residents.stay} onChange={(stay) => residents({ stay })} />
          <Residents id={`${id}-go`} label={say('新所常住人口（可空）', 'Residents of the new station (may be empty)')} value={plan.residents.go} onChange={(go) => residents({ go })} />
          <div className="st-line">
            <label htmlFor={`${id}-of`}>{say('人口统计日期', 'Counted for the day')}</label>
            <Input id={`${id}-of`} type="date" max={localDate(serverClock.now(), timeZone)} value={plan.residents.asOf} onChange={(event) => residents({ asOf: event.target.value })} />
            {needsDay(plan.residents) && <p className="sh-sub">{say('请填写人口数的统计日期', 'Say which day the number is of')}</p>}
          </div>
        </div>
        <LocalityPicker stationId={station.id} chosen={plan.localities} onChange={(localities) => onChange({ localities })} />
        </>
      )}
    </>
  );
}

function Residents({ id, label, value, onChange }: { id: string; label: string; value: number | null; onChange: (population: number | null) => void }) {
  return <div className="st-line"><label htmlFor={id}>{label}</label><InputNumber id={id} min={0} max={100_000_000} precision={0} controls={false} style={{ width: '100%' }} value={value} onChange={onChange} /></div>;
}
