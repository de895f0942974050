import fc from 'fast-check';
import type { Overlay } from '@stationhouse/workflow';

const days = (least: number, most: number) => fc.integer({ min: least, max: most }).map((count) => `P${count}D`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const setting = (values: fc.Arbitrary<string | number>, mins: fc.Arbitrary<string | number>, maxs: fc.Arbitrary<string | number>) =>
  fc.record({ value: maybe(values), min: maybe(mins), max: maybe(maxs), locked: maybe(fc.constant(true as const)), because: maybe(fc.constantFrom('规定', '通知')) });
const title = { 'zh-CN': '加', en: 'Extra' };
const without = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;

/** Overlays of the test base, sensible or not: most of them go beyond a bound somewhere. */
export const overlays: fc.Arbitrary<Overlay> = fc
  .record({
    overlay: fc.constantFrom('bureau' as const, 'station' as const),
    because: fc.constantFrom('甲', '乙'),
    parameters: fc.record({
      visitSoon: maybe(setting(days(2, 3), days(1, 2), days(2, 4))),
      visitLater: maybe(setting(days(25, 31), days(25, 28), days(27, 31))),
      laterReminder: maybe(setting(days(1, 5), days(1, 2), days(1, 6))),
      rounds: maybe(setting(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 2, max: 5 }))),
    }),
    look: maybe(fc.record({ role: maybe(fc.constantFrom('chief', 'mediator')), due: maybe(fc.constantFrom('PT2H', 'PT3H')), locked: maybe(fc.uniqueArray(fc.constantFrom('role' as const, 'due' as const), { minLength: 1 })) })),
    fields: fc.uniqueArray(fc.constantFrom('askA', 'askB', 'askC'), { maxLength: 2 }),
    steps: fc.uniqueArray(fc.constantFrom('extraA', 'extraB', 'extraC'), { maxLength: 2 }),
    at: fc.constantFrom('before settled', 'after registered', 'inside followingUp', 'before followingUp'),
    briefing: maybe(fc.constantFrom('off' as const, 'keep' as const)),
  })
  .map(({ overlay, because, parameters, look, fields, steps, at, briefing }): Overlay => ({
    overlay,
    of: { workflow: 'small', template: 4 },
    because,
    parameters: without(Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one === undefined ? undefined : without(one)]))) as NonNullable<Overlay['parameters']>,
    ...(look === undefined ? {} : { tasks: { 'registered#look': without(look) } }),
    ...(fields.length === 0 ? {} : { forms: { homeVisit: { add: fields.map((key) => ({ key, type: 'boolean' as const, title, 'x-personal': 'P0' as const })) } } }),
    steps: [...steps.map((key) => ({ at, task: { key, title, role: 'chief' } })), ...(briefing === 'off' ? [{ off: 'briefing' }] : briefing === 'keep' ? [{ keep: 'briefing' }] : [])],
  }));
