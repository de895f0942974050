import { Card, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm, Select } from 'antd';
import { useId, useState } from 'react';
import type { DrillReviewPageQuery } from '../gql/review.js';
import { useTelling, type Review } from './useReview.js';

/** For whoever directs it: who observes, and when the observing is over. */
export function Directing({ review, members, onDone }: { review: Review; members: DrillReviewPageQuery['members']; onDone: () => void }) {
  const { say } = useWords();
  const id = useId();
  const telling = useTelling(review.id, onDone);
  const kept = (review.observers ?? []).filter((one) => one !== null);
  const [chosen, setChosen] = useState<string[]>();
  const observers = chosen ?? kept;
  const people = new Map(members.map(({ accountId, account }) => [accountId, account.displayName]));
  const events = new Set(review.instance.acceptedEvents.map((event) => event.id));
  return (
    <Card title={say('观察员', 'Observers')} id="observers">
      <label htmlFor={id} className="sh-sub">{say('谁可以记录和评分（导调员不用加）', 'Who may write notes and rate; the director may anyway')}</label>
      <div className="sh-row review-observers">
        <Select id={id} mode="multiple" optionFilterProp="label" value={[...observers]} onChange={(value) => { telling.reset(); setChosen(value); }} options={[...people].map(([value, label]) => ({ value, label }))} placeholder={say('选择人员', 'Choose people')} />
        <Button disabled={chosen === undefined} loading={telling.sending} onClick={() => void telling.tell('nameObservers', { observers }).then((done) => done && setChosen(undefined))}>{say('保存', 'Save')}</Button>
        {events.has('observed') && (
          <Popconfirm title={say('演练结束后再结束观察；之后仍可补记。', 'End it once the exercise is over; notes that come later are still kept.')} okText={say('结束观察', 'End it')} cancelText={say('返回', 'Back')} onConfirm={() => void telling.tell('observed', {})}>
            <Button>{say('结束观察，开始复盘', 'Observed: review it')}</Button>
          </Popconfirm>
        )}
      </div>
      <InlineError error={telling.error} />
    </Card>
  );
}
