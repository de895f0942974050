import type { Bilingual } from '@stationhouse/kernel';
import type { Refusal } from './types.js';

/** Why a step stops. `step` turns it into its result: it never leaves the engine. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/** Stops the step. */
export function refuse(code: Refusal['code'], message: Bilingual, details?: Record<string, unknown>): never {
  throw new Refused({ code, text: message, ...(details === undefined ? {} : { details }) });
}
