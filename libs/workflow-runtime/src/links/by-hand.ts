import { StationhouseError, text } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';

/** Makes sure that people may start a workflow by hand. @throws StationhouseError STARTED_BY_OTHERS for one that only others start (`starts: linked`) */
export function requireByHand({ id, title, linkedOnly }: CompiledWorkflow): void {
  if (!linkedOnly) return;
  throw new StationhouseError(
    'STARTED_BY_OTHERS',
    text(`“${title['zh-CN']}”由其他事项办理中自动发起，不能单独发起；请在相应事项中办理。`, `"${title.en}" is started from within another instance, not by itself. Go on with that instance.`),
    { workflow: id },
  );
}
