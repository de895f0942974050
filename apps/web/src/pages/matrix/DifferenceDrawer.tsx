import { useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, KeyValues, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { MatrixDifferenceDocument, type MatrixDifferenceQuery } from '../../gql/matrix.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { ConflictsCard } from './ConflictsCard.js';
import { cellChip, cellNotes, changedInWords, lateInWords, type Matrix } from './words.js';

type Difference = MatrixDifferenceQuery['stationWorkflow'];
type Revision = MatrixDifferenceQuery['overlayRevisions']['edges'][number]['node'];

/** What a station makes of a workflow: layers, changed places in words, what conflicts, and its revisions. */
export default function DifferenceDrawer({ stationId, workflow, matrix, onClose, onDecided }: { stationId: string; workflow: string; matrix: Matrix; onClose: () => void; onDecided: () => void }) {
  const words = useWords();
  const { say, textOf } = words;
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(MatrixDifferenceDocument, { variables: { bureauId, stationId, workflow }, fetchPolicy: 'cache-and-network' });
  const station = matrix.edges.find(({ node }) => node.id === stationId)?.node;
  const cell = station?.cells.find((one) => one.workflow === workflow);
  const title = `${station?.name ?? ''} · ${textOf(matrix.workflows.find((one) => one.workflow === workflow)?.title)}`;
  return (
    <SideDrawer open title={title} onClose={onClose} size="min(680px, 100vw)" destroyOnHidden>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={6} /> : (
        <div className="sh-stack">
          {cell && <div className="sh-row"><Chip tone={cellChip(cell, say).tone}>{cellChip(cell, say).words}</Chip>{cellNotes(cell, say).map((note) => <span key={note} className="sh-sub">{note}</span>)}<span className="sh-sub">{[lateInWords(cell, say), changedInWords(cell, words)].filter(Boolean).join(' · ')}</span></div>}
          <Layers of={data.stationWorkflow} />
          <ConflictsCard stationId={stationId} workflow={workflow} onDecided={() => { void refetch(); onDecided(); }} />
          <Changes of={data.stationWorkflow} />
          <Revisions revisions={data.overlayRevisions.edges.map(({ node }) => node)} />
        </div>
      )}
    </SideDrawer>
  );
}

function Layers({ of: { template, presentTemplate, layers, since } }: { of: Difference }) {
  const { say, moment } = useWords();
  const behind = template < presentTemplate ? say('（最新为 v{present}）', ' (the latest is v{present})', { present: String(presentTemplate) }) : '';
  return (
    <Card title={say('由哪些层组成', 'Made of')}>
      <KeyValues
        entries={[
          [say('流程模板', 'Template'), `v${template}${behind}`],
          ...layers.map(({ level, revision, origin, because, publishedBy, publishedAt }) => [
            level === 'BUREAU' ? say('分局配置', 'Bureau') : say('本所配置', 'Station'),
            <span key={level} className="sh-long">{`v${revision}${origin === 'CAMPAIGN' ? say('（下发）', ' (handed down)') : ''} · ${because}`} <span className="sh-sub sh-small">{[publishedBy ?? say('系统随新版调整', 'followed a new template'), moment(publishedAt)].join(' · ')}</span></span>,
          ] as const),
          [say('现行起', 'In force since'), moment(since)],
        ]}
      />
    </Card>
  );
}

function Changes({ of: { changes } }: { of: Difference }) {
  const { say, textOf, moment } = useWords();
  return (
    <Card title={say('与流程模板不同之处', 'What differs from the template')}>
      {changes.length === 0 ? <EmptyState title={say('没有不同，按模板办理', 'Nothing: it works as the template says')} /> : (
        <ul className="mx-changes">
          {changes.map(({ place, level, text, because, by, at }) => (
            <li key={place}><Chip tone={level === 'BUREAU' ? 'info' : 'plain'}>{level === 'BUREAU' ? say('分局', 'Bureau') : say('本所', 'Station')}</Chip> {textOf(text)} <span className="sh-sub sh-small">{[because, by, moment(at)].filter(Boolean).join(' · ')}</span></li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Revisions({ revisions }: { revisions: readonly Revision[] }) {
  const { say, textOf, moment } = useWords();
  if (revisions.length === 0) return null;
  return (
    <Card title={say('本所的历次发布', 'The station’s revisions')}>
      <ul className="mx-changes">
        {revisions.map(({ revision, because, publishedBy, publishedAt, changes }) => (
          <li key={revision}>v{revision} · {because} <span className="sh-sub sh-small">{[publishedBy ?? say('系统随新版调整', 'followed a new template'), moment(publishedAt)].join(' · ')}</span>{changes.length > 0 && <div className="sh-sub">{changes.map(textOf).join(say('；', '; '))}</div>}</li>
        ))}
      </ul>
    </Card>
  );
}
