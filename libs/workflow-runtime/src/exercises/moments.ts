import { addDuration, isDuration } from '@stationhouse/kernel';
import type { Json, JsonObject } from '@stationhouse/workflow';

/** `@`, or `@-PT25M`: how long before an inject fires, by the exercise's clock. */
const BEFORE = /^@(?:-(P[0-9TDHMSWY]+))?$/;

/** What an inject says when it fires: `@` is that moment, `@-PT25M` so long before it, wherever a text stands. A plan names no date and stays right however early or late it is fired. */
export function atFiring(data: JsonObject, now: Date): JsonObject {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, resolved(value, now)]));
}

function resolved(value: Json | undefined, now: Date): Json {
  if (typeof value === 'string') return momentOf(value, now)?.toISOString() ?? value;
  if (Array.isArray(value)) return value.map((one) => resolved(one, now));
  return value !== null && typeof value === 'object' ? atFiring(value as JsonObject, now) : (value ?? null);
}

function momentOf(value: string, now: Date): Date | undefined {
  const found = BEFORE.exec(value);
  if (found === null) return undefined;
  const [, before] = found;
  if (before === undefined) return now;
  return isDuration(before) ? addDuration(now, before, 'UTC', -1) : undefined;
}
