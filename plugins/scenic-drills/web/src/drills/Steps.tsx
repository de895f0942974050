import { useWords } from '@stationhouse/plugin-web';
import type { Drill } from './DrillPage.js';

const STEPS = ['plan', 'approve', 'tell', 'run', 'review', 'over'] as const;
/** Which step a state belongs to. */
const STEP_OF: Readonly<Record<string, (typeof STEPS)[number]>> = { planning: 'plan', approving: 'approve', bureauApproving: 'approve', telling: 'tell', ready: 'run', arranged: 'run', running: 'run', halted: 'run', reviewing: 'review' };

/** Where the drill stands, from plan to learned; said in words and shape, not by colour alone. */
export function Steps({ drill: { instance } }: { drill: Drill }) {
  const { say } = useWords();
  const words = { plan: say('筹备', 'Planned'), approve: say('审批', 'Approved'), tell: say('先告知', 'Told first'), run: say('演练', 'Run'), review: say('复盘整改', 'Reviewed'), over: instance.outcome === 'cancelled' ? say('已取消', 'Cancelled') : say('办结', 'Closed') };
  const [root = ''] = instance.states.flatMap(({ path, status }) => (status === 'current' ? [path.split('.')[0] ?? ''] : []));
  const at = instance.closed ? STEPS.length - 1 : STEPS.indexOf(STEP_OF[root] ?? 'plan');
  return (
    <ol className="drill-steps" aria-label={say('进展', 'Progress')}>
      {STEPS.map((step, index) => {
        const how = index < at ? (instance.outcome === 'cancelled' ? 'ahead' : 'done') : index === at ? 'now' : 'ahead';
        return <li key={step} data-step={how} aria-current={how === 'now' ? 'step' : undefined}><span aria-hidden="true">{how === 'done' ? '✓ ' : how === 'now' ? '● ' : '○ '}</span>{words[step]}</li>;
      })}
    </ol>
  );
}
