import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, ErrorState, InlineError, Loading, useScope, useWords, type Words } from '@stationhouse/plugin-web';
import { Button, Input, Radio, Select } from 'antd';
import { useId, useState } from 'react';
import { PluginPolicyEffectDocument, SetPluginPolicyDocument, type PluginPolicyEffectQuery, type PluginPolicyName } from '../../gql/plugins.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { StationPicker } from '../matrix/StationPicker.js';
import { Extended } from './Extended.js';
import type { BureauPlugin } from './BureauPlugins.js';
import { inputOf, isChosen, NO_CHOICE, RunningFigures, TakeoverFields, type Choice } from './TakeoverFields.js';
import { policyInWords, spanInWords } from './words.js';

interface Props {
  readonly standing: BureauPlugin;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const POLICIES: readonly PluginPolicyName[] = ['MANDATED', 'FREE', 'FORBIDDEN'];
/** With more stations than these, what runs is folded. */
const SHOWN_AT_ONCE = 6;
const SPANS = ['P6M', 'P1Y', 'P2Y', 'P3Y'];

/** Sets the bureau's policy: what it does to each station is shown before it is done. */
export default function PolicyDrawer({ standing, onClose, onDone }: Props) {
  const { say, textOf, locale } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [setPolicy] = useMutation(SetPluginPolicyDocument);
  const [policy, choosePolicy] = useState<PluginPolicyName>(standing.policy);
  const [reason, setReason] = useState('');
  const [atMost, setAtMost] = useState(standing.assessmentAtMost);
  /** Chosen stations; undefined for all of them. */
  const [chosen, choose] = useState<readonly string[]>();
  const [choice, setChoice] = useState<Choice>(NO_CHOICE);
  const id = useId();
  const { plugin, revision } = standing;
  const effect = useQuery(PluginPolicyEffectDocument, { variables: { bureauId, pluginId: plugin.id, policy, atStationIds: chosen === undefined ? null : [...chosen] }, skip: chosen?.length === 0, fetchPolicy: 'network-only', notifyOnNetworkStatusChange: true });
  const none = chosen?.length === 0;
  const running = (effect.data?.pluginPolicyEffect.workflows ?? []).filter((one) => one.running > 0);
  // While the list is read again after a refusal, nothing is sent on the old one.
  const ready = !none && !effect.loading && effect.data !== undefined && reason.trim() !== '' && (running.length === 0 || isChosen(choice)) && effect.data.pluginPolicyEffect.unassessed.length === 0;
  const submit = async () => {
    const takeovers = running.length === 0 ? [] : [inputOf(choice)];
    const done = await command.run((idempotencyKey) => setPolicy({ variables: { bureauId, pluginId: plugin.id, policy, atStationIds: chosen === undefined ? null : [...chosen], reason, assessmentAtMost: chosen === undefined ? atMost : null, seen: effect.data?.pluginPolicyEffect.version ?? '', takeovers, expectedVersion: revision, idempotencyKey } }));
    if (!done) return void effect.refetch();
    toast.done(chosen === undefined ? say('策略已设定，各所立即生效', 'Set; it holds at every station now') : say('策略已设定，所选派出所立即生效', 'Set; it holds at the chosen stations now'));
    onDone();
  };
  return (
    <SideDrawer
      open title={say('“{title}”的分局策略', 'The policy on “{title}”', { title: textOf(plugin.title) })} onClose={onClose} size="min(640px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" danger={policy === 'FORBIDDEN'} disabled={!ready} loading={command.sending} onClick={() => void submit()}>{say('设定', 'Set')}</Button></div>}
    >
      <div className="sh-stack">
        <Radio.Group aria-label={say('策略', 'Policy')} value={policy} onChange={(event) => { command.reset(); choosePolicy(event.target.value as PluginPolicyName); }} options={POLICIES.map((value) => ({ value, label: policyInWords(value, say) }))} optionType="button" />
        <Radio.Group aria-label={say('适用范围', 'Where')} value={chosen === undefined ? 'all' : 'some'} onChange={(event) => { command.reset(); choose(event.target.value === 'all' ? undefined : []); }} options={[{ value: 'all', label: say('全部派出所（含以后新建的）', 'All stations, and those to come') }, { value: 'some', label: say('仅所选派出所', 'Chosen stations alone') }]} />
        {chosen === undefined ? standing.stations.some(({ policyOfItsOwn }) => policyOfItsOwn) && <p className="sh-sub">{say('此前对个别派出所单独作出的规定随之结束：{names}', 'What was decided for single stations ends with it: {names}', { names: standing.stations.filter(({ policyOfItsOwn }) => policyOfItsOwn).map(({ stationName }) => stationName).join(say('、', ', ')) })}</p> : <StationPicker chosen={chosen} onChange={(next) => { command.reset(); choose(next); }} />}
        {none ? <p className="sh-sub" role="status">{say('请选择派出所，随即列出将要改变的内容。', 'Choose stations to see what would change.')}</p> : effect.error && !effect.data ? <ErrorState compact error={effect.error} onRetry={() => void effect.refetch()} /> : effect.data === undefined ? <Loading rows={3} /> : <><Effect effect={effect.data.pluginPolicyEffect} standing={standing} policy={policy} /><Extended extended={effect.data.pluginPolicyEffect.extended} /></>}
        {running.length > 0 && <TakeoverFields title={say('停用的所，在办事项由谁办理？', 'Where it is disabled, who finishes what runs?')} value={choice} onChange={(next) => { command.reset(); setChoice(next); }} />}
        <div className="pl-line">
          <label htmlFor={`${id}-reason`}>{say('依据（必填，各所可见，记入审计）', 'Why (required, shown to the stations, kept in the audit record)')}</label>
          <Input.TextArea id={`${id}-reason`} rows={2} maxLength={500} showCount value={reason} onChange={(event) => { command.reset(); setReason(event.target.value); }} />
        </div>
        {plugin.needsAssessment && chosen === undefined && (
          <div className="pl-line">
            <label htmlFor={`${id}-span`}>{say('影响评估最长有效期', 'An assessment holds at most')}</label>
            <Select id={`${id}-span`} value={atMost} onChange={(value: string) => { command.reset(); setAtMost(value); }} options={[...new Set([...SPANS, atMost])].map((value) => ({ value, label: spanInWords(value, locale) }))} />
          </div>
        )}
        <InlineError error={command.error} />
      </div>
    </SideDrawer>
  );
}

