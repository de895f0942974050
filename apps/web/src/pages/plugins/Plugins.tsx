import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, InlineError, KeyValues, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { EnablePluginDocument, StationPluginsDocument } from '../../gql/plugins.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import { DeclaredFields } from './AssessmentDrawer.js';
import { AssessmentBanner, Takeovers } from './parts.js';
import { Schedules } from './Schedules.js';
import { assessmentChip, becauseInWords, type StationPlugin } from './words.js';
import './plugins.css';

const DisableDrawer = lazy(() => import('./DisableDrawer.js'));
const SettingsDrawer = lazy(() => import('./SettingsDrawer.js'));
const AssessmentDrawer = lazy(() => import('./AssessmentDrawer.js'));

/** Which plugins the station works with, why, what they process, and how their assessments stand. */
export default function Plugins() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(StationPluginsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const on = data.plugins.filter(({ enabled }) => enabled).length;
  return (
    <>
      <PageHeader title={say('插件', 'Plugins')} facts={say('共 {total, number} 个，本所启用 {on, number} 个', '{total, number} installed, {on, number} enabled here', { total: data.plugins.length, on })} />
      {data.plugins.length === 0 ? <section className="sh-card"><EmptyState title={say('没有安装插件', 'No plugin is installed')} hint={say('插件由运维人员随平台安装。', 'Plugins are installed with the platform by whoever runs it.')} /></section> : (
        <div className="sh-stack">{data.plugins.map((standing) => <PluginCard key={standing.plugin.id} standing={standing} onChanged={() => void refetch()} />)}</div>
      )}
      <Schedules />
    </>
  );
}

function PluginCard({ standing, onChanged }: { standing: StationPlugin; onChanged: () => void }) {
  const { say, textOf, moment } = useWords();
  const { plugin, enabled, running, assessment, policyReason, because } = standing;
  const chip = assessmentChip(assessment, say);
  const [open, setOpen] = useState<'disable' | 'assess' | 'settings'>();
  const close = () => setOpen(undefined);
  const done = () => { close(); onChanged(); };
  return (
    <Card title={textOf(plugin.title)} id={plugin.id} extra={<><Chip tone={enabled ? 'ok' : 'plain'}>{enabled ? say('已启用', 'Enabled') : say('已停用', 'Disabled')}</Chip>{chip && <Chip tone={chip.tone}>{chip.words}</Chip>}<span className="sh-push sh-mono sh-small sh-sub">{plugin.version}</span></>}>
      <div className="sh-stack">
        <AssessmentBanner standing={standing} />
        <KeyValues
          entries={[
            [say('状态', 'State'), <span key="state">{becauseInWords(standing, say)}{because === 'POLICY' && policyReason && <span className="sh-sub">{say('：{reason}', ': {reason}', { reason: policyReason })}</span>}{standing.changedAt && <span className="sh-sub"> · {standing.changedBy ? say('{who} 于 {at} 更改', 'changed by {who}, {at}', { who: standing.changedBy, at: moment(standing.changedAt) }) : moment(standing.changedAt)}</span>}</span>],
            [say('流程', 'Workflows'), plugin.workflows.map(({ title }) => textOf(title)).join(say('、', ', ')) || '—'],
            [say('在办', 'Running'), say('{count, number} 件', '{count, number}', { count: running })],
          ]}
        />
        {!enabled && <Takeovers standing={standing} />}
        {plugin.personalData.length > 0 && <details><summary>{say('处理的个人信息（{count, number} 项）', 'Personal data it processes ({count, number})', { count: plugin.personalData.length })}</summary><DeclaredFields fields={plugin.personalData} /></details>}
        <Actions standing={standing} onOpen={setOpen} onChanged={onChanged} />
      </div>
      <Suspense fallback={null}>
        {open === 'settings' && <SettingsDrawer plugin={plugin} onClose={close} />}
        {open === 'disable' && <DisableDrawer standing={standing} onClose={close} onDone={done} />}
        {open === 'assess' && <AssessmentDrawer about={plugin} atMost={standing.assessmentAtMost} onClose={close} onDone={done} />}
      </Suspense>
    </Card>
  );
}

function Actions({ standing, onOpen, onChanged }: { standing: StationPlugin; onOpen: (what: 'disable' | 'assess' | 'settings') => void; onChanged: () => void }) {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [enable] = useMutation(EnablePluginDocument);
  const { plugin, enabled, policy, revision, running, assessment } = standing;
  const locked = policy !== 'FREE';
  const assessed = assessment.state === 'NOT_NEEDED' || assessment.state === 'VALID' || assessment.state === 'EXPIRING';
  const turnOn = async () => {
    if (!(await command.run((idempotencyKey) => enable({ variables: { stationId, pluginId: plugin.id, expectedVersion: revision, idempotencyKey } })))) return;
    toast.done(say('已启用', 'Enabled'));
    onChanged();
  };
  const manage = may(PERMISSIONS.managePlugins);
  return (
    <>
      <InlineError error={command.error} />
      <div className="sh-row">
        {locked && <span className="sh-lock">{policy === 'MANDATED' ? say('分局统一启用，本所不能停用', 'Mandated by the bureau: it cannot be disabled here') : say('分局已禁用，本所不能启用', 'Forbidden by the bureau: it cannot be enabled here')}</span>}
        {manage && plugin.hasSettings && <Button onClick={() => onOpen('settings')}>{say('设置…', 'Settings …')}</Button>}
        {manage && !locked && enabled && <Button onClick={() => onOpen('disable')}>{say('停用…', 'Disable …')}</Button>}
        {manage && !locked && !enabled && <Button type="primary" disabled={!assessed} loading={command.sending} onClick={() => void turnOn()}>{say('启用', 'Enable')}</Button>}
        {manage && !enabled && running > 0 && <Button onClick={() => onOpen('disable')}>{say('更改接办人…', 'Change who finishes …')}</Button>}
        {may(PERMISSIONS.assessPlugins) && plugin.needsAssessment && <Button type={assessed ? 'default' : 'primary'} ghost={!assessed} onClick={() => onOpen('assess')}>{say('登记影响评估…', 'Record an assessment …')}</Button>}
        {manage && !locked && !enabled && !assessed && <span className="sh-sub">{say('登记有效的影响评估后才能启用。', 'It can be enabled once a valid assessment is recorded.')}</span>}
      </div>
    </>
  );
}
