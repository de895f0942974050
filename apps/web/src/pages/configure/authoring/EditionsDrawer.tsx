import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { AuthoredEditionsDocument, ReinstateAuthoredDocument, RetireAuthoredDocument, type AuthoredEditionsQuery } from '../../../gql/authoring.js';
import { useCommand } from '../../../hooks.js';
import { PERMISSIONS } from '../../../permissions.js';
import { SideDrawer } from '../../../shell/SideDrawer.js';
import { useToast } from '../../../shell/toast.js';
import type { AuthoredFacts } from './AuthoringPage.js';

interface EditionsProps {
  readonly facts: AuthoredFacts;
  readonly mayWrite: boolean;
  readonly onClose: () => void;
  /** Goes on from the text of an earlier edition. */
  readonly onTake: (source: string) => void;
  readonly onEnded: () => void;
}

/** Every edition with who, why and what it changed; taking the workflow out of use, and back. */
export default function EditionsDrawer({ facts, mayWrite, onClose, onTake, onEnded }: EditionsProps) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch, fetchMore } = useQuery(AuthoredEditionsDocument, { variables: { bureauId, workflow: facts.workflow, first: 20 }, fetchPolicy: 'no-cache' });
  const editions = data?.authoredEditions.edges.map(({ node }) => node) ?? [];
  const more = data?.authoredEditions.pageInfo;
  return (
    <SideDrawer open size={520} title={say('版本', 'Editions')} onClose={onClose}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : editions.length === 0 ? <EmptyState title={say('还没有发布过', 'Nothing published yet')} hint={say('发布后，每一版的时间、原因和改动都在这里。', 'Each edition you publish stands here with when, why and what.')} /> : (
        <>
          <ol className="cf-versions">{editions.map((edition) => <Edition key={edition.edition} edition={edition} current={edition.edition === facts.edition && facts.retiredAt === null} onTake={mayWrite ? onTake : undefined} />)}</ol>
          {more?.hasNextPage === true && <Button onClick={() => void fetchMore({ variables: { after: more.endCursor }, updateQuery: (before, { fetchMoreResult }) => ({ authoredEditions: { ...fetchMoreResult.authoredEditions, edges: [...before.authoredEditions.edges, ...fetchMoreResult.authoredEditions.edges] } }) as AuthoredEditionsQuery })}>{say('更早的版本', 'Earlier ones')}</Button>}
        </>
      )}
      {facts.edition > 0 && <Retirement facts={facts} onEnded={onEnded} />}
    </SideDrawer>
  );
}

function Edition({ edition, current, onTake }: { edition: AuthoredEditionsQuery['authoredEditions']['edges'][number]['node']; current: boolean; onTake: ((source: string) => void) | undefined }) {
  const { say, textOf, moment } = useWords();
  return (
    <li data-edition={edition.edition}>
      <div className="sh-row"><b>{say('第 {edition} 版', 'Edition {edition}', { edition: edition.edition })}</b>{current && <Chip tone="ok">{say('在用', 'in force')}</Chip>}</div>
      <div className="sh-sub sh-small">{[moment(edition.publishedAt), edition.publishedBy].filter(Boolean).join(' · ')}</div>
      <p className="sh-long">{edition.because}</p>
      <ul className="cf-changes">{edition.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</ul>
      {!current && onTake !== undefined && <Button size="small" onClick={() => onTake(edition.source)}>{say('以此版文本继续修改', 'Go on from this text')}</Button>}
    </li>
  );
}

/** Out of use: nothing new starts, what runs goes on. */
function Retirement({ facts, onEnded }: Pick<EditionsProps, 'facts' | 'onEnded'>) {
  const { say, moment } = useWords();
  const { bureauId, may } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [retire] = useMutation(RetireAuthoredDocument);
  const [reinstate] = useMutation(ReinstateAuthoredDocument);
  const [because, setBecause] = useState('');
  const { workflow, revision: expectedRevision } = facts;
  if (!may(PERMISSIONS.authorWorkflows)) return null;
  const act = async (work: (idempotencyKey: string) => Promise<unknown>, said: string) => {
    if (!(await command.run(work))) return;
    toast.done(said);
    onEnded();
  };
  return (
    <section className="cf-section sh-stack" aria-label={say('停用', 'Out of use')}>
      <h3>{say('停用', 'Out of use')}</h3>
      {facts.retiredAt === null ? (
        <>
          <p className="sh-sub sh-small">{say('停用后不能再发起，在办的 {count} 件照常办完。', 'Nothing new starts then; the {count} running go on to their end.', { count: facts.running })}</p>
          <Input aria-label={say('停用原因', 'Why it is retired')} placeholder={say('停用原因', 'Why it is retired')} maxLength={500} value={because} onChange={(event) => { command.reset(); setBecause(event.target.value); }} />
          <Button danger disabled={because.trim() === ''} loading={command.sending} onClick={() => void act((idempotencyKey) => retire({ variables: { bureauId, workflow, because: because.trim(), expectedRevision, idempotencyKey } }), say('已停用，在办事项照常办理', 'Retired: what runs goes on'))}>{say('停用此流程', 'Retire it')}</Button>
        </>
      ) : (
        <>
          <p className="sh-small">{say('{at} 停用：{why}', 'Retired {at}: {why}', { at: moment(facts.retiredAt), why: facts.retiredBecause ?? '' })}</p>
          <Button loading={command.sending} onClick={() => void act((idempotencyKey) => reinstate({ variables: { bureauId, workflow, expectedRevision, idempotencyKey } }), say('已恢复使用', 'In use again'))}>{say('恢复使用', 'Take it back into use')}</Button>
        </>
      )}
      <InlineError error={command.error} />
    </section>
  );
}
