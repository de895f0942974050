import { useMutation } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { InlineError, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Steps } from 'antd';
import { useId, useState } from 'react';
import { MeDocument } from '../../gql/session.js';
import { ReorganiseStationDocument, StationLivesDocument } from '../../gql/stations.js';
import { useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { StationLife } from './life.js';
import { goingAtFirst, inputOf, isSaid, NO_PLAN, type Plan } from './plan.js';
import { PlanStep } from './PlanStep.js';
import { PreviewStep } from './PreviewStep.js';
import './stations.css';
import { usePreview } from './usePreview.js';

/** A station is merged, closed or split: what, then what would happen, then from when on and why, confirmed by its name. */
export default function ReorganiseDrawer({ station, onClose }: { station: StationLife; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, timeZone: bureauZone } = useScope();
  const me = useMe();
  const toast = useToast();
  const command = useCommand();
  const [step, setStep] = useState(0);
  const [plan, setPlan] = useState<Plan>(NO_PLAN);
  const [typed, setTyped] = useState('');
  const timeZone = me.stations.find((one) => one.station.id === station.id)?.station.timeZone ?? bureauZone;
  const preview = usePreview(step === 1, { bureauId, stationId: station.id, version: station.version, timeZone }, plan);
  const [reorganise] = useMutation(ReorganiseStationDocument, { refetchQueries: [StationLivesDocument, MeDocument], awaitRefetchQueries: true });
  const change = (next: Partial<Plan>) => { command.reset(); setPlan((now) => ({ ...now, ...next })); };
  const people = plan.people ?? (preview.outcome && goingAtFirst(plan.kind, preview.outcome.people, me.account.id));
  // Who works there is known with the first answer; the next one is of those who go.
  if (step === 1 && plan.people === undefined && people !== undefined) setPlan({ ...plan, people });
  const seen = !preview.loading && preview.error === undefined && preview.outcome !== undefined && preview.outcome.problems.length === 0;
  const tomorrow = localDate(new Date(serverClock.now().getTime() + 86_400_000), timeZone);
  const confirmed = plan.because.trim() !== '' && typed.trim() === station.name && (plan.day === '' || plan.day >= tomorrow);
  const submit = async () => {
    const done = await command.run((idempotencyKey) => reorganise({ variables: { bureauId, stationId: station.id, input: inputOf(plan, timeZone), expectedVersion: station.version, dryRun: false, idempotencyKey } }));
    if (!done) return;
    toast.done(plan.day === '' ? say('正在执行，各所所长已收到通知', 'Being carried out; the chiefs have been told') : say('已安排，各所所长已收到通知', 'Planned; the chiefs have been told'));
    onClose();
  };
  const next = [isSaid(plan), seen, confirmed][step] === true;
  return (
    <SideDrawer
      open title={say('合并、撤销或拆分“{name}”', 'Merge, close or split “{name}”', { name: station.name })} onClose={onClose} size="min(760px, 100vw)" rootClassName="st-drawer" destroyOnHidden
      footer={
        <div className="form-foot">
          {step === 0 ? <Button onClick={onClose}>{say('取消', 'Cancel')}</Button> : <Button onClick={() => { command.reset(); setStep(step - 1); }}>{say('上一步', 'Back')}</Button>}
          {step < 2
            ? <Button type="primary" disabled={!next} onClick={() => setStep(step + 1)}>{step === 0 ? say('看看会发生什么', 'See what would happen') : say('下一步', 'Next')}</Button>
            : <Button type="primary" danger disabled={!next} loading={command.sending} onClick={() => void submit()}>{plan.day === '' ? say('立即执行', 'Do it now') : say('安排', 'Plan it')}</Button>}
        </div>
      }
    >
      <div className="sh-stack">
        <Steps size="small" responsive={false} current={step} items={[{ title: say('方案', 'What') }, { title: say('预览', 'Preview') }, { title: say('确认', 'Confirm') }]} />
        {step === 0 && <PlanStep station={station} plan={plan} onChange={(changed) => change({ ...changed, people: undefined, ends: [] })} />}
        {step === 1 && <PreviewStep plan={plan} preview={preview} onChange={change} />}
        {step === 2 && <ConfirmStep station={station} plan={plan} typed={typed} tomorrow={tomorrow} onTyped={setTyped} onChange={change} />}
        <InlineError error={command.error} />
      </div>
    </SideDrawer>
  );
}

function ConfirmStep({ station, plan, typed, tomorrow, onTyped, onChange }: { station: StationLife; plan: Plan; typed: string; tomorrow: string; onTyped: (typed: string) => void; onChange: (change: Partial<Plan>) => void }) {
  const { say } = useWords();
  const id = useId();
  return (
    <>
      <div className="st-line">
        <label htmlFor={`${id}-day`}>{say('生效日（当日零时起；留空为立即执行）', 'Takes effect on (from its first moment; at once when empty)')}</label>
        <Input id={`${id}-day`} type="date" min={tomorrow} value={plan.day} onChange={(event) => onChange({ day: event.target.value })} style={{ maxWidth: 200 }} />
        {plan.day !== '' && plan.day < tomorrow && <p className="sh-bad-ink">{say('生效日须在今天之后。', 'The day must be after today.')}</p>}
        <p className="sh-sub">{plan.day === '' ? say('立即执行后不能撤回。', 'Once it is done it cannot be taken back.') : say('生效日之前可以取消；一切照常。', 'Until then it can be cancelled, and everything goes on as before.')}</p>
      </div>
      <div className="st-line">
        <label htmlFor={`${id}-why`}>{say('依据或原因（必填，各所可见，记入审计）', 'On whose decision, or why (required; the stations see it, and it is kept)')}</label>
        <Input.TextArea id={`${id}-why`} rows={2} maxLength={500} showCount value={plan.because} onChange={(event) => onChange({ because: event.target.value })} />
      </div>
      <div className="st-line">
        <label htmlFor={`${id}-name`}>{say('输入“{name}”以确认', 'Type “{name}” to confirm', { name: station.name })}</label>
        <Input id={`${id}-name`} autoComplete="off" value={typed} onChange={(event) => onTyped(event.target.value)} />
      </div>
    </>
  );
}
