import type { JsonObject } from '@stationhouse/workflow';
import type { Automation, AutomationContext } from '../automation.js';

/** Where handlers run. */
export interface AutomationWalls {
  /** True while enough of a plugin's calls wait for one another: a further one would only take room from other plugins. */
  isCrowded(plugin: string): boolean;
  /**
   * Runs a handler once there is room for it.
   * @param begin makes its context; called when the handler begins, so that waiting is not counted
   * @param waiting ends the wait
   * @throws CallCrowded when enough others wait already; the reason of an aborted signal; AutomationFailure `processEnded` or
   *   `memoryExceeded`; what the handler throws
   */
  run(plugin: string, automation: Automation, begin: () => AutomationContext, waiting: AbortSignal): Promise<JsonObject>;
}

/** The call has not begun: its plugin's other calls hold it up. It is no failure. */
export class CallCrowded extends Error {
  override readonly name = 'CallCrowded';
}

/** No walls: handlers run in this process. For tests whose automations stand in the test itself. */
export const noWalls: AutomationWalls = {
  isCrowded: () => false,
  run: (_plugin, automation, begin) => {
    const context = begin();
    return Promise.race([automation.handle(context), rejectedBy(context.signal)]);
  },
};

/** Rejects with the signal's reason. */
export function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
