import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * The log: one JSON line per event on standard output, never personal data – ids, codes and durations only.
 * Anything that may carry a person (bodies, variables, query strings, authorisation) is not logged at all.
 * @param destination standard output unless a test reads along
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination(1)): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: ['req.headers', 'password', 'token', '*.password', '*.token'], remove: true },
  };
  return pino(options, destination);
}

/** What of an error may be logged: its kind, code and place. Its message may quote what somebody wrote. */
export function errorFacts(error: unknown): { type: string; code: unknown; stack: string | undefined } {
  const known = error instanceof Error ? error : new Error('not an error');
  const places = known.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { type: known.name, code: (known as { code?: unknown }).code, stack: places?.join('\n') };
}

/** Lets Nest write through the same log; its start-up chatter is debug. */
export function nestLogger(logger: Logger): LoggerService {
  const line = (level: 'debug' | 'warn' | 'error' | 'fatal') => (message: unknown, ...rest: unknown[]) => {
    const error = message instanceof Error ? message : undefined;
    logger[level]({ from: rest.at(-1), ...(error === undefined ? {} : { err: errorFacts(error) }) }, error === undefined ? String(message) : 'fault');
  };
  return { log: line('debug'), debug: line('debug'), verbose: line('debug'), warn: line('warn'), error: line('error'), fatal: line('fatal') };
}
