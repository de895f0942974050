import { useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { AuthoredGalleryDocument, type AuthoredFactsFragment } from '../../../gql/authoring.js';
import { PERMISSIONS } from '../../../permissions.js';
import { NewAuthored } from './NewAuthored.js';
import './authoring.css';

interface GalleryProps {
  /** The workflows of plugins, which a copy may begin as. */
  readonly templates: readonly { readonly id: string; readonly title: string }[];
}

/** The workflows a bureau writes itself, and a new one. */
export default function AuthoredGallery({ templates }: GalleryProps) {
  const { say, textOf } = useWords();
  const { bureauId, may } = useScope();
  const { data, error, refetch } = useQuery(AuthoredGalleryDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const [asking, setAsking] = useState(false);
  const mayWrite = may(PERMISSIONS.authorWorkflows);
  const own = data?.authoredWorkflows ?? [];
  const create = mayWrite && <Button type="primary" onClick={() => setAsking(true)}>{say('新建流程', 'New workflow')}</Button>;
  return (
    <section className="sh-stack cf-own" aria-labelledby="own">
      <div className="sh-row"><h2 id="own">{say('自建流程', 'The bureau’s own workflows')}</h2><span className="sh-push">{own.length > 0 && create}</span></div>
      {error && data === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={3} /> : own.length === 0 ? (
        <div className="sh-card"><EmptyState title={say('还没有自建流程', 'None written yet')} hint={say('没有现成插件的业务，可由分局自己编写流程，发布后各所启用。', 'What no plugin covers the bureau may write itself; stations enable it once it is published.')} action={create} /></div>
      ) : <div className="cf-gallery">{own.map((one) => <OwnCard key={one.workflow} one={one} mayWrite={mayWrite} />)}</div>}
      {asking && <NewAuthored templates={[...templates, ...own.filter(({ workflow, edition }) => edition > 0 && templates.every(({ id }) => id !== workflow)).map(({ workflow, title }) => ({ id: workflow, title: textOf(title) }))]} onClose={() => setAsking(false)} />}
    </section>
  );
}

function OwnCard({ one, mayWrite }: { one: AuthoredFactsFragment; mayWrite: boolean }) {
  const { say, textOf, moment } = useWords();
  const { base } = useScope();
  const title = textOf(one.title);
  const chips = (
    <span className="sh-row">
      {one.retiredAt !== null ? <Chip>{say('已停用', 'Retired')}</Chip> : one.edition === 0 ? <Chip tone="warn">{say('尚未发布', 'Not published')}</Chip> : <Chip tone="ok">{say('第 {edition} 版', 'Edition {edition}', { edition: one.edition })}</Chip>}
      {one.draftVersion !== null && one.edition > 0 && <Chip tone="warn">{say('有草稿', 'Draft')}</Chip>}
    </span>
  );
  const write = mayWrite && one.retiredAt === null ? say('编写', 'Write') : say('查看', 'See it');
  return (
    // The workflow has a card among the others as well: this one is about writing it.
    <section className="sh-card" aria-label={say('自建流程“{title}”', 'Own workflow {title}', { title })} data-card={one.workflow}>
      <div className="sh-row sh-card-head"><h3>{title}</h3>{chips}</div>
      <p className="sh-sub sh-small sh-mono">{one.workflow}</p>
      {one.because !== null && <p className="sh-long">{one.because}</p>}
      {one.edition > 0 && <p className="sh-sub">{say('{count} 个所启用，在办 {running} 件', 'Enabled at {count, plural, one {# station} other {# stations}}, {running} running', { count: one.enabledAt, running: one.running })}</p>}
      <div className="sh-row">
        <Link to={`${base}/workflows/own/${one.workflow}`} aria-label={say('{write}“{title}”', '{write}: {title}', { write, title })}>{write}</Link>
        {one.edition > 0 && one.retiredAt === null && <Link to={`${base}/workflows/${one.workflow}`} aria-label={say('配置分局模板“{title}”', 'Fit the template: {title}', { title })}>{say('配置分局模板', 'Fit the template')}</Link>}
        <span className="sh-sub sh-small sh-push">{one.publishedAt !== null ? say('{at} 发布', 'published {at}', { at: moment(one.publishedAt) }) : one.draftSavedAt !== null ? say('{at} 保存', 'saved {at}', { at: moment(one.draftSavedAt) }) : ''}</span>
      </div>
    </section>
  );
}
