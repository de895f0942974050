import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { authoredSkeleton, setPart } from '@stationhouse/workflow';
import { Button, Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { AuthoredCopyDocument, CreateAuthoredDocument } from '../../../gql/authoring.js';
import { useCommand } from '../../../hooks.js';
import { FieldRow } from '../FieldRow.js';
import { CopyNotes } from './CopyNotes.js';

interface NewProps {
  /** The workflows that a copy may begin as. */
  readonly templates: readonly { readonly id: string; readonly title: string }[];
  readonly onClose: () => void;
}

/** A new workflow: what it is called, and whether it begins empty or as another one. */
export function NewAuthored({ templates, onClose }: NewProps) {
  const { say, textOf } = useWords();
  const { bureauId, base } = useScope();
  const navigate = useNavigate();
  const command = useCommand();
  const [create] = useMutation(CreateAuthoredDocument);
  const [draft, setDraft] = useState({ zh: '', en: '', name: '', like: '' });
  const id = useId();
  const named = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(draft.name);
  const { data: copied, loading: copying, error: failed } = useQuery(AuthoredCopyDocument, { variables: { bureauId, of: draft.like }, skip: draft.like === '', fetchPolicy: 'no-cache' });
  const copy = draft.like === '' ? undefined : copied?.authoredCopy;
  const ready = draft.zh.trim() !== '' && named && (draft.like === '' || (copy !== undefined && !copying));
  const change = (changes: Partial<typeof draft>) => { command.reset(); setDraft((now) => ({ ...now, ...changes })); };
  const submit = async () => {
    let made: string | undefined;
    const title = { 'zh-CN': draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() };
    const done = await command.run(async (idempotencyKey) => {
      const source = copy === undefined ? authoredSkeleton(draft.name, title) : setPart(setPart(copy.source, ['workflow'], draft.name), ['title'], title);
      const remarks = copy?.notes.map(({ path, text }) => ({ place: path, text: textOf(text) })) ?? [];
      made = (await create({ variables: { bureauId, name: draft.name, source, remarks, idempotencyKey } })).data?.createAuthored.workflow;
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
        {copying && <Loading rows={2} />}
        {copy !== undefined && !copying && <CopyNotes notes={copy.notes} />}
        <InlineError error={command.error ?? failed} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" disabled={!ready} loading={command.sending}>{say('新建', 'Create')}</Button></div>
      </form>
    </Modal>
  );
}

function kebab(words: string): string {
  return (words.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-').replace(/^[0-9-]+/, '').slice(0, 60);
}
