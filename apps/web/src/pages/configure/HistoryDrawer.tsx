import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { OverlayHistoryDocument, RestoreOverlayDocument, type OverlayHistoryQuery } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { DraftScope } from './useDraft.js';

interface HistoryProps {
  readonly scope: DraftScope;
  /** The revision in force; 0 for none. */
  readonly revision: number;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

/** Every published version with who, why and what it changed; one click brings an earlier one back. */
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
  const versions = data?.overlayRevisions.edges.map(({ node }) => node) ?? [];
  const more = data?.overlayRevisions.pageInfo;
  return (
    <SideDrawer open size={520} title={say('版本', 'Versions')} onClose={onClose}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : versions.length === 0 ? <EmptyState title={say('还没有发布过', 'Nothing published yet')} hint={say('现在按上级规定办理。发布后，每个版本的时间、原因和改动都在这里。', 'What holds comes from above. Each version you publish stands here with when, why and what.')} /> : (
        <>
          <InlineError error={command.error} />
          <ol className="cf-versions">{versions.map((version) => <Version key={version.revision} version={version} current={version.revision === revision} onRestore={may(PERMISSIONS.publishConfiguration) ? () => void back(version.revision) : undefined} />)}</ol>
          {more?.hasNextPage === true && <Button onClick={() => void fetchMore({ variables: { after: more.endCursor }, updateQuery: (before, { fetchMoreResult }) => ({ overlayRevisions: { ...fetchMoreResult.overlayRevisions, edges: [...before.overlayRevisions.edges, ...fetchMoreResult.overlayRevisions.edges] } }) as OverlayHistoryQuery })}>{say('更早的版本', 'Earlier ones')}</Button>}
        </>
      )}
    </SideDrawer>
  );
}

function Version({ version, current, onRestore }: { version: OverlayHistoryQuery['overlayRevisions']['edges'][number]['node']; current: boolean; onRestore: (() => void) | undefined }) {
  const { say, textOf, moment } = useWords();
  return (
    <li data-revision={version.revision}>
      <div className="sh-row"><b>v{version.revision}</b>{current && <Chip tone="ok">{say('现行', 'in force')}</Chip>}{version.restored !== null && <Chip>{say('恢复 v{restored}', 'brings back v{restored}', { restored: version.restored })}</Chip>}<span className="sh-sub sh-small">{say('模板 v{template}', 'template v{template}', { template: version.template })}</span></div>
      <div className="sh-sub sh-small">{[moment(version.publishedAt), version.publishedBy ?? say('随流程新版自动更新', 'followed a new template')].join(' · ')}</div>
      <p className="sh-long">{version.because}</p>
      <ul className="cf-changes">{version.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</ul>
      {!current && onRestore !== undefined && <Popconfirm title={say('恢复到 v{revision}？新发起的事项即按此办理，在办的不变。', 'Bring v{revision} back? New instances start on it; running ones stay.', { revision: version.revision })} okText={say('恢复', 'Bring back')} cancelText={say('取消', 'Cancel')} onConfirm={onRestore}><Button size="small">{say('恢复到此版本', 'Bring this one back')}</Button></Popconfirm>}
    </li>
  );
}
