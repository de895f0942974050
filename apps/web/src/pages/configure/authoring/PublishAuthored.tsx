import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import type { Change, DefinitionProblem } from '@stationhouse/workflow';
import { Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { DiscardAuthoredDocument, PublishAuthoredDocument } from '../../../gql/authoring.js';
import { useCommand } from '../../../hooks.js';
import { useToast } from '../../../shell/toast.js';
import { FieldRow } from '../FieldRow.js';
import { ReviewWanted, wantsReview } from '../ReviewCard.js';
import type { AuthoredFacts } from './AuthoringPage.js';
import type { SavedText } from './useTextDraft.js';

interface PublishProps {
  readonly facts: AuthoredFacts;
  readonly saved: SavedText;
  readonly problems: readonly DefinitionProblem[];
  readonly changes: readonly Change[];
  readonly onClose: () => void;
  readonly onEnded: () => void;
}

/** The last look before publishing: what changes, what it means for stations and running instances, and why. */
export default function PublishAuthored({ facts, saved, problems, changes, onClose, onEnded }: PublishProps) {
  const { say, textOf } = useWords();
  const { bureauId, base } = useScope();
  const toast = useToast();
  const navigate = useNavigate();
  const command = useCommand();
  const [publish] = useMutation(PublishAuthoredDocument);
  const [discard] = useMutation(DiscardAuthoredDocument);
  const [because, setBecause] = useState('');
  const [sure, setSure] = useState(false);
  const id = useId();
  const { workflow, edition } = facts;
  const unreviewed = wantsReview(saved.draft);
  const ready = because.trim() !== '' && problems.length === 0 && !unreviewed;
  const submit = async () => {
    const done = await command.run(async (idempotencyKey) => {
      const draft = await saved.save();
      if (draft === undefined) throw saved.error ?? new TypeError('the draft could not be saved');
      await publish({ variables: { bureauId, workflow, version: draft.version, because: because.trim(), idempotencyKey } });
    });
    if (!done) return;
    toast.done(edition === 0 ? say('已发布，各所现在可以启用', 'Published: stations may enable it now') : say('已发布第 {edition} 版，新发起的事项即按此办理', 'Edition {edition} is published: new instances start on it', { edition: edition + 1 }));
    onEnded();
  };
  const drop = async () => {
    const done = await command.run(async (idempotencyKey) => {
      const draft = await saved.save();
      if (draft !== undefined) await discard({ variables: { bureauId, workflow, version: draft.version, idempotencyKey } });
    });
    if (!done) return;
    if (edition === 0) void navigate(`${base}/workflows`);
    else onEnded();
  };
  return (
    <Modal open width={620} title={say('检查并发布', 'Check and publish')} onCancel={onClose} footer={null} destroyOnHidden>
      <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); if (ready) void submit(); }}>
        {changes.length > 0 && <section aria-label={say('改动', 'Changes')}><ul className="cf-changes">{changes.map((one) => <li key={one.place}>{textOf(one.text)}</li>)}</ul></section>}
        {problems.length > 0 && <div className="sh-inline-error" role="alert">{say('还有 {count} 处问题未解决，不能发布：', '{count, plural, one {# problem} other {# problems}} must be mended first: ', { count: problems.length })}{problems.slice(0, 3).map((problem) => textOf(problem.text)).join(say('；', '; '))}</div>}
        <FieldRow label={edition === 0 ? say('为什么建立（记入版本历史）', 'Why it is made (kept with the edition)') : say('为什么改（记入版本历史）', 'Why (kept with the edition)')} htmlFor={`${id}-why`}><Input id={`${id}-why`} autoFocus maxLength={500} value={because} onChange={(event) => { command.reset(); setBecause(event.target.value); }} /></FieldRow>
        <p className="sh-sub sh-small">{edition === 0 ? say('发布后，各所可以启用并按本所实际配置；也可在插件管理中统一启用。', 'Once published, stations may enable it and fit it; it may also be mandated with the plugins.') : say('各所的配置随新版更新，有冲突的列出待处理并保持原样；在办的事项仍按发起时的版本办理。', 'What stations have set follows the new edition; conflicts are listed and stay as they were. Running instances stay on theirs.')}</p>
        {unreviewed && <ReviewWanted />}
        <InlineError error={command.error} />
        <div className="form-foot">
          {saved.draft !== undefined && <Button danger type={sure ? 'default' : 'text'} className="sh-push" onClick={() => { if (sure) void drop(); else setSure(true); }}>{sure ? say('确定放弃全部改动', 'Discard all changes, yes') : say('放弃草稿', 'Discard the draft')}</Button>}
          <Button onClick={onClose}>{say('再改改', 'Not yet')}</Button>
          <Button type="primary" htmlType="submit" disabled={!ready} loading={command.sending}>{say('发布', 'Publish')}</Button>
        </div>
      </form>
    </Modal>
  );
}
