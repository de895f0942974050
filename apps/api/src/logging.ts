import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

/**
 * The log: one JSON line per event on standard output, never personal data – ids, codes and durations only.
 * Anything that may carry a person (bodies, variables, query strings, authorisation) is not logged at all.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['req.headers', 'password', 'token', '*.password', '*.token'], remove: true },
  });
}

/** Lets Nest write through the same log; its start-up chatter is debug. */
export function nestLogger(logger: Logger): LoggerService {
  const line = (level: 'debug' | 'warn' | 'error' | 'fatal') => (message: unknown, ...rest: unknown[]) => {
    const error = message instanceof Error ? message : undefined;
    logger[level]({ from: rest.at(-1), ...(error === undefined ? {} : { err: { type: error.name, stack: error.stack } }) }, error?.message ?? String(message));
  };
  return { log: line('debug'), debug: line('debug'), verbose: line('debug'), warn: line('warn'), error: line('error'), fatal: line('fatal') };
}
