import { useMutation, useQuery } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { Card, DropZone, InlineError, PurposeBar, useFileReader, useStation, useWords, VoicePlayer, type PurposeState } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input, Popconfirm, Tag } from 'antd';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { SendingFile } from '../../files/SendingFile.js';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { isCancelled, sendFile } from '../../files/transfer.js';
import { bytesInWords } from '../../files/words.js';
import { AttachmentRulesDocument, RemoveAttachmentDocument } from '../../gql/instances.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import { levelInWords } from '../documents/words.js';
import type { InstanceFull } from './InstancePage.js';

type Attachment = InstanceFull['attachments'][number];

interface Props {
  readonly instance: InstanceFull;
  readonly purpose: PurposeState;
  readonly opening: boolean;
  readonly onChanged: () => void;
}

/** 附件: what was attached, and a place to attach more. Names and bytes need a purpose, as all personal data. */
export function AttachmentsCard({ instance, purpose, opening, onChanged }: Props) {
  const { say } = useWords();
  const { may } = useStation();
  const { attachments, masked, closed, plugin } = instance;
  const mayAdd = !closed && plugin.mayWork && may(PERMISSIONS.addAttachments);
  return (
    <Card title={say('附件', 'Attachments')} id="attachments">
      {attachments.length > 0 && <PurposeBar state={purpose} masked={masked} loading={opening} />}
      {attachments.length === 0 && <p className="sh-sub">{say('还没有附件。', 'Nothing attached yet.')}</p>}
      <ul className="task-rows">
        {attachments.map((one, index) => <Row key={one.id} attachment={one} title={one.name ?? say('附件 {count}（名称已脱敏）', 'Attachment {count} (name masked)', { count: index + 1 })} instance={instance} purpose={purpose.purpose} onChanged={onChanged} />)}
      </ul>
      {mayAdd && <Add instance={instance} onAdded={onChanged} />}
    </Card>
  );
}

function Row({ attachment, title, instance, purpose, onChanged }: { attachment: Attachment; title: string; instance: InstanceFull; purpose: string | undefined; onChanged: () => void }) {
  const words = useWords();
  const { say, moment } = words;
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const download = useDownload();
  const [removeAttachment] = useMutation(RemoveAttachmentDocument);
  const { id, likeness, voice, type, bytes, sha256, addedBy, addedAt, mayRemove, madeFrom } = attachment;
  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      toast.done(done);
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const save = () => download.save(`/api/stations/${instance.stationId}/instances/${instance.id}/attachments/${id}`, attachment.name ?? `${instance.number}.${type}`, { 'x-stationhouse-purpose': encodeURIComponent(purpose ?? '') });
  const read = useFileReader();
  const listen = useCallback((signal: AbortSignal) => read(`/api/stations/${instance.stationId}/instances/${instance.id}/attachments/${id}`, signal, { purpose: purpose ?? '' }), [read, instance.stationId, instance.id, id, purpose]);
  const remove = () => act(async () => {
    await removeAttachment({ variables: { stationId: instance.stationId, attachmentId: id, idempotencyKey: newId() } });
    onChanged();
  }, say('已移除，时间线中保留记录', 'Removed; the timeline keeps the record'));
  return (
    <li>
      <b className="sh-long">{title} {likeness && <Tag color="blue">{say('本人照片', 'Likeness')}</Tag>}{voice && <Tag>{say('语音', 'Voice note')}</Tag>}</b>
      {attachment.purpose && <span className="sh-long">{attachment.purpose}</span>}
      <span className="sh-sub" title={`SHA-256 ${sha256}`}>{[type.toUpperCase(), bytesInWords(bytes), addedBy ?? say('系统生成', 'made by the workflow'), ...(madeFrom ? [levelInWords(madeFrom, words)] : []), moment(addedAt)].join(' · ')}</span>
      {voice && purpose !== undefined && !instance.masked && <VoicePlayer label={title} load={listen} />}
      {voice && purpose === undefined && <span className="sh-sub sh-small">{say('填写事由后可听。', 'Give a purpose to listen.')}</span>}
      <span className="sh-row sh-wrap">
        {purpose !== undefined && !instance.masked && <Button size="small" disabled={busy || download.progress !== undefined} onClick={() => void save()} aria-label={say('下载 {name}', 'Download {name}', { name: title })}>{say('下载', 'Download')}</Button>}
        {mayRemove && (
          <Popconfirm title={say('移除这个附件？', 'Remove this attachment?')} description={say('文件将被删除，时间线中保留记录。', 'The file is deleted; the timeline keeps the record.')} okText={say('移除', 'Remove')} cancelText={say('取消', 'Cancel')} onConfirm={() => void remove()}>
            <Button size="small" disabled={busy} aria-label={say('移除 {name}', 'Remove {name}', { name: title })}>{say('移除', 'Remove')}</Button>
          </Popconfirm>
        )}
      </span>
      <SavingFile download={download} />
    </li>
  );
}

