import { useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { Card, Chip, EmptyState, ErrorState, Loading, useScope, useWords, type Tone } from '@stationhouse/plugin-web';
import { Button, Popconfirm, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { CancelRepairDocument, ResumeRepairDocument, StartRepairDocument, SuspendRepairDocument, type RepairKind, type RepairsQuery, type RepairStatus } from '../../gql/operations.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import type { Place } from './Operations.js';
import type { Reading } from './useReading.js';
import { repairStatusWords, repairWords } from './words.js';

type Repair = RepairsQuery['repairs'][number];
const KINDS: readonly RepairKind[] = ['FIRE_TIMERS', 'DETERMINE', 'RETRY_CALLS', 'RESEND_JOBS'];
const TONES: Record<RepairStatus, Tone> = { RUNNING: 'info', SUSPENDED: 'warn', CANCELLED: 'plain', DONE: 'ok' };
/** While something is under way its progress is read more often. */
const PROGRESS_MS = 2_000;

interface Props {
  readonly places: readonly Place[];
  readonly repairs: readonly Repair[] | undefined;
  readonly error: unknown;
  readonly reading: Reading;
}

/** Bulk repairs: what can be started, and how far those that were started have come. */
export function RepairsTab({ places, repairs, error, reading }: Props) {
  const { say } = useWords();
  const { may } = useScope();
  const { refresh } = reading;
  const running = repairs?.some(({ status }) => status === 'RUNNING') === true;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(refresh, PROGRESS_MS);
    return () => clearInterval(timer);
  }, [running, refresh]);
  const nameOf = new Map(places.map(({ id, name }) => [id, name]));
  return (
    <div className="sh-stack">
      {may(PERMISSIONS.repairOperations) && places.length > 0 && <Start places={places} onStarted={refresh} />}
      <Card title={say('最近的批量处理', 'Latest bulk repairs')} id="repairs">
        {error ? <ErrorState error={error} onRetry={refresh} /> : repairs === undefined && places.length > 0 ? <Loading rows={4} /> : (repairs ?? []).length === 0 ? (
          <EmptyState title={say('还没有批量处理', 'No bulk repair yet')} hint={say('进行中的批量处理在这里显示进度，可暂停、继续或取消。', 'A running one shows its progress here and can be suspended, resumed or cancelled.')} />
        ) : (
          <ul className="operations-repairs" aria-label={say('批量处理列表', 'Bulk repairs')}>
            {(repairs ?? []).map((repair) => <RepairLine key={repair.id} repair={repair} place={places.length > 1 ? nameOf.get(repair.stationId) : undefined} onChanged={refresh} />)}
          </ul>
        )}
      </Card>
    </div>
  );
}

