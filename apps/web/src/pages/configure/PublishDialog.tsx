import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { writeOverlay, type DefinitionProblem } from '@stationhouse/workflow';
import { Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { DiscardDraftDocument, PublishOverlayDocument, type DesignBaseQuery } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import { useDesign } from './context.js';
import type { DraftScope, SavedDraft } from './useDraft.js';

interface PublishProps {
  readonly scope: DraftScope;
  readonly base: DesignBaseQuery['workflowBase'];
  readonly saved: SavedDraft;
  readonly problems: readonly DefinitionProblem[];
  readonly onClose: () => void;
  readonly onPublished: () => void;
}

export default function PublishDialog({ scope, base, saved, problems, onClose, onPublished }: PublishProps) {
  const { say, textOf } = useWords();
  const { base: path } = useScope();
  const { composition: { changes, overlay } } = useDesign();
  const toast = useToast();
  const command = useCommand();
  const [publish] = useMutation(PublishOverlayDocument);
  const [discard] = useMutation(DiscardDraftDocument);
  const [because, setBecause] = useState('');
  const id = useId();
  const submit = async () => {
    const done = await command.run(async (idempotencyKey) => {
      const draft = await saved.save();
      await publish({ variables: { ...scope, overlay: writeOverlay({ ...overlay, because: because.trim() }), expectedRevision: base.revision, idempotencyKey } });
      if (draft !== undefined) await discard({ variables: { ...scope, version: draft.version, idempotencyKey } });
    });
    if (!done) return;
    toast.done(say('已发布', 'Published'));
    onPublished();
  };
  return (
    <Modal open title={say('检查并发布', 'Check and publish')} onCancel={onClose} footer={<><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" disabled={because.trim() === '' || problems.length > 0} loading={command.sending} onClick={() => void submit()}>{say('发布', 'Publish')}</Button></>}>
      <ul className="cf-changes">{changes.map((change) => <li key={change.place}>{textOf(change.text)}</li>)}</ul>
      <label htmlFor={id}>{say('为什么改', 'Why')}</label>
      <Input id={id} value={because} maxLength={500} onChange={(event) => setBecause(event.target.value)} />
      <InlineError error={command.error} />
      <span hidden>{path}</span>
    </Modal>
  );
}
