import { useQuery } from '@apollo/client/react';
import { Card, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { OfferedPlansDocument } from '../../gql/exercises.js';
import { useToast } from '../../shell/toast.js';
import { draftOfOffer, type OfferedPlan, type PlanDraft } from './plan.js';
import { lengthOf } from './words.js';

/** Plans that the station's plugins offer: one press fills the form, which stays to be changed. Nothing where nothing is offered. */
export default function OfferedPlans({ onTake }: { readonly onTake: (draft: PlanDraft) => void }) {
  const words = useWords();
  const { say, textOf } = words;
  const { stationId } = useStation();
  const toast = useToast();
  const { data, error } = useQuery(OfferedPlansDocument, { variables: { stationId } });
  const take = (plan: OfferedPlan) => {
    onTake(draftOfOffer(plan, textOf));
    toast.done(say('已填入方案，可修改后保存', 'The plan is filled in. Change what you like, then save it'));
  };
  if (error) return <InlineError error={error} />;
  if (data === undefined || data.offeredPlans.length === 0) return null;
  return (
    <Card title={say('现成方案', 'Ready-made plans')} id="offered-plans">
      <ul className="ex-list">
        {data.offeredPlans.map((plan) => (
          <li key={plan.id}>
            <div className="sh-row"><b>{textOf(plan.title)}</b><Button className="sh-push" size="small" aria-label={say('选用：{title}', 'Use: {title}', { title: textOf(plan.title) })} onClick={() => take(plan)}>{say('选用', 'Use')}</Button></div>
            <div className="sh-sub">{textOf(plan.description)}</div>
            <div className="sh-sub sh-small">{say('导调 {injects} 条，目标 {objectives} 项，历时 {length}', '{injects} injects, {objectives} objectives, {length}', { injects: plan.injects.length, objectives: plan.objectives.length, length: lengthOf(lastOf(plan), words) })}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Seconds from the start to the last inject. */
const lastOf = ({ injects }: OfferedPlan) => Math.max(0, ...injects.map(({ afterSeconds }) => afterSeconds));
