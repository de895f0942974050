import { isMinor, urgencyOf, urgencyReasons } from '@stationhouse/three-losses-common';
import type { JsonObject } from '@stationhouse/workflow';
import { Chip, failureOf, InlineError, PageHeader, useNow, useWords, VoiceRecorder, type Words } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useSearchParams } from 'react-router';
import { dataOf, isWhole, mayBegin, type Danger, type Draft, type Group } from './draft.js';
import { Clothing } from './Clothing.js';
import { Heard } from './Heard.js';
import { Asked, Tiles } from './Tiles.js';
import { useReport } from './useReport.js';
import { When } from './When.js';
import { Where } from './Where.js';
import './report.css';

/** 登记走失: what begins a search, in ten taps or a voice note. Everything else is asked while people already search. */
export default function Report() {
  const { say } = useWords();
  const [parameters] = useSearchParams();
  const incidentId = parameters.get('incident') ?? undefined;
  const report = useReport(incidentId);
  const { draft, change, sending, waiting, error, share, begin } = report;
  const toggle = (danger: Danger) => change({ dangers: draft.dangers.includes(danger) ? draft.dangers.filter((one) => one !== danger) : [...draft.dangers, danger] });
  const { groups, dangers, ages } = useChoices(draft.group);
  return (
    <div className="report">
      <PageHeader title={say('登记走失', 'Report somebody missing')} facts={incidentId === undefined ? say('点选即可，先查找、后补充。不等 24 小时。', 'Tap what is known: the search begins, the rest follows. Nobody waits 24 hours.') : say('由警情 {number} 转入', 'From incident {number}', { number: report.incidentNumber ?? '…' })} />
      <div className="report-columns">
        <div className="report-column">
          <Asked title={say('谁走失了', 'Who is missing')}>
            <Tiles label={say('人群', 'Who')} chosen={draft.group === undefined ? [] : [draft.group]} onTap={(group) => change({ group, ...(group === draft.group ? {} : { age: undefined }) })} options={groups} />
            {draft.group !== undefined && (
              <div className="report-line">
                <Tiles small label={say('年龄', 'Age')} chosen={draft.age === undefined ? [] : [draft.age]} onTap={(age) => change({ age: age === draft.age ? undefined : age })} options={ages.map((value) => ({ value, label: say('{value} 岁', '{value}', { value }) }))} />
                <InputNumber aria-label={say('年龄（岁）', 'Age in years')} size="large" min={0} max={120} precision={0} value={draft.age ?? null} onChange={(age) => change({ age: age ?? undefined })} suffix={say('岁', 'y')} />
              </div>
            )}
            <Tiles label={say('性别', 'Sex')} chosen={draft.sex === undefined ? [] : [draft.sex]} onTap={(sex) => change({ sex: sex === draft.sex ? undefined : sex })} options={[{ value: 'male' as const, label: say('男', 'Male') }, { value: 'female' as const, label: say('女', 'Female') }]} />
          </Asked>
          <Asked title={say('穿什么', 'What they wear')} note={say('点颜色，再点衣物', 'A colour, then a piece')}><Clothing worn={draft.clothing} onChange={(clothing) => change({ clothing })} /></Asked>
        </div>
        <div className="report-column">
          <Asked title={say('最后在哪里看见', 'Last seen where')}><Where place={draft.place} point={draft.point} onChange={({ place, point }) => change({ place, point })} /></Asked>
          <Asked title={say('什么时候', 'When')}><When seen={draft.seen} at={report.momentOf} onChange={(seen) => change({ seen })} /></Asked>
          <Asked title={say('有没有危险', 'Any danger')} note={say('可多选，没有就不选', 'All that apply, or none')}><Tiles label={say('危险', 'Dangers')} chosen={draft.dangers} onTap={toggle} options={dangers} /></Asked>
          <Asked title={say('来不及点，直接说', 'No time to tap: say it')} note={say('录完即可开始', 'A note alone is enough')}>
            {draft.voice === undefined ? <VoiceRecorder name={say('语音报告', 'Voice report')} disabled={sending} onRecorded={(voice) => change({ voice })} /> : <Heard note={draft.voice} onDrop={() => change({ voice: undefined })} />}
          </Asked>
          <details className="report-more">
            <summary>{say('报告人电话、经过（可稍后补）', 'Reporter’s phone, what happened (may follow)')}</summary>
            <div className="sh-stack">
              <label>{say('报告人电话', 'Reporter’s phone')}<Input size="large" inputMode="tel" maxLength={20} value={draft.phone} onChange={({ target }) => change({ phone: target.value })} /></label>
              <label>{say('经过', 'What happened')}<Input.TextArea rows={3} maxLength={4000} value={draft.account} onChange={({ target }) => change({ account: target.value })} /></label>
              {incidentId === undefined && <Checkbox checked={report.exercise} onChange={({ target }) => report.setExercise(target.checked)}>{say('作为演练登记（不对外、不计入统计）', 'As an exercise: nothing leaves the system, nothing is counted')}</Checkbox>}
            </div>
          </details>
        </div>
      </div>
      <footer className="report-foot">
        <Urgency draft={draft} />
        {waiting && <p className="report-wait" role="status">{say('没有网络，内容都在，联网后自动发出。请不要关闭此页；情况紧急请用电台或电话先行派人。', 'No network. All of it is kept, and goes by itself once there is one. Leave this page open; if it cannot wait, send people by radio or phone.')}</p>}
        {error !== undefined && !waiting && <InlineError error={error} />}
        {failureOf(error).code === 'MATTER_RUNS' && report.running}
        <Button type="primary" size="large" danger block disabled={!mayBegin(draft)} loading={sending} onClick={begin}>{sending ? (share === undefined ? say('正在开始查找…', 'Beginning…') : say('正在送语音 {percent}%', 'Sending the note {percent}%', { percent: Math.round(share * 100) })) : report.exercise ? say('立即查找（演练）', 'Begin the search (exercise)') : say('立即查找', 'Begin the search')}</Button>
        {!isWhole(draft) && <p className="sh-sub">{missing(draft, say)}</p>}
      </footer>
    </div>
  );
}

