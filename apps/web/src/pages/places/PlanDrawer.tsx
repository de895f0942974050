import { useMutation } from '@apollo/client/react';
import { Card, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { ChangePatrolPlanDocument, MakePatrolPlanDocument } from '../../gql/places.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { addDays } from './days.js';
import { CellMap } from './map/CellMap.js';
import type { Around } from './Patrols.js';
import type { Draft, DraftStint } from './planning.js';
import { marksOf } from './Recommended.js';
import { dateWords, hoursWords, weekWords } from './words.js';

/** Makes a plan of what was recommended, or changes one: names for places, other hours, more or fewer stints. */
export default function PlanDrawer({ draft, around, onClose }: { draft: Draft; around: Around; onClose: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [stints, setStints] = useState<readonly DraftStint[]>(draft.stints);
  const [note, setNote] = useState(draft.note);
  const [chosen, setChosen] = useState<string>();
  const [make] = useMutation(MakePatrolPlanDocument, { refetchQueries: ['PatrolPlans'], awaitRefetchQueries: true });
  const [change] = useMutation(ChangePatrolPlanDocument, { refetchQueries: ['PatrolPlans'], awaitRefetchQueries: true });
  const marks = useMemo(() => marksOf(draft.stints), [draft]);
  const cells = useMemo(() => [...new Map(draft.stints.map(({ cell, outline }) => [cell, outline]))].map(([key, outline]) => ({ key, outline, level: stints.some(({ cell }) => cell === key) ? (3 as const) : (0 as const), mark: marks.get(key) ?? '', title: `${marks.get(key) ?? ''} ${stints.find(({ cell, place }) => cell === key && place !== '')?.place ?? ''}` })), [draft, stints, marks]);
  const areas = useMemo(() => [around.area], [around.area]);
  const edit = (index: number, part: Partial<DraftStint>) => {
    command.reset();
    // A place has one name, wherever it comes.
    setStints(stints.map((stint, at) => (at === index ? { ...stint, ...part, recommended: stint.recommended && Object.keys(part).every((key) => key === 'place') } : part.place !== undefined && stint.cell === stints[index]?.cell ? { ...stint, place: part.place } : stint)));
  };
  const remove = (index: number) => { command.reset(); setStints(stints.filter((_, at) => at !== index)); };
  const add = () => {
    const [first] = draft.stints;
    const cell = chosen ?? first?.cell;
    const like = draft.stints.find((stint) => stint.cell === cell);
    if (like === undefined) return;
    command.reset();
    setStints([...stints, { ...like, place: stints.find((stint) => stint.cell === like.cell)?.place ?? '', date: draft.startsOn, hour: 20, hours: 2, recommended: false }]);
  };
  const save = async () => {
    const input = { note, stints: stints.map(({ cell, place, date, hour, hours, recommended }) => ({ cell, place, date, hour, hours, recommended })) };
    const { changes, startsOn, grid, categories } = draft;
    const done = await command.run((key) => changes
      ? change({ variables: { stationId, planId: changes.id, input, expectedVersion: changes.version } })
      : make({ variables: { stationId, startsOn, basis: { grid: { kind: grid.kind, size: grid.size }, categories: [...categories] }, input, key } }));
    if (!done) return;
    toast.done(say('巡逻方案已保存', 'The patrol plan is saved'));
    onClose();
  };
  const days = Array.from({ length: 7 }, (_, day) => addDays(draft.startsOn, day));
  return (
    <SideDrawer open title={say('巡逻方案 {week}', 'Patrol plan {week}', { week: weekWords(draft.startsOn) })} onClose={onClose} size="min(760px, 100vw)" destroyOnHidden>
      <div className="sh-stack">
        <CellMap label={say('方案地点图', 'Map of the plan')} cells={cells} areas={areas} chosen={chosen} onChoose={setChosen} />
        <Card title={say('巡逻班次（{count}）', 'Stints ({count})', { count: stints.length })} extra={<Button size="small" onClick={add}>{chosen === undefined ? say('加一班', 'Add a stint') : say('在 {mark} 号地点加一班', 'Add a stint at {mark}', { mark: marks.get(chosen) ?? '' })}</Button>}>
          {stints.length === 0 && <p className="sh-sub">{say('没有班次。加一班，或关闭后重新选择。', 'No stint. Add one, or close and choose again.')}</p>}
          <ul className="places-stints">
            {stints.map((stint, index) => {
              const said = `${marks.get(stint.cell) ?? ''} ${dateWords(stint.date, say)} ${hoursWords(stint.hour, stint.hours)}`;
              return (
                <li key={index}>
                  <span className="places-mark">{marks.get(stint.cell)}</span>
                  <Input value={stint.place} maxLength={80} placeholder={say('地名，如东门市场北口', 'What the place is called')} aria-label={say('{said} 地名', 'Name of the place, {said}', { said })} onChange={(event) => edit(index, { place: event.target.value })} />
                  <Select value={stint.date} aria-label={say('{said} 日期', 'Day, {said}', { said })} onChange={(date: string) => edit(index, { date })} options={days.map((value) => ({ value, label: dateWords(value, say) }))} popupMatchSelectWidth={false} />
                  <Select value={stint.hour} aria-label={say('{said} 开始', 'Begins, {said}', { said })} onChange={(hour: number) => edit(index, { hour, hours: Math.min(stint.hours, 24 - hour) })} options={Array.from({ length: 24 }, (_, value) => ({ value, label: `${String(value).padStart(2, '0')}:00` }))} />
                  <Select value={stint.hours} aria-label={say('{said} 时长', 'How long, {said}', { said })} onChange={(hours: number) => edit(index, { hours })} options={Array.from({ length: Math.min(12, 24 - stint.hour) }, (_, value) => ({ value: value + 1, label: say('{hours} 小时', '{hours} h', { hours: value + 1 }) }))} />
                  <span className="sh-sub sh-small">{stint.recommended ? say('推荐', 'recommended') : say('自定', 'own')}</span>
                  <Button size="small" type="text" danger aria-label={say('去掉 {said}', 'Remove {said}', { said })} onClick={() => remove(index)}>{say('去掉', 'Remove')}</Button>
                </li>
              );
            })}
          </ul>
        </Card>
        <label>{say('说明（可不填，不写个人姓名）', 'Note (optional; no names of people)')}<Input.TextArea value={note} maxLength={500} rows={3} onChange={(event) => { command.reset(); setNote(event.target.value); }} /></label>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" disabled={stints.length === 0} loading={command.sending} onClick={() => void save()}>{say('保存方案', 'Save the plan')}</Button></div>
      </div>
    </SideDrawer>
  );
}
