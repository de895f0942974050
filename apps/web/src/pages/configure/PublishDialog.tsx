import { useMutation } from '@apollo/client/react';
import { localDateTime, momentOfLocal } from '@stationhouse/kernel';
import { InlineError, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import type { DefinitionProblem, Overlay } from '@stationhouse/workflow';
import { Button, Input, InputNumber, Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import { CancelPublicationDocument, DiscardDraftDocument, PublishDraftDocument } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import { PERMISSIONS } from '../../permissions.js';
import { useOverlay } from './context.js';
import { ChangeReview } from './diff/ChangeReview.js';
import { FieldRow } from './FieldRow.js';
import { ReviewWanted, wantsReview } from './ReviewCard.js';
import type { DraftScope, SavedDraft } from './useDraft.js';
import { useProblemWords } from './words.js';

interface PublishProps {
  readonly scope: DraftScope;
  readonly saved: SavedDraft;
  readonly problems: readonly DefinitionProblem[];
  /** As it holds now; undefined for none. */
  readonly published: Overlay | undefined;
  readonly onClose: () => void;
  /** Published, or discarded: the page begins anew. */
  readonly onEnded: () => void;
  /** Published, and running instances are to follow. @param because why it was published */
  readonly onMove: (because: string) => void;
}

interface Plan {
  readonly because: string;
  readonly when: 'now' | 'later';
  /** Local, `2026-12-01T00:00`. */
  readonly at: string;
  readonly share: number;
  /** Whether running instances are to follow. */
  readonly move: boolean;
}

/** The last look before publishing: what changes, why, when and for how many. */
export default function PublishDialog(props: PublishProps) {
  const { say } = useWords();
  const { draft } = props.saved;
  const scheduled = draft !== undefined && draft.scheduled !== null;
  return (
    <Modal open width={760} style={{ top: 32 }} title={scheduled ? say('排定的发布', 'The publication') : say('检查并发布', 'Check and publish')} onCancel={props.onClose} footer={null} destroyOnHidden>
      {draft === undefined || draft.scheduled === null ? <Ready {...props} /> : <Scheduled {...props} scheduled={draft.scheduled} />}
    </Modal>
  );
}

function Ready({ scope, saved, problems, published, onClose, onEnded, onMove }: PublishProps) {
  const { say } = useWords();
  const { timeZone, may } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [publish] = useMutation(PublishDraftDocument);
  const overlay = useOverlay();
  const problemWords = useProblemWords();
  const [plan, setPlan] = useState<Plan>({ because: '', when: 'now', at: '', share: 100, move: false });
  const id = useId();
  const change = (changes: Partial<Plan>) => { command.reset(); setPlan((now) => ({ ...now, ...changes })); };
  const at = plan.when === 'later' ? momentOfLocal(`${plan.at}:00`, timeZone) : undefined;
  const mayMove = may(PERMISSIONS.migrateInstances);
  const movable = plan.when === 'now' && plan.share === 100;
  const moving = mayMove && movable && plan.move;
  const unreviewed = wantsReview(saved.draft);
  const ready = plan.because.trim() !== '' && problems.length === 0 && !unreviewed && (plan.when === 'now' || at !== undefined);
  const submit = async () => {
    let scheduled = false;
    const done = await command.run(async (idempotencyKey) => {
      const draft = await saved.save();
      if (draft === undefined) throw saved.error ?? new TypeError('the draft could not be saved');
      const { data } = await saved.ending(() => publish({ variables: { ...scope, version: draft.version, at: at?.toISOString() ?? null, share: plan.share, because: plan.because.trim(), idempotencyKey } }));
      const waiting = data?.publishDraft.draft ?? undefined;
      scheduled = waiting !== undefined;
      if (waiting !== undefined) saved.take(waiting);
    });
    if (!done) return;
    toast.done(scheduled ? say('已排定，到时自动检查并发布', 'Scheduled: it is checked again and published then') : say('已发布，新发起的事项即按此办理', 'Published: new instances start on it'));
    if (scheduled) onClose();
    else if (moving) onMove(plan.because.trim());
    else onEnded();
  };
  return (
    <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); if (ready) void submit(); }}>
      <ChangeReview before={published} after={overlay} />
      {problems.length > 0 && <div className="sh-inline-error" role="alert">{say('还有问题未解决，不能发布：', 'These must be mended first: ')}{problems.map((problem) => problemWords(problem)).join(say('；', '; '))}</div>}
      <FieldRow label={say('为什么改（记入版本历史）', 'Why (kept with the version)')} htmlFor={`${id}-why`}><Input id={`${id}-why`} autoFocus maxLength={500} value={plan.because} onChange={(event) => change({ because: event.target.value })} /></FieldRow>
      <FieldRow label={say('何时生效', 'When')}>
        <Radio.Group aria-label={say('何时生效', 'When')} value={plan.when} options={[{ value: 'now', label: say('立即', 'Now') }, { value: 'later', label: say('到指定时间', 'At a date') }]} onChange={(event) => change({ when: event.target.value as Plan['when'] })} />
        {plan.when === 'later' && <Input type="datetime-local" aria-label={say('生效时间', 'The moment')} style={{ width: 210 }} min={localDateTime(serverClock.now(), timeZone).slice(0, 16)} max="9999-12-31T23:59" value={plan.at} onChange={(event) => change({ at: event.target.value })} />}
      </FieldRow>
      <FieldRow label={say('新发起的事项中有多少按此办理', 'How many of the new instances start on it')} htmlFor={`${id}-share`} hint={<span className="sh-sub sh-small">{plan.share === 100 ? say('全部', 'all of them') : say('其余仍按现行版本；随时可扩大或一键撤回', 'the others stay on the present version; widen it or take it back at any time')}</span>}>
        <InputNumber id={`${id}-share`} min={1} max={100} precision={0} value={plan.share} suffix="%" onChange={(share) => change({ share: share ?? 100 })} style={{ width: 96 }} />
      </FieldRow>
      <FieldRow label={say('在办的事项', 'Running instances')}>
        {mayMove ? (
          <Radio.Group aria-label={say('在办的事项', 'Running instances')} vertical value={plan.move && movable} onChange={(event) => change({ move: event.target.value as boolean })}>
            <Radio value={false}>{say('不变，仍按发起时的版本办理', 'Stay on the version they began with')}</Radio>
            <Radio value disabled={!movable}>{say('转到新版本：发布后先试演，看清每一件的去向再迁移', 'Move to the new version: after publishing they are rehearsed first, so that you see where each goes')}</Radio>
          </Radio.Group>
        ) : <span className="sh-sub">{say('不变，仍按发起时的版本办理', 'They stay on the version they began with')}</span>}
        {mayMove && !movable && <span className="sh-sub sh-small">{say('立即对全部新事项发布时才能迁移', 'only where it is published now, for all new instances')}</span>}
      </FieldRow>
      {unreviewed && <ReviewWanted />}
      <InlineError error={command.error} />
      <div className="form-foot"><Discard scope={scope} saved={saved} onEnded={onEnded} /><Button onClick={onClose}>{say('再改改', 'Not yet')}</Button><Button type="primary" htmlType="submit" disabled={!ready} loading={command.sending}>{plan.when === 'now' ? say('发布', 'Publish') : say('排定发布', 'Schedule it')}</Button></div>
    </form>
  );
}