/** What is still needed, or what a note leaves open. */
function missing({ group, place, seen, voice }: Draft, say: Words['say']): string {
  const open = [...(group === undefined ? [say('谁', 'who')] : []), ...(place.trim() === '' ? [say('哪里', 'where')] : []), ...(seen === undefined ? [say('什么时候', 'when')] : [])].join(say('、', ', '));
  return voice === undefined ? say('还差：{open}；或录一段语音。', 'Still needed: {open}; or a voice note.', { open }) : say('只凭语音先查：{open}待问清；问清前按未成年人查找。', 'Begun by the note alone: {open} to be asked; until then the search is as for a minor.', { open });
}

/** How urgent it is by the rules of the workflow, said while somebody taps. */
function Urgency({ draft }: { readonly draft: Draft }) {
  const { say } = useWords();
  const now = useNow();
  if (draft.group === undefined && draft.voice === undefined && draft.dangers.length === 0) return null;
  const data = dataOf(draft, now) as JsonObject;
  const urgency = urgencyOf(data);
  const reasons = urgencyReasons(data).map((reason) => ({ unknown: say('人群未问清，先按未成年人', 'not known who: as for a minor'), child: say('儿童：不等 24 小时', 'a child: no 24 hours'), elder: say('老年人', 'an elder'), water: say('水域', 'water'), selfHarm: say('轻生迹象', 'self-harm'), illness: say('认知障碍或急需用药', 'confused or ill'), weather: say('恶劣天气', 'bad weather'), abuse: say('可能受侵害', 'may be fleeing harm') })[reason]);
  if (reasons.length === 0 && isMinor(data)) reasons.push(say('未成年人', 'under 18'));
  const words = { critical: say('特急', 'Critical'), urgent: say('紧急', 'Urgent'), ordinary: say('一般', 'Ordinary') }[urgency];
  return <p className="report-urgency" role="status" aria-live="polite"><Chip tone={urgency === 'critical' ? 'bad' : urgency === 'urgent' ? 'warn' : 'plain'}>{words}</Chip> {reasons.length === 0 ? say('没有加急情形', 'nothing makes it more urgent') : reasons.join(say('、', ', '))}</p>;
}

function useChoices(group: Group | undefined) {
  const { say } = useWords();
  const two = (title: string, sub: string) => <><b>{title}</b><small>{sub}</small></>;
  return {
    groups: [
      { value: 'child' as const, label: two(say('儿童', 'Child'), say('未满 14 周岁', 'under 14')) },
      { value: 'youth' as const, label: two(say('少年', 'Youth'), say('14–17 周岁', '14 to 17')) },
      { value: 'adult' as const, label: two(say('成年人', 'Adult'), say('18–59 周岁', '18 to 59')) },
      { value: 'elder' as const, label: two(say('老年人', 'Elder'), say('60 周岁以上', '60 and older')) },
    ],
    dangers: [
      { value: 'water' as const, label: say('附近有水域', 'Water nearby') },
      { value: 'selfHarm' as const, label: say('有轻生迹象', 'May harm themselves') },
      { value: 'illness' as const, label: say('认知障碍、急需用药', 'Confused or needs medicine') },
      { value: 'weather' as const, label: say('恶劣天气', 'Bad weather') },
      { value: 'traffic' as const, label: say('车流密集', 'Heavy traffic') },
      { value: 'abuse' as const, label: say('可能在逃避侵害', 'May be fleeing harm') },
    ],
    ages: { child: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], youth: [14, 15, 16, 17], adult: [20, 25, 30, 35, 40, 45, 50, 55], elder: [60, 65, 70, 75, 80, 85, 90] }[group ?? 'child'],
  };
}

