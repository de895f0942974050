import { useWords } from '@stationhouse/plugin-web';
import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useMe, workingStations } from '../../session/me.js';
import './matrix.css';

/** More boxes than these are found by searching. */
const SHOWN = 60;

/** Which of the bureau's stations are meant: ticked one by one, all, or all that a search finds. */
export function StationPicker({ chosen, onChange }: { chosen: readonly string[]; onChange: (chosen: readonly string[]) => void }) {
  const { say } = useWords();
  const [sought, setSought] = useState('');
  // What nobody could assign is no station that could be told anything.
  const all = workingStations(useMe()).map(({ station }) => station).filter(({ unrouted }) => !unrouted);
  const word = sought.trim().toLowerCase();
  const found = all.filter(({ name, code }) => name.toLowerCase().includes(word) || code.toLowerCase().includes(word));
  const picked = new Set(chosen);
  const inFound = found.filter(({ id }) => picked.has(id)).length;
  const tickAll = (on: boolean) => onChange(on ? [...new Set([...chosen, ...found.map(({ id }) => id)])] : chosen.filter((id) => !found.some((one) => one.id === id)));
  return (
    <fieldset className="mx-stations mx-line">
      <legend>{say('派出所（已选 {count, number} 个）', 'Stations ({count, number} chosen)', { count: chosen.length })}</legend>
      {all.length > 12 && <Input allowClear aria-label={say('查找派出所', 'Find stations')} placeholder={say('名称或代码', 'Name or code')} value={sought} onChange={(event) => setSought(event.target.value)} />}
      <Checkbox checked={inFound === found.length && found.length > 0} indeterminate={inFound > 0 && inFound < found.length} onChange={(event) => tickAll(event.target.checked)}>{word === '' ? say('全选', 'All') : say('选中查到的 {count, number} 个', 'All {count, number} found', { count: found.length })}</Checkbox>
      <div className="mx-pick">
        {found.slice(0, SHOWN).map(({ id, name }) => <Checkbox key={id} checked={picked.has(id)} onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}>{name}</Checkbox>)}
      </div>
      {found.length > SHOWN && <span className="sh-sub sh-small">{say('另有 {count, number} 个未列出，请输入名称或代码查找。', '{count, number} more: search by name or code.', { count: found.length - SHOWN })}</span>}
    </fieldset>
  );
}
