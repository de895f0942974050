import { useQuery } from '@apollo/client/react';
import { Card, Chip, ErrorState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { CampaignsDocument, OverviewGrantsDocument, OverviewTighteningsDocument, type CampaignPartsFragment } from '../../gql/matrix.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import type { Matrix } from './words.js';

/** So many of a kind stand on the overview; the rest on the page of the kind. */
const SHOWN = 3;

/** Below the matrix: what is being handed down, and which clocks run out most. */
export function MatrixCards({ matrix, onCampaign }: { matrix: Matrix; onCampaign: (id: string) => void }) {
  const { say, textOf } = useWords();
  const { may } = useScope();
  return (
    <div className="mx-cards">
      {may(PERMISSIONS.pushTemplates) && <CampaignsCard onCampaign={onCampaign} />}
      {may(PERMISSIONS.readAccessGrants) && <GrantsCard />}
      {may(PERMISSIONS.readBureauMembers) && <TighteningsCard matrix={matrix} />}
      <Card title={say('逾期最多的时限', 'Clocks most overdue')}>
        {matrix.mostOverdue.length === 0 ? <p className="sh-sub">{say('没有超时的时限。', 'No clock is overdue.')}</p> : (
          <ol className="mx-list">
            {matrix.mostOverdue.map(({ workflow, workflowTitle, title, count, stations }) => (
              <li key={`${workflow} ${textOf(title)}`} className="sh-row"><span>{textOf(workflowTitle)} · {textOf(title)}</span><span className="sh-push"><b>{say('{count, number} 项', '{count, number}', { count })}</b> <span className="sh-sub sh-small">{say('{stations, number} 个所', '{stations, plural, one {# station} other {# stations}}', { stations })}</span></span></li>
            ))}
          </ol>
        )}
      </Card>
    </div>
  );
}

function CampaignsCard({ onCampaign }: { onCampaign: (id: string) => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(CampaignsDocument, { variables: { bureauId, first: 5 }, fetchPolicy: 'cache-and-network' });
  return (
    <Card title={say('模板下发', 'Handed down')}>
      {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={2} />
        : data.campaigns.edges.length === 0 ? <p className="sh-sub">{say('还没有下发过模板。点“下发模板”，选流程、派出所和生效日。', 'Nothing was handed down yet. Press “Hand down”: workflow, stations, day.')}</p>
          : <ul className="mx-list">{data.campaigns.edges.map(({ node }) => <li key={node.id}><Progress campaign={node} onOpen={() => onCampaign(node.id)} /></li>)}</ul>}
    </Card>
  );
}

/** 授权查看 that is open: who reads where, for what, until when. Each station concerned has been told. */
function GrantsCard() {
  const { say, moment } = useWords();
  const { bureauId, base } = useScope();
  const { data, error, refetch } = useQuery(OverviewGrantsDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const open = data?.bureauAccessGrants.filter(({ state }) => state === 'ACTIVE' || state === 'WAITING') ?? [];
  return (
    <Card title={say('授权查看', 'Access grants')} extra={<Link to={`${base}/access`}>{say('全部', 'All')}</Link>}>
      {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={2} />
        : open.length === 0 ? <p className="sh-sub">{say('目前没有有效的授权查看。', 'No access is granted now.')}</p> : (
          <ul className="mx-list">
            {open.slice(0, SHOWN).map(({ id, state, station, account, recordNumber, purpose, endsAt }) => (
              <li key={id} className="mx-line">
                <span className="sh-row"><b>{station.name}</b><span className="sh-long">{recordNumber ?? say('全所', 'the whole station')}</span>{state === 'WAITING' && <Chip tone="warn">{say('待批准', 'To be decided')}</Chip>}</span>
                <span className="sh-sub sh-small sh-long">{[account.displayName, say('事由“{purpose}”', 'for “{purpose}”', { purpose }), endsAt ? say('{at} 到期', 'until {at}', { at: moment(endsAt) }) : '', state === 'ACTIVE' ? say('已通知该所', 'the station was told') : ''].filter(Boolean).join(say('，', ', '))}</span>
              </li>
            ))}
            {open.length > SHOWN && <li className="sh-sub">{say('另有 {count, number} 项', '{count, number} more', { count: open.length - SHOWN })}</li>}
          </ul>
        )}
    </Card>
  );
}

/** What was taken from roles, by the bureau and by its stations. */
function TighteningsCard({ matrix }: { matrix: Matrix }) {
  const { say, textOf, moment } = useWords();
  const { bureauId, base } = useScope();
  const me = useMe();
  const { data, error, refetch } = useQuery(OverviewTighteningsDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const taken = data?.roleTightenings ?? [];
  const placeOf = (stationId: string | null | undefined) => (stationId ? (me.stations.find(({ station }) => station.id === stationId)?.station.name ?? matrix.edges.find(({ node }) => node.id === stationId)?.node.name ?? '') : say('全分局', 'the whole bureau'));
  const stations = new Set(taken.flatMap(({ stationId }) => stationId ?? [])).size;
  return (
    <Card title={say('收紧的权限', 'Tightened rights')} extra={<Link to={`${base}/members?tab=matrix`}>{say('全部', 'All')}</Link>}>
      {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={2} />
        : taken.length === 0 ? <p className="sh-sub">{say('各角色均按默认权限，没有收回的。', 'Every role holds what it holds by default.')}</p> : (
          <>
            <p>{say('共收回 {count, number} 项，其中 {stations, number} 个所自行收紧', '{count, number} taken; {stations, plural, =0 {no station} one {# station} other {# stations}} by its own word', { count: taken.length, stations })}</p>
            <ul className="mx-list">
              {taken.slice(0, SHOWN).map(({ id, stationId, role, permission, reason, takenAt, takenBy }) => (
                <li key={id} className="mx-line">
                  <span className="sh-long">{placeOf(stationId)} · {textOf(data.roles.find((one) => one.id === role)?.title)} · {textOf(data.permissions.find((one) => one.id === permission)?.title)}</span>
                  <span className="sh-sub sh-small sh-long">{[reason, takenBy, moment(takenAt)].join(' · ')}</span>
                </li>
              ))}
            </ul>
          </>
        )}
    </Card>
  );
}

function Progress({ campaign, onOpen }: { campaign: CampaignPartsFragment; onOpen: () => void }) {
  const { say, textOf } = useWords();
  return (
    <div className="mx-campaign">
      <Button type="link" onClick={onOpen}>{say('{title} · 分局 v{revision}', '{title} · bureau v{revision}', { title: textOf(campaign.title), revision: String(campaign.revision) })}</Button>
      <Bar campaign={campaign} />
      <span className="sh-sub sh-small">{progressInWords(campaign, say)}</span>
    </div>
  );
}

/** How far a campaign has come. */
export function Bar({ campaign }: { campaign: CampaignPartsFragment }) {
  const { say } = useWords();
  const { adopted, stations } = campaign;
  if (isOver(campaign)) return null;
  return <progress className="mx-bar" max={stations} value={adopted} aria-label={say('已采用的派出所', 'Stations that adopted it')} />;
}

/** True once a later revision of the bureau holds at every station of it: nothing is left to hold or to take back. */
export function isOver({ superseded, stations, withdrawnAt }: Pick<CampaignPartsFragment, 'superseded' | 'stations' | 'withdrawnAt'>): boolean {
  return !withdrawnAt && superseded === stations;
}

/** `5 / 6 所已采用 · 生效日 11-25 · 1 所冲突`. */
export function progressInWords({ adopted, stations, effectiveOn, conflict, superseded, planned, paused, outdated, withdrawnAt, withdrawn }: CampaignPartsFragment, say: ReturnType<typeof useWords>['say']): string {
  if (isOver({ superseded, stations, withdrawnAt })) return say('已结束：{stations, number} 个所都已改用更新的分局配置', 'over: {stations, plural, one {its station follows} other {all # stations follow}} a later revision of the bureau', { stations });
  return [
    withdrawnAt ? say('已撤回 {withdrawn, number} / {stations, number} 所', 'taken back at {withdrawn, number} of {stations, number}', { withdrawn, stations }) : say('{adopted, number} / {stations, number} 所已采用', '{adopted, number} of {stations, number} adopted', { adopted, stations }),
    effectiveOn ? say('生效日 {day}', 'from {day}', { day: effectiveOn }) : say('立即生效', 'at once'),
    conflict > 0 ? say('{conflict, number} 所冲突', '{conflict, plural, one {# conflict} other {# conflicts}}', { conflict }) : '',
    superseded > 0 ? say('{superseded, number} 所已被更新的配置取代', '{superseded, number} superseded', { superseded }) : '',
    paused && planned > 0 ? say('已暂停', 'paused') : '',
    outdated ? say('流程模板已更新，请重新下发', 'the template has moved on: start another') : '',
  ].filter(Boolean).join(' · ');
}