function Start({ places, onStarted }: { places: readonly Place[]; onStarted: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const [start] = useMutation(StartRepairDocument);
  const [sending, setSending] = useState<RepairKind>();
  const words = repairWords(say);
  const send = async (kind: RepairKind) => {
    setSending(kind);
    try {
      const { data } = await start({ variables: { stationIds: places.map(({ id }) => id), kind, idempotencyKey: newId() } });
      const total = (data?.startRepair ?? []).reduce((sum, repair) => sum + repair.total, 0);
      toast.done(total === 0 ? say('没有需要处理的', 'Nothing to do') : say('已开始处理 {total, number} 项', 'Working on {total, plural, one {# item} other {# items}}', { total }));
      onStarted();
    } catch (failure) {
      toast.failed(failure);
    } finally {
      setSending(undefined);
    }
  };
  return (
    <Card title={say('发起批量处理', 'Start a bulk repair')} id="start">
      <p className="sh-sub operations-hint">{say('逐项处理，可随时暂停或取消；已处理的不会撤回。每一项都以您的名义记入审计，重复处理无害。', 'Items are handled one by one. You can suspend or cancel at any time; what is done stays done. Each item is recorded in the audit under your name, and repeating is harmless.')}</p>
      <div className="sh-row">
        {KINDS.map((kind) => (
          <Popconfirm
            key={kind} title={words[kind]} okText={say('开始', 'Start')} cancelText={say('取消', 'Cancel')} onConfirm={() => void send(kind)}
            description={places.length === 1 ? say('处理本所全部符合条件的项目。', 'Handles everything that qualifies at this station.') : say('处理 {count} 个派出所全部符合条件的项目。', 'Handles everything that qualifies at {count} stations.', { count: places.length })}
          >
            <Button loading={sending === kind}>{words[kind]}</Button>
          </Popconfirm>
        ))}
      </div>
    </Card>
  );
}

function RepairLine({ repair, place, onChanged }: { repair: Repair; place: string | undefined; onChanged: () => void }) {
  const { say, moment } = useWords();
  const { may } = useScope();
  const control = useControl(repair, onChanged);
  const open = repair.status === 'RUNNING' || repair.status === 'SUSPENDED';
  const title = repairWords(say)[repair.kind];
  const percent = repair.total === 0 ? 100 : Math.floor(((repair.done + repair.failed) / repair.total) * 100);
  return (
    <li>
      <div className="sh-row">
        <b>{title}</b>{place && <span>{place}</span>}
        <Chip tone={TONES[repair.status]}>{repairStatusWords(say)[repair.status]}</Chip>
        <span className="sh-sub sh-small sh-num sh-push">{repair.startedBy.displayName} · {moment(repair.startedAt)}</span>
      </div>
      <Progress percent={percent} size="small" aria-label={say('{title}进度', 'Progress of {title}', { title })} status={repair.failed > 0 ? 'exception' : open ? 'active' : repair.status === 'DONE' ? 'success' : 'normal'} format={() => `${repair.done + repair.failed}/${repair.total}`} />
      <div className="sh-row">
        <span className="sh-sub sh-num">{say('完成 {done, number} · 未成功 {failed, number}', '{done, number} done · {failed, number} failed', { done: repair.done, failed: repair.failed })}</span>
        {open && may(PERMISSIONS.repairOperations) && (
          <span className="sh-row sh-push">
            {repair.status === 'RUNNING' ? <Button size="small" loading={control.sending} onClick={control.suspend}>{say('暂停', 'Suspend')}</Button> : <Button size="small" type="primary" loading={control.sending} onClick={control.resume}>{say('继续', 'Resume')}</Button>}
            <Button size="small" danger loading={control.sending} onClick={control.cancel}>{say('取消', 'Cancel')}</Button>
          </span>
        )}
      </div>
      {repair.failures.length > 0 && <Failures repair={repair} />}
    </li>
  );
}

function useControl({ stationId, id: repairId }: Repair, onChanged: () => void) {
  const toast = useToast();
  const [suspendRepair] = useMutation(SuspendRepairDocument);
  const [resumeRepair] = useMutation(ResumeRepairDocument);
  const [cancelRepair] = useMutation(CancelRepairDocument);
  const [sending, setSending] = useState(false);
  const send = (change: typeof suspendRepair | typeof resumeRepair | typeof cancelRepair) => () => {
    setSending(true);
    void change({ variables: { stationId, repairId } }).catch((failure: unknown) => toast.failed(failure)).finally(() => {
      setSending(false);
      onChanged();
    });
  };
  return { sending, suspend: send(suspendRepair), resume: send(resumeRepair), cancel: send(cancelRepair) };
}

/** What could not be mended, folded: the reason once for all that share it. */
function Failures({ repair: { failures, failed } }: { repair: Repair }) {
  const { say, textOf } = useWords();
  const reasons = new Map<string, number>();
  for (const { error, code } of failures) {
    const words = `${textOf(error)} ${code}`;
    reasons.set(words, (reasons.get(words) ?? 0) + 1);
  }
  return (
    <details className="operations-failures">
      <summary>{say('未成功的 {failed, number} 项', '{failed, plural, one {# item} other {# items}} failed', { failed })}</summary>
      <ul>{[...reasons].map(([words, count]) => <li key={words} className="sh-long">{words} × {count}</li>)}</ul>
    </details>
  );
}
