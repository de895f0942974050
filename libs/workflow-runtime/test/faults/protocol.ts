import type { Call, CommandAnswer } from '@stationhouse/workflow-runtime';

/** A command a client sends to the serving process. */
export type Command =
  | { readonly type: 'start'; readonly key: string }
  | { readonly type: 'tick'; readonly key: string; readonly instanceId: string }
  | { readonly type: 'stop'; readonly key: string; readonly instanceId: string };

export interface Ask {
  readonly number: number;
  readonly call: Call;
  readonly command: Command;
}

/** The answer to an ask, sent only after the commit. */
export type Said = 'ready' | { readonly number: number; readonly answer: CommandAnswer } | { readonly number: number; readonly error: string };
