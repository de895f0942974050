import { Chip, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import type { StoredCommand } from './store.js';

export function WaitingChip({ online }: { online: boolean }) {
  const { say } = useWords();
  return <Chip tone="info">{online ? say('待上传，正在尝试', 'Waiting, being tried') : say('待上传', 'Waiting')}</Chip>;
}

/** Something that was said on a page and has not arrived: a clue, a note, a stretch of a track. */
export function SaidRow({ said, online, link, onDrop }: { said: StoredCommand; online: boolean; link: ReactNode; onDrop: () => void }) {
  const { say, textOf, moment } = useWords();
  const { state, failure } = said;
  return (
    <li data-state={state}>
      <div className="sh-row">
        <b>{textOf(said.title)}</b>
        {state === 'waiting' && <WaitingChip online={online} />}
        {state === 'overtaken' && <Chip tone="warn">{say('事项已办结', 'It is over')}</Chip>}
        {state === 'refused' && <Chip tone="bad">{say('未通过', 'Refused')}</Chip>}
      </div>
      <span className="sh-long">{said.subject}</span>
      <span className="sh-sub">{say('{at} 填写', 'given {at}', { at: moment(said.givenAt) })}</span>
      {failure !== undefined && state !== 'waiting' && <p className="sh-bad-ink" role="alert">{textOf(failure.text)}</p>}
      {state !== 'waiting' && (
        <>
          {said.words !== undefined && said.words !== '' && <p className="sh-long away-said">{said.words}</p>}
          <p className="sh-sub">{say('没有记入；需要保留的，请打开事项另行补记。', 'It is not on record: what must be kept goes into the instance by hand.')}</p>
          <div className="sh-row">
            {link}
            <Popconfirm title={say('我填写的内容将从本机删除', 'What I wrote is deleted from this device')} okText={say('放弃', 'Let it go')} cancelText={say('返回', 'Back')} onConfirm={onDrop}><Button type="text">{say('放弃', 'Let it go')}</Button></Popconfirm>
          </div>
        </>
      )}
    </li>
  );
}
