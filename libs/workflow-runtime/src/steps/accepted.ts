import { refusalError, type StepDone, type StepResult } from '@stationhouse/workflow';

/** What a step came to. @throws StationhouseError for what the engine refuses */
export function accepted(result: StepResult): StepDone {
  if (result.ok) return result;
  throw refusalError(result.refusal);
}
