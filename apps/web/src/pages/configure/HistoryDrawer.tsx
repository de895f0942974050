import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import type { Overlay } from '@stationhouse/workflow';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { DesignCanaryDocument, OverlayHistoryDocument, RestoreOverlayDocument, type OverlayHistoryQuery } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { ChangeReview } from './diff/ChangeReview.js';
import type { DraftScope } from './useDraft.js';

interface HistoryProps {
  readonly scope: DraftScope;
  /** The revision in force; 0 for none. */
  readonly revision: number;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

type Revision = OverlayHistoryQuery['overlayRevisions']['edges'][number]['node'];

/** Every published version with who, why and what it changed – in words, on the workflow, as text; one click brings an earlier one back. */
export default function HistoryDrawer({ scope, revision, onClose, onRestored }: HistoryProps) {
  const { say } = useWords();
  const { may } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [restore] = useMutation(RestoreOverlayDocument);
  const { data, error, refetch, fetchMore } = useQuery(OverlayHistoryDocument, { variables: { ...scope, first: 20 }, fetchPolicy: 'no-cache' });
  const back = async (to: number) => {
    const done = await command.run((idempotencyKey) => restore({ variables: { ...scope, restore: to, expectedRevision: revision, idempotencyKey } }));
    if (!done) return;
    toast.done(say('已恢复到 v{to}，新发起的事项即按此办理', 'v{to} is back: new instances start on it', { to }));
    onRestored();
  };
  const canary = useQuery(DesignCanaryDocument, { variables: scope, fetchPolicy: 'no-cache' }).data?.workflowCanary ?? undefined;
  const versions = data?.overlayRevisions.edges.map(({ node }) => node) ?? [];
  const more = data?.overlayRevisions.pageInfo;
  return (
    <SideDrawer open size="min(100%, 560px)" title={say('版本', 'Versions')} onClose={onClose}>
      <div className="sh-stack">
      {may(PERMISSIONS.migrateInstances) && <p className="sh-sub">{say('在办事项按发起时的版本办理。', 'Running instances stay on the version they began with.')} <Link className="cf-link" to="migrations">{say('迁移在办事项', 'Move running instances')}</Link></p>}
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : versions.length === 0 ? <EmptyState title={say('还没有发布过', 'Nothing published yet')} hint={say('现在按上级规定办理。发布后，每个版本的时间、原因和改动都在这里。', 'What holds comes from above. Each version you publish stands here with when, why and what.')} /> : (
        <>
          <InlineError error={command.error} />
          <ol className="cf-versions">{versions.map((version, index) => <Version key={version.revision} version={version} before={versions[index + 1]} current={version.revision === (canary?.before.revision ?? revision)} share={canary?.tried.revision === version.revision ? canary.share : undefined} onRestore={may(PERMISSIONS.publishConfiguration) ? () => void back(version.revision) : undefined} />)}</ol>
          {more?.hasNextPage === true && <Button onClick={() => void fetchMore({ variables: { after: more.endCursor }, updateQuery: (before, { fetchMoreResult }) => ({ overlayRevisions: { ...fetchMoreResult.overlayRevisions, edges: [...before.overlayRevisions.edges, ...fetchMoreResult.overlayRevisions.edges] } }) as OverlayHistoryQuery })}>{say('更早的版本', 'Earlier ones')}</Button>}
        </>
      )}
      </div>
    </SideDrawer>
  );
}

function Version({ version, before, current, share, onRestore }: { version: Revision; before: Revision | undefined; current: boolean; share: number | undefined; onRestore: (() => void) | undefined }) {
  const { say, textOf, moment } = useWords();
  const [shown, setShown] = useState(false);
  // The version before the oldest one on the page is not read yet: nothing is compared with it.
  const comparable = before !== undefined || version.revision === 1;
  return (
    <li data-revision={version.revision}>
      <div className="sh-row"><b>v{version.revision}</b>{current && <Chip tone="ok">{say('现行', 'in force')}</Chip>}{share !== undefined && <Chip tone="info">{say('试行 {share}%', 'on trial: {share}%', { share })}</Chip>}{version.restored !== null && <Chip>{say('恢复 v{restored}', 'brings back v{restored}', { restored: version.restored })}</Chip>}<span className="sh-sub sh-small">{say('模板 v{template}', 'template v{template}', { template: version.template })}</span></div>
      <div className="sh-sub sh-small">{[moment(version.publishedAt), version.publishedBy ?? say('随流程新版自动更新', 'followed a new template')].join(' · ')}</div>
      <p className="sh-long">{version.because}</p>
      {version.changes.length === 0 ? <p className="sh-sub sh-small">{say('内容没有变化', 'Nothing in it changed')}</p> : <ul className="cf-changes">{version.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</ul>}
      {comparable && version.changes.length > 0 && <details className="cf-below cf-version-more" onToggle={(event) => { if (event.currentTarget.open) setShown(true); }}><summary>{say('在流程和文本上看改动', 'See the changes on the workflow and in the text')}</summary>{shown && <ChangeReview before={before?.content as Overlay | undefined} after={version.content as Overlay} words={false} />}</details>}
      {!current && share === undefined && onRestore !== undefined && <Popconfirm title={say('恢复到 v{revision}？新发起的事项即按此办理，在办的不变。', 'Bring v{revision} back? New instances start on it; running ones stay.', { revision: version.revision })} okText={say('恢复', 'Bring back')} cancelText={say('取消', 'Cancel')} onConfirm={onRestore}><Button size="small">{say('恢复到此版本', 'Bring this one back')}</Button></Popconfirm>}
    </li>
  );
}