/** Where nothing is switched now, what stations may do from now on may still differ. */
function unchangedWords(policy: PluginPolicyName, say: Words['say']): string {
  if (policy === 'MANDATED') return say('启停现状不变；此后派出所不能自行停用。', 'Nothing is switched now; from here on a station cannot disable it.');
  if (policy === 'FORBIDDEN') return say('启停现状不变；此后派出所不能自行启用。', 'Nothing is switched now; from here on a station cannot enable it.');
  return say('启停现状不变；此后由派出所自行决定。', 'Nothing is switched now; from here on each station decides.');
}

/** What happens to the stations. */
function Effect({ effect, standing, policy }: { effect: PluginPolicyEffectQuery['pluginPolicyEffect']; standing: BureauPlugin; policy: PluginPolicyName }) {
  const { say } = useWords();
  const names = new Map(standing.stations.map(({ stationId, stationName }) => [stationId, stationName]));
  const list = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? '').join(say('、', ', '));
  const running = effect.workflows.filter((one) => one.running > 0);
  return (
    <Card title={say('将要改变的', 'What changes')} id="effect">
      <div className="sh-stack">
        {effect.enables.length + effect.disables.length === 0 && <p className="sh-sub">{unchangedWords(policy, say)}</p>}
        {effect.enables.length > 0 && <p className="sh-long"><Chip tone="ok">{say('启用 {count, number} 个所', 'Enabled at {count, number}', { count: effect.enables.length })}</Chip> {list(effect.enables)}</p>}
        {effect.unassessed.length > 0 && <p className="sh-long" role="status"><Chip tone="warn">{say('缺影响评估', 'Not assessed')}</Chip> {say('{stations}：请先登记有效的影响评估（可由分局统一登记）。', '{stations}: record a valid assessment first; the bureau may record one for all.', { stations: list(effect.unassessed) })}</p>}
        {effect.disables.length > 0 && <p className="sh-long"><Chip tone="warn">{say('停用 {count, number} 个所', 'Disabled at {count, number}', { count: effect.disables.length })}</Chip> {list(effect.disables)}</p>}
        {running.length > 0 && (
          <details open={running.length <= SHOWN_AT_ONCE}>
            <summary>{say('其中在办 {count, number} 件', '{count, number} run there', { count: running.reduce((sum, one) => sum + one.running, 0) })}</summary>
            {running.map((one) => <RunningFigures key={`${one.stationId} ${one.workflow}`} running={one} place={names.get(one.stationId)} />)}
          </details>
        )}
      </div>
    </Card>
  );
}
