import { newId } from '@stationhouse/kernel';
import { ClockChip, serverClock, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useCommand } from '../hooks.js';
import { DataCard } from '../pages/instances/DataCard.js';
import { useAnswer } from '../pages/tasks/useAnswer.js';
import { SideDrawer } from '../shell/SideDrawer.js';
import { useToast } from '../shell/toast.js';
import { hasSignatures, SigningPlaceContext, type SigningPlace } from '../signing/place.js';
import type { AwayStore, Draft, TakenTask } from './store.js';

/** What a phone keeps was opened for its purpose when it was taken along. */
const OPENED: PurposeState = { purpose: undefined, until: undefined, reveal: () => undefined, hide: () => undefined };

interface Props {
  readonly taken: TakenTask;
  readonly store: AwayStore;
  readonly draft: Draft | undefined;
  readonly files: ReadonlyMap<string, Blob>;
  /** Reads the task anew; absent without a network. */
  readonly refresh: (() => Promise<TakenTask>) | undefined;
  readonly onClose: () => void;
}

/** A task that was taken along: every word that is written is kept at once, and the answer goes into the queue. */
export function AwayDrawer({ taken, store, draft, files, refresh, onClose }: Props) {
  const { say, textOf, due } = useWords();
  const toast = useToast();
  const command = useCommand();
  const { task, instance } = taken;
  const place = usePlaceAway(taken, store, files, refresh);
  const submit = async (outcome: string, form: Record<string, unknown>) => {
    const outcomeTitle = task.outcomes.find(({ id }) => id === outcome)?.title ?? { zhCN: outcome, en: outcome };
    const done = await command.run((key) => settled().then(() => store.give(key, task.id, { stationId: task.stationId, instanceId: task.instanceId, taskTitle: task.title, instanceTitle: `${instance.title} ${instance.number}`, outcomeTitle, outcome, form, givenAt: serverClock.now().toISOString() })));
    if (!done) return;
    toast.done(say('已存入待上传，联网后自动发送', 'Waiting to be sent; it goes by itself once there is a network'));
    onClose();
  };
  const answer = useAnswer({ task, workflow: task.instance.workflow, command, initial: draft, onSubmit: (outcome, form) => void submit(outcome, form) });
  const { kept, failure, settled } = useKeptDraft(store, task.id, draft, answer.outcome, answer.value);
  return (
    <SideDrawer
      open title={textOf(task.title)} onClose={onClose} size="min(720px, 100vw)" destroyOnHidden data-testid="away-drawer"
      footer={<div className="form-foot"><span className={failure === undefined ? 'sh-sub sh-small' : 'sh-bad-ink sh-small'} role="status">{failure !== undefined ? say('本机存不下，请勿关闭此页', 'This device cannot keep it: leave the page open') : kept ? say('已保存在本机', 'Kept on this device') : say('正在保存…', 'Being kept…')}</span><Button onClick={onClose}>{say('稍后再填', 'Later')}</Button>{answer.submitButton(say('提交', 'Submit'))}</div>}
    >
      <SigningPlaceContext value={place}>
        <div className="sh-stack">
          <div className="sh-row"><b className="sh-long">{instance.title}</b><span className="sh-sub sh-mono">{instance.number}</span></div>
          {task.dueAt && <div className="sh-row"><ClockChip dueAt={task.dueAt} /><span className="sh-sub">{say('{due} 到期', 'due {due}', { due: due(task.dueAt) })}</span></div>}
          <details className="away-facts" open={!hasSignatures(task.form)}>
            <summary>{say('当事人和登记内容', 'Parties and what is recorded')}</summary>
            <DataCard data={instance.data} dataSchema={instance.workflow.dataSchema} masked={false} purpose={OPENED} opening={false} openError={undefined} />
          </details>
          {answer.fields}
        </div>
      </SigningPlaceContext>
    </SideDrawer>
  );
}

/** Keeps what is written at once, the latest after what is being kept already. @returns whether the phone may die: all of it is stored */
function useKeptDraft(store: AwayStore, taskId: string, before: Draft | undefined, outcome: string, value: Record<string, unknown>): { readonly kept: boolean; readonly failure: unknown; readonly settled: () => Promise<void> } {
  const [stored, setStored] = useState(before);
  const [failure, setFailure] = useState<unknown>();
  const keeping = useRef<Promise<void>>(Promise.resolve());
  // An untouched form is no draft.
  const untouched = outcome === '' && Object.keys(value).length === 0;
  const latest = useRef<Draft>(undefined);
  useEffect(() => {
    if (untouched) return;
    latest.current = { outcome, value };
    keeping.current = keeping.current.then(async () => {
      const draft = latest.current;
      if (draft === undefined) return;
      latest.current = undefined;
      await store.keepDraft(taskId, draft);
      setStored(draft);
      setFailure(undefined);
    }).catch(setFailure);
  }, [store, taskId, untouched, outcome, value]);
  const settled = useCallback(() => keeping.current, []);
  return { kept: untouched || (stored?.outcome === outcome && stored.value === value), failure, settled };
}

/** The place to sign without a network: the text was taken along, pictures are kept sealed. */
function usePlaceAway(taken: TakenTask, store: AwayStore, files: ReadonlyMap<string, Blob>, refresh: (() => Promise<TakenTask>) | undefined): SigningPlace {
  const [signing, setSigning] = useState(taken.signing ?? undefined);
  const [pictures, setPictures] = useState(files);
  const [opening, setOpening] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const taskId = taken.task.id;
  return useMemo(() => ({
    signing, opening, failure, officer: taken.officer,
    open: refresh === undefined ? undefined : async () => {
      setOpening(true);
      setFailure(undefined);
      try {
        setSigning((await refresh()).signing ?? undefined);
      } catch (error) {
        setFailure(error);
      } finally {
        setOpening(false);
      }
    },
    keep: async (picture: Blob) => {
      const id = newId();
      await store.keepFile(id, taskId, picture);
      setPictures((before) => new Map([...before, [id, picture]]));
      return id;
    },
    picture: (id: string) => pictures.get(id),
  }), [signing, opening, failure, pictures, refresh, store, taken.officer, taskId]);
}