/** Leaves the draft: what holds now holds on. */
function Discard({ scope, saved, onEnded }: Pick<PublishProps, 'scope' | 'saved' | 'onEnded'>) {
  const { say } = useWords();
  const toast = useToast();
  const [discard] = useMutation(DiscardDraftDocument);
  const [sure, setSure] = useState(false);
  const act = async () => {
    try {
      const draft = await saved.save();
      if (draft !== undefined) await saved.ending(() => discard({ variables: { ...scope, version: draft.version, idempotencyKey: `discard ${draft.version}` } }));
      onEnded();
    } catch (error) {
      toast.failed(error);
    }
  };
  return <Button danger type={sure ? 'default' : 'text'} className="sh-push" onClick={() => { if (sure) void act(); else setSure(true); }}>{sure ? say('确定放弃全部改动', 'Discard all changes, yes') : say('放弃草稿', 'Discard the draft')}</Button>;
}

function Scheduled({ scope, saved, scheduled, onClose }: PublishProps & { scheduled: NonNullable<NonNullable<SavedDraft['draft']>['scheduled']> }) {
  const { say, moment } = useWords();
  const command = useCommand();
  const [cancel] = useMutation(CancelPublicationDocument);
  const act = async () => {
    const done = await command.run(async (idempotencyKey) => {
      const { data } = await cancel({ variables: { ...scope, idempotencyKey } });
      if (data) saved.take(data.cancelPublication);
    });
    if (done) onClose();
  };
  return (
    <div className="sh-stack">
      <p>{say('{by}已排定于 {at} 发布，{share}% 的新事项按此办理。到时重新检查，不通过则不发布并通知本人和所长。', '{by} scheduled it for {at}, for {share}% of new instances. It is checked again then; if it does not stand, nothing is published, and the author and the chief are told.', { by: scheduled.by, at: moment(scheduled.at), share: scheduled.share })}</p>
      <InlineError error={command.error} />
      <div className="form-foot"><Button onClick={onClose}>{say('关闭', 'Close')}</Button><Button danger loading={command.sending} onClick={() => void act()}>{say('取消排定，继续修改', 'Cancel it and go on editing')}</Button></div>
    </div>
  );
}
