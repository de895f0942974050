import { useMutation, useQuery, useApolloClient } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { authoredSkeleton, setPart } from '@stationhouse/workflow';
import { Button, Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { AuthoredCopyDocument, AuthoredGalleryDocument, CreateAuthoredDocument, type AuthoredFactsFragment } from '../../../gql/authoring.js';
import { useCommand } from '../../../hooks.js';
import { PERMISSIONS } from '../../../permissions.js';
import { FieldRow } from '../FieldRow.js';
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

/** A new workflow: what it is called, and whether it begins empty or as another one. */
function NewAuthored({ templates, onClose }: GalleryProps & { onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, base } = useScope();
  const navigate = useNavigate();
  const client = useApolloClient();
  const command = useCommand();
  const [create] = useMutation(CreateAuthoredDocument);
  const [draft, setDraft] = useState({ zh: '', en: '', name: '', like: '' });
  const id = useId();
  const named = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(draft.name);
  const ready = draft.zh.trim() !== '' && named;
  const change = (changes: Partial<typeof draft>) => { command.reset(); setDraft((now) => ({ ...now, ...changes })); };
  const submit = async () => {
    let made: string | undefined;
    const title = { 'zh-CN': draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() };
    const done = await command.run(async (idempotencyKey) => {
      const copy = draft.like === '' ? undefined : (await client.query({ query: AuthoredCopyDocument, variables: { bureauId, of: draft.like }, fetchPolicy: 'no-cache' })).data?.authoredCopy;
      const source = copy === undefined ? authoredSkeleton(draft.name, title) : setPart(setPart(copy, ['workflow'], draft.name), ['title'], title);
      made = (await create({ variables: { bureauId, name: draft.name, source, idempotencyKey } })).data?.createAuthored.workflow;
    });
    if (done && made !== undefined) void navigate(`${base}/workflows/own/${made}`);
  };
  return (
    <Modal open title={say('新建流程', 'New workflow')} onCancel={onClose} footer={null} destroyOnHidden>
      <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); if (ready) void submit(); }}>
        <FieldRow label={say('流程名称', 'What it is called, in Chinese')} htmlFor={`${id}-zh`}><Input id={`${id}-zh`} autoFocus maxLength={60} value={draft.zh} placeholder={say('例如：重点场所安全检查', '重点场所安全检查')} onChange={(event) => change({ zh: event.target.value })} /></FieldRow>
        <FieldRow label={say('英文名称（可不填）', 'In English (may be left out)')} htmlFor={`${id}-en`}><Input id={`${id}-en`} maxLength={60} value={draft.en} onChange={(event) => change({ en: event.target.value, ...(draft.name === '' || draft.name === kebab(draft.en) ? { name: kebab(event.target.value) } : {}) })} /></FieldRow>
        <FieldRow label={say('标识（以后不能改）', 'Its id (it stays)')} htmlFor={`${id}-name`} hint={<span className={`sh-small ${draft.name !== '' && !named ? 'sh-bad-ink' : 'sh-sub'}`}>{say('小写英文和连字符，例如 venue-check', 'Small letters and hyphens, like venue-check')}</span>}><Input id={`${id}-name`} className="sh-mono" style={{ width: 240 }} maxLength={60} value={draft.name} status={draft.name !== '' && !named ? 'error' : ''} onChange={(event) => change({ name: event.target.value })} /></FieldRow>
        <FieldRow label={say('从哪里开始', 'Where it begins')} htmlFor={`${id}-like`}><Select<string> id={`${id}-like`} value={draft.like} style={{ minWidth: 260 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('登记—办理—办结的空白流程', 'Register, handle, close: an empty one') }, ...templates.map(({ id: like, title }) => ({ value: like, label: say('照“{title}”', 'Like “{title}”', { title }) }))]} onChange={(like) => change({ like })} /></FieldRow>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" disabled={!ready} loading={command.sending}>{say('新建', 'Create')}</Button></div>
      </form>
    </Modal>
  );
}

function kebab(words: string): string {
  return (words.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-').replace(/^[0-9-]+/, '').slice(0, 60);
}