/** What a card can show. */
const PICTURES: ReadonlySet<string> = new Set(['jpg', 'png']);

function Add({ instance, onAdded }: { instance: InstanceFull; onAdded: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const { data } = useQuery(AttachmentRulesDocument, { variables: { stationId: instance.stationId } });
  const [use, setUse] = useState('');
  const [likeness, setLikeness] = useState(false);
  const [sending, setSending] = useState<{ file: File; share: number }>();
  const [failure, setFailure] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  const id = useId();
  useEffect(() => () => abort.current?.abort(), []);
  if (data === undefined) return null;
  const { maxBytes, types: every } = data.attachmentRules;
  const types = likeness ? every.filter((type) => PICTURES.has(type)) : every;
  const send = async (file: File) => {
    abort.current = new AbortController();
    setFailure(undefined);
    setSending({ file, share: 0 });
    try {
      const path = `/api/stations/${instance.stationId}/instances/${instance.id}/attachments`;
      await sendFile({ path, fields: { idempotencyKey: newId(), purpose: use.trim(), ...(likeness ? { kind: 'likeness' } : {}) }, file, onProgress: (share) => setSending({ file, share }), signal: abort.current.signal });
      setUse('');
      setLikeness(false);
      toast.done(say('已添加附件', 'File attached'));
      onAdded();
    } catch (error) {
      if (!isCancelled(error)) setFailure(error);
    } finally {
      setSending(undefined);
    }
  };
  const hint = likeness ? say('{types}。保存前自动去除拍摄地点、时间和设备信息。', '{types}. Place, time and device are taken out before it is kept.', { types: types.map((type) => type.toUpperCase()).join(say('、', ', ')) }) : say('{types}，不超过 {size}。文件按含个人信息保管，下载须填事由并留痕。', '{types}, up to {size}. Files are kept as personal data: a download needs a purpose and is logged.', { types: types.map((type) => type.toUpperCase()).join(say('、', ', ')), size: bytesInWords(maxBytes) });
  return (
    <div className="attach">
      <InlineError error={failure} />
      {sending === undefined ? (
        <>
          <label htmlFor={id} className="sh-sub">{say('用途说明（可不填）', 'What it is for (optional)')}</label>
          <Input id={id} maxLength={200} value={use} onChange={(event) => setUse(event.target.value)} placeholder={say('例如：现场照片', 'For example: photo of the scene')} />
          {instance.takesLikeness && <Checkbox checked={likeness} onChange={({ target }) => setLikeness(target.checked)}>{say('本人照片：在应急卡上显示给受派人员', 'Photo of the person: the emergency card shows it to those called out')}</Checkbox>}
          <DropZone accept={types.map((type) => `.${type}`).concat(types.includes('jpg') ? ['.jpeg'] : []).join(',')} onPick={(file) => void send(file)} hint={hint} />
        </>
      ) : (
        <SendingFile {...sending} then={say('已上传，正在核对…', 'Uploaded, being checked…')} onCancel={() => abort.current?.abort()} />
      )}
    </div>
  );
}
