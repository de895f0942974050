import { InlineError, serverClock, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Popover } from 'antd';
import { useId, useState } from 'react';
import { TakeAlongDocument } from '../gql/away.js';
import type { InboxTaskFragment } from '../gql/tasks.js';
import { client } from '../session/client.js';
import { useMe, type Me } from '../session/me.js';
import { useToast } from '../shell/toast.js';
import { maySeal } from './box.js';
import { rememberAway } from './door.js';
import { AWAY_HOURS, AwayStore, type TakenTask } from './store.js';

/** Reads what a task needs for its purpose (a logged P2 read) and keeps it on this phone. @throws what the server refused */
export async function takeAlong(task: InboxTaskFragment, place: { readonly name: string; readonly timeZone: string }, me: Me, purpose: string): Promise<TakenTask> {
  const { data } = await client.query({ query: TakeAlongDocument, variables: { stationId: task.stationId, taskId: task.id, instanceId: task.instanceId, purpose }, fetchPolicy: 'no-cache' });
  if (data === undefined) throw new Error('The server answered nothing to take along.');
  const taken: TakenTask = { task, instance: data.instance, signing: data.signing ?? null, stationName: place.name, timeZone: place.timeZone, officer: me.account.displayName, takenAt: serverClock.now().toISOString() };
  await new AwayStore(me.account.id).take(taken);
  rememberAway(me.account.id, me.idleLockMinutes);
  return taken;
}

/** 带上外出: keeps a task on this phone, to be done where there is no network. */
export function TakeAlongButton({ task }: { task: InboxTaskFragment }) {
  const { say } = useWords();
  const { name, timeZone } = useStation();
  const me = useMe();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const [purpose, setPurpose] = useState(say('外出办理', 'Done away from the station'));
  const [taking, setTaking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const id = useId();
  // Several people's word on one task is given at the station; and without encryption nothing is kept.
  if (task.answers !== null || !maySeal()) return null;
  const take = async () => {
    setTaking(true);
    setFailure(undefined);
    try {
      await takeAlong(task, { name, timeZone }, me, purpose.trim());
      setOpen(false);
      toast.done(say('已带上，没有网络时在“外出办理”中填写', 'Taken along: without a network, fill it in under “Away”'));
    } catch (error) {
      setFailure(error);
    } finally {
      setTaking(false);
    }
  };
  const content = (
    <form className="away-take" onSubmit={(event) => { event.preventDefault(); void take(); }}>
      <p>{say('任务和办理所需的个人信息将加密保存在本机 {hours} 小时；退出登录即清除。', 'The task, with the personal data it needs, is kept encrypted on this device for {hours} hours; signing out wipes it.', { hours: AWAY_HOURS })}</p>
      <label htmlFor={id}>{say('事由（将记入审计）', 'Purpose (goes into the audit)')}</label>
      <Input id={id} maxLength={200} value={purpose} onChange={(event) => setPurpose(event.target.value)} />
      <InlineError error={failure} />
      <div><Button type="primary" htmlType="submit" loading={taking} disabled={purpose.trim().length < 2}>{say('带上', 'Take it along')}</Button></div>
    </form>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" title={say('带上外出', 'Take along')} content={content} placement="bottomRight" destroyOnHidden>
      <Button size="small" aria-haspopup="dialog">{say('带上外出', 'Take along')}</Button>
    </Popover>
  );
}
