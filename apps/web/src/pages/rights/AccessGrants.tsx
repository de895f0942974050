import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { BureauAccessGrantsDocument, StationAccessGrantsDocument, type AccessGrantReportFragment, type AccessGrantRowFragment } from '../../gql/rights.js';
import { PERMISSIONS } from '../../permissions.js';
import { GrantCard } from './GrantCard.js';
import './rights.css';

const AskDrawer = lazy(() => import('./AskDrawer.js'));
const RuleDrawer = lazy(() => import('./RuleDrawer.js'));

export type Grant = AccessGrantRowFragment & AccessGrantReportFragment;

const OPEN: ReadonlySet<string> = new Set(['WAITING', 'ACTIVE']);

/** 授权查看: who of the bureau may see what of a station, why and until when, and what was opened. The station sees the same of itself. */
export default function AccessGrants() {
  const { say } = useWords();
  const { stationId, bureauId, may } = useScope();
  const [drawer, setDrawer] = useState<'ask' | 'rule'>();
  const station = useQuery(StationAccessGrantsDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined, fetchPolicy: 'cache-and-network' });
  const bureau = useQuery(BureauAccessGrantsDocument, { variables: { bureauId }, skip: stationId !== undefined, fetchPolicy: 'cache-and-network' });
  const { error, refetch } = stationId === undefined ? bureau : station;
  const grants: readonly Grant[] | undefined = stationId === undefined ? bureau.data?.bureauAccessGrants : station.data?.accessGrants;
  const rule = bureau.data?.accessGrantRule;
  if (error && !grants) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!grants) return <Loading rows={6} />;
  const changed = () => void refetch();
  const open = grants.filter(({ state }) => OPEN.has(state));
  const over = grants.filter(({ state }) => !OPEN.has(state));
  return (
    <>
      <PageHeader
        title={say('授权查看', 'Access grants')}
        facts={stationId === undefined
          ? say('分局平时只看汇总；确需查看派出所内容的，写明事由、限时办理，派出所即时知晓。最长 {hours, number} 小时', 'The bureau sees totals. To see a station’s records, say why and for how long; the station is told at once. At most {hours, number} h', { hours: rule?.mostHours ?? 0 })
          : say('分局何人、为何、何时查看过本所内容，均列于此', 'Who of the bureau saw what here, when and why')}
        actions={stationId === undefined && (
          <>
            {may(PERMISSIONS.ruleAccessGrants) && <Button onClick={() => setDrawer('rule')}>{say('设置规则', 'Rule')}</Button>}
            {may(PERMISSIONS.askForAccess) && <Button type="primary" onClick={() => setDrawer('ask')}>{say('申请查看', 'Ask for access')}</Button>}
          </>
        )}
      />
      {grants.length === 0 && <section className="sh-card"><EmptyState title={say('没有授权查看', 'No access was granted')} hint={stationId === undefined ? say('需要查看派出所的事项或警情时，先在这里申请。', 'To see an instance or incident of a station, ask here first.') : say('分局没有查看过本所内容。', 'The bureau has seen nothing of this station.')} /></section>}
      <div className="sh-stack">
        {open.map((grant) => <GrantCard key={grant.id} grant={grant} onChanged={changed} />)}
        {over.length > 0 && <h2 className="rights-past">{say('已结束', 'Over')}</h2>}
        {over.map((grant) => <GrantCard key={grant.id} grant={grant} onChanged={changed} />)}
      </div>
      <Suspense fallback={null}>
        {drawer === 'ask' && rule && <AskDrawer mostHours={rule.mostHours} alwaysDecided={rule.alwaysDecided} onClose={() => setDrawer(undefined)} onDone={changed} />}
        {drawer === 'rule' && rule && <RuleDrawer rule={rule} onClose={() => setDrawer(undefined)} onDone={changed} />}
      </Suspense>
    </>
  );
}
