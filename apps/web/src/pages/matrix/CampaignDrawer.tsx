import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, ErrorState, InlineError, KeyValues, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useEffect } from 'react';
import { CampaignsDocument, OneCampaignDocument, PauseCampaignDocument, PublishForAllDocument, WithdrawCampaignDocument, type OneCampaignQuery } from '../../gql/matrix.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { Bar, isOver, progressInWords } from './Cards.js';
import { ConflictsCard } from './ConflictsCard.js';
import { daysSince, stateChip, type MatrixWorkflow } from './words.js';

type Campaign = OneCampaignQuery['campaign'];
const EVERY_MS = 3_000;

/** One campaign: who has adopted it, who must decide, and the ways to hold it or take it back. */
export default function CampaignDrawer({ campaignId, workflows, onClose }: { campaignId: string; workflows: readonly MatrixWorkflow[]; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { bureauId } = useScope();
  // Stations follow by jobs of their own; while some have yet to, look again.
  const { data, error, refetch, startPolling, stopPolling } = useQuery(OneCampaignDocument, { variables: { bureauId, campaignId }, fetchPolicy: 'cache-and-network' });
  const campaign = data?.campaign;
  const moving = campaign === undefined || (campaign.planned > 0 && !campaign.effectiveOn && !campaign.paused) || (Boolean(campaign.withdrawnAt) && campaign.withdrawn < campaign.stations);
  useEffect(() => {
    if (moving) startPolling(EVERY_MS);
    else stopPolling();
  }, [moving, startPolling, stopPolling]);
  return (
    <SideDrawer open title={campaign ? say('下发：{title} · 分局 v{revision}', 'Handed down: {title} · bureau v{revision}', { title: textOf(campaign.title), revision: String(campaign.revision) }) : say('模板下发', 'Handed down')} onClose={onClose} size="min(680px, 100vw)" destroyOnHidden>
      {error && !campaign ? <ErrorState error={error} onRetry={() => void refetch()} /> : !campaign ? <Loading rows={6} /> : (
        <div className="sh-stack">
          <Facts campaign={campaign} standing={workflows.find(({ workflow }) => workflow === campaign.workflow)?.bureauRevision ?? 0} onEnded={onClose} />
          <Stations campaign={campaign} onChanged={() => void refetch()} />
        </div>
      )}
    </SideDrawer>
  );
}

function Facts({ campaign, standing, onEnded }: { campaign: Campaign; standing: number; onEnded: () => void }) {
  const { say, moment } = useWords();
  const { bureauId, may } = useScope();
  const command = useCommand();
  const toast = useToast();
  const refetchQueries = [CampaignsDocument];
  const [pause] = useMutation(PauseCampaignDocument, { refetchQueries });
  const [withdraw] = useMutation(WithdrawCampaignDocument, { refetchQueries });
  const [publish] = useMutation(PublishForAllDocument, { refetchQueries });
  const { id: campaignId, workflow, revision, paused, withdrawnAt, planned } = campaign;
  const hold = () => command.run((idempotencyKey) => pause({ variables: { bureauId, campaignId, paused: !paused, idempotencyKey } }));
  const takeBack = async () => {
    if (await command.run((idempotencyKey) => withdraw({ variables: { bureauId, campaignId, idempotencyKey } }))) toast.done(say('已撤回，各所恢复原来的配置', 'Taken back: each station goes back to what it had'));
  };
  const forAll = async () => {
    if (!(await command.run((idempotencyKey) => publish({ variables: { bureauId, workflow, revision, expectedRevision: standing, idempotencyKey } })))) return;
    toast.done(say('已发布给全部派出所', 'Published for all stations'));
    onEnded();
  };
  return (
    <Card>
      <div className="sh-stack">
        <Bar campaign={campaign} />
        <b>{progressInWords(campaign, say)}</b>
        <KeyValues entries={[[say('原因', 'Why'), campaign.because], [say('下发人', 'By'), `${campaign.startedBy} · ${moment(campaign.startedAt)}`], [say('撤回', 'Taken back'), moment(withdrawnAt)]]} />
        {!withdrawnAt && !isOver(campaign) && (
          <div className="sh-row">
            {planned > 0 && <Button loading={command.sending} onClick={() => void hold()}>{paused ? say('继续下发', 'Resume') : say('暂停下发', 'Pause')}</Button>}
            <Popconfirm title={say('撤回此次下发？', 'Take this back?')} description={say('各所恢复下发前的配置；在办事项不变。', 'Each station goes back to what it had; what runs keeps its version.')} okText={say('撤回', 'Take back')} cancelText={say('不撤回', 'Keep')} onConfirm={() => void takeBack()}>
              <Button danger>{say('撤回', 'Take back')}</Button>
            </Popconfirm>
            {may(PERMISSIONS.publishConfiguration) && (
              <Popconfirm title={say('发布给全部派出所？', 'Publish for all stations?')} description={say('这一版成为分局现行配置，此前各次下发到此为止。', 'It becomes the bureau’s standing revision; what was handed down before ends with it.')} okText={say('发布', 'Publish')} cancelText={say('不发布', 'Not now')} onConfirm={() => void forAll()}>
                <Button>{say('发布给全部派出所…', 'Publish for all …')}</Button>
              </Popconfirm>
            )}
          </div>
        )}
        <InlineError error={command.error} />
      </div>
    </Card>
  );
}

function Stations({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const { say } = useWords();
  return (
    <Card title={say('各所采用情况', 'By station')}>
      <ul className="mx-list">{campaign.items.map((item) => <li key={item.stationId}><Station campaign={campaign} item={item} onChanged={onChanged} /></li>)}</ul>
    </Card>
  );
}

function Station({ campaign, item, onChanged }: { campaign: Campaign; item: Campaign['items'][number]; onChanged: () => void }) {
  const { say, moment } = useWords();
  const { tone, words } = stateChip(item.state, say);
  return (
    <div className="mx-line">
      <div className="sh-row"><b>{item.name}</b><Chip tone={tone}>{words}</Chip><span className="sh-sub sh-small sh-push">{item.state === 'CONFLICT' && item.carriedAt ? say('{days, plural, =0 {今天起等待所长} other {等待所长 # 天}}', 'waiting {days, plural, =0 {since today} one {# day} other {# days}}', { days: daysSince(item.carriedAt) }) : moment(item.carriedAt)}</span></div>
      {item.state === 'CONFLICT' && <ConflictsCard stationId={item.stationId} workflow={campaign.workflow} onDecided={onChanged} />}
    </div>
  );
}
