import type { ChildProcess } from 'node:child_process';
import { isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';

/** Milliseconds before a server that ended is started again; doubles up to the longest while it does not start. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 10_000;

/** A server process, whichever it is at the moment. */
export interface Kept {
  /** Ends the present process, by `end`, and starts none any more. */
  stop(end: (process: ChildProcess) => Promise<void>): Promise<void>;
}

/**
 * Launches a server and launches it again whenever it ends without being asked to: killed by hand, or by a system short
 * of memory. What was committed is there again; whoever uses it connects anew.
 * @param launch rejects when the server does not get ready: the first time for the caller, later to be tried again
 * @param onProgress told of every end and every failed start
 */
export async function keepRunning(launch: () => Promise<ChildProcess>, onProgress: (line: Bilingual) => void = () => undefined): Promise<Kept> {
  let stopping = false;
  let present = await launch();
  let restarting: Promise<void> = Promise.resolve();

  const watch = (): void => {
    const ended = (): void => {
      if (!stopping) restarting = restart();
    };
    if (present.exitCode !== null || present.signalCode !== null) ended();
    else present.once('exit', ended);
  };

  async function restart(): Promise<void> {
    onProgress(text('数据库意外停止，正在重新启动……', 'The database ended unexpectedly and is started again …'));
    for (let wait = FIRST_WAIT; !stopping; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (stopping) return;
      try {
        present = await launch();
        watch();
        return;
      } catch (error) {
        onProgress(isStationhouseError(error) ? error.text : text(`数据库未能启动：${String(error)}`, `The database did not start: ${String(error)}`));
      }
    }
  }

  watch();
  return {
    stop: async (end) => {
      stopping = true;
      await restarting;
      await end(present);
    },
  };
}
