import { useWords } from '@stationhouse/plugin-web';
import { needsCare, type Assessment, type StationPlugin } from './words.js';

/** What the assessment asks of somebody, and what it says otherwise. It never stops work. */
export function AssessmentBanner({ standing }: { standing: Pick<StationPlugin, 'enabled' | 'assessment'> }) {
  const { say, textOf, moment } = useWords();
  const { assessment, state, uncovered } = standing.assessment;
  if (state === 'NOT_NEEDED') return null;
  const until = assessment === null ? '' : moment(assessment.validUntil);
  const words: Record<Assessment['state'], string> = {
    NOT_NEEDED: '',
    MISSING: say('尚未登记个人信息影响评估。', 'No personal-data assessment is recorded.'),
    INCOMPLETE: say('插件更新后新增了未评估的个人信息：{fields}。', 'Since its update it processes personal data that nobody has assessed: {fields}.', { fields: uncovered.map(({ title }) => textOf(title)).join(say('、', ', ')) }),
    VALID: say('影响评估有效至 {until}。', 'The assessment holds until {until}.', { until }),
    EXPIRING: say('影响评估将于 {until} 到期，请尽快重新评估。', 'The assessment ends {until}: have it renewed.', { until }),
    EXPIRED: say('影响评估已于 {until} 过期，已上报分局。', 'The assessment ended {until}; the bureau has been told.', { until }),
  };
  return (
    <div className={needsCare({ state }) ? 'pl-banner' : 'pl-banner pl-quiet'} data-state={state} role={needsCare({ state }) ? 'status' : undefined}>
      <span>{words[state]}</span>
      {assessment !== null && <span className="sh-sub sh-small"> {assessment.document} · {assessment.assessor}{assessment.ofBureau && ` · ${say('分局评估', 'by the bureau')}`}</span>}
      {needsCare({ state }) && standing.enabled && <span className="sh-sub"> {say('接警和办理照常进行。', 'Intake and work go on.')}</span>}
    </div>
  );
}

/** Who finishes what runs of a disabled plugin. */
export function Takeovers({ standing: { plugin, takeovers, running } }: { standing: Pick<StationPlugin, 'plugin' | 'takeovers' | 'running'> }) {
  const { say, textOf } = useWords();
  if (running === 0) return <p className="sh-sub">{say('没有在办事项。', 'Nothing runs.')}</p>;
  if (takeovers.length === 0) return <p className="sh-warn-ink" role="status">{say('在办事项尚无接办人，请指定。', 'Nobody finishes what runs: name somebody.')}</p>;
  return (
    <ul className="pl-takeovers">
      {takeovers.map(({ workflow, how, people, roleTitles, reason }) => (
        <li key={workflow}>
          {textOf(plugin.workflows.find(({ id }) => id === workflow)?.title ?? { zhCN: workflow, en: workflow })}
          {how === 'FINISH' ? say('：由 {who} 办理到底', ': finished by {who}', { who: [...people, ...roleTitles.map(textOf)].join(say('、', ', ')) }) : say('：正在逐件撤销（{reason}）', ': being called off ({reason})', { reason: reason ?? '' })}
        </li>
      ))}
    </ul>
  );
}
