import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { start, step, type Effect, type Snapshot, type StepContext, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import { at, SHANGHAI, small } from './small.js';

/** One of everything: answers, recall, timeouts, history, calls that are made good, links that are waited for. */
const compiled = small(
  `start: draft
states:
  draft:
    title: { zh-CN: 起草, en: Draft }
    clock: { budget: P5D, warn: P1D }
    tasks: { write: { title: { zh-CN: 写, en: Write }, role: chief, due: P1D, remind: PT2H, recall: PT30H, delegate: true, outcomes: { done: { title: { zh-CN: 完, en: Done } }, skip: { title: { zh-CN: 略, en: Skip } } } } }
    after: { late: { in: PT3H, do: [tell] }, later: { in: P4D, to: working } }
    on: { write.done: working, write.skip: working.back }
  working:
    title: { zh-CN: 办理, en: Working }
    start: signing
    states:
      signing:
        title: { zh-CN: 会签, en: Signing }
        tasks: { sign: { title: { zh-CN: 签, en: Sign }, recall: PT10H, answers: { from: [chief, instructor, legal-officer], need: 2, otherwise: split }, outcomes: { yes: { title: { zh-CN: 是, en: Yes } }, no: { title: { zh-CN: 否, en: No } }, split: { title: { zh-CN: 分, en: Split }, automatic: true } } } }
        on: { sign.yes: { to: printing, do: [print] }, sign.no: ^draft, sign.split: signing }
      printing:
        title: { zh-CN: 打印, en: Printing }
        on: { print.succeeded: { to: asking, do: [ask, log] }, print.failed: signing }
        after: { stuck: { in: P1D, to: signing } }
      asking:
        title: { zh-CN: 函询, en: Asking }
        parallel:
          one: { title: { zh-CN: 一, en: One }, start: open, states: { open: { title: { zh-CN: 开, en: Open }, pauses: [asking], tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: ended } }, ended: { title: { zh-CN: 完, en: Ended }, final: true } } }
          two: { title: { zh-CN: 二, en: Two }, start: wait, states: { wait: { title: { zh-CN: 等, en: Wait }, until: { when: linked.ask.closed >= 1, to: ended } }, ended: { title: { zh-CN: 完, en: Ended }, final: true } } }
        clock: { budget: P3D }
        done: { to: ^over, when: linked.open == 0, otherwise: wait }
      back: { title: { zh-CN: 原处, en: Back }, history: deep }
    on: { hold: draft }
  over: { title: { zh-CN: 完, en: Over }, final: true, outcome: over }
`,
  `events:
  hold: { title: { zh-CN: 搁置, en: Hold } }
actions:
  tell: { notify: { roles: [chief], text: { zh-CN: 看, en: Look } } }
  print: { automation: print, compensate: shred, output: { type: object, required: [pages], properties: { pages: { type: integer } } } }
  shred: { automation: shred }
  log: { automation: log }
  ask: { startLinked: { workflow: answer, forEach: '["water", "power"]', once: true } }`,
);

const PEOPLE = [['a', ['chief']], ['b', ['chief', 'instructor']], ['c', ['legal-officer']], ['d', ['instructor']]].map(([accountId, roles]) => ({ accountId: accountId as string, roles: roles as string[] }));
const moves = fc.array(fc.record({ pick: fc.nat(1000), hours: fc.nat(30) }), { maxLength: 60 });

/** What might be tried now, sensible or not; what moves on more often than what does not. */
function candidates(snapshot: Snapshot, now: Date, completed: readonly (readonly [string, number])[]): WorkflowEvent[] {
  const open = Object.keys(snapshot.tasks).flatMap((task) => PEOPLE.flatMap((by) => (compiled.tasks[task]?.outcomes ?? []).map(({ id }): WorkflowEvent => ({ type: 'complete-task', task, outcome: id, form: {}, by }))));
  const timers = Object.entries(snapshot.timers).flatMap(([timer, { serial, dueAt }]): WorkflowEvent[] => (dueAt <= now.toISOString() ? [{ type: 'timer', timer, serial }] : []));
  const calls = Array.from({ length: snapshot.serial }, (_, index) => index + 1).flatMap((serial): WorkflowEvent[] => (snapshot.calls?.[serial] === undefined ? [] : [{ type: 'automation', serial, ok: true, output: { pages: 1 } }, { type: 'automation', serial, ok: false, error: 'x' }]));
  const links = Object.keys(snapshot.links ?? {}).flatMap((serial): WorkflowEvent[] => [{ type: 'linked', serial: Number(serial), status: 'started', instanceId: serial }, { type: 'linked', serial: Number(serial), status: 'closed', instanceId: serial, outcome: 'x' }]);
  const recalls = completed.flatMap(([task, serial]) => PEOPLE.map((by): WorkflowEvent => ({ type: 'recall-task', task, serial, by })));
  return [...timers, ...timers, ...open, ...calls, ...calls, ...links, ...recalls, { type: 'event', name: 'hold' }, { type: 'automation', serial: 1, ok: true }];
}

interface Taken {
  readonly event: WorkflowEvent;
  readonly context: StepContext;
  readonly before: Snapshot;
  readonly result: StepResult;
}

function play(list: readonly { readonly pick: number; readonly hours: number }[], cancel = false): { effects: Effect[]; taken: Taken[]; last: Snapshot } {
  let now = at('2024-02-20T09:00');
  const begun = start(compiled, { data: {} }, { now, timeZone: SHANGHAI });
  if (!begun.ok) throw new Error(begun.refusal.code);
  let last = begun.snapshot;
  const effects = [...begun.effects];
  const taken: Taken[] = [];
  const completed: (readonly [string, number])[] = [];
  const send = (event: WorkflowEvent) => {
    const context = { now, timeZone: SHANGHAI };
    const result = step(compiled, last, event, context);
    taken.push({ event, context, before: last, result });
    if (!result.ok) return;
    if (event.type === 'complete-task') completed.push([event.task, last.tasks[event.task]?.serial ?? 0]);
    effects.push(...result.effects);
    last = result.snapshot;
  };
  for (const { pick, hours } of list) {
    now = new Date(now.getTime() + hours * 3_600_000);
    const choices = candidates(last, now, completed.slice(-1));
    const event = choices[pick % choices.length];
    if (event === undefined || last.status === 'closed') break;
    send(event);
  }
  if (cancel && last.status === 'running') send({ type: 'cancel', reason: 'x' });
  return { effects, taken, last };
}

/** As a database gives it back: plain JSON, keys in another order. */
const kept = (snapshot: Snapshot) =>
  JSON.parse(JSON.stringify(snapshot), (_, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value)) as Snapshot;

const serials = (entries: Readonly<Record<string, { readonly serial: number }>>) => Object.values(entries).map(({ serial }) => serial).sort((left, right) => left - right);

describe('for any sequence of events on the whole language', () => {
  it('a snapshot that was kept steps to the same effects, and what is refused changes nothing', () => {
    fc.assert(
      fc.property(moves, (list) => {
        for (const { event, context, before, result } of play(list).taken) expect(step(compiled, kept(before), event, context)).toEqual(result);
      }),
      { numRuns: 80 },
    );
  });

  it('effects add up to the books, also after what was taken back and when it is called off', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(moves, fc.boolean(), (list, cancel) => {
        const { effects, taken, last } = play(list, cancel);
        const [tasks, timers, clocks, calls] = [new Set<number>(), new Set<number>(), new Set<number>(), new Set<number>()];
        const [began, ended] = [{ 'open-task': tasks, 'reopen-task': tasks, 'set-timer': timers, 'start-clock': clocks, 'restore-clock': clocks, 'call-automation': calls }, { 'close-task': tasks, 'cancel-timer': timers, 'stop-clock': clocks, 'settle-call': calls }] as Readonly<Record<string, Set<number>>>[];
        for (const effect of effects) {
          seen.add(effect.type);
          if (!('serial' in effect)) continue;
          began?.[effect.type]?.add(effect.serial);
          if (ended?.[effect.type] !== undefined) expect(ended[effect.type]?.delete(effect.serial)).toBe(true);
        }
        for (const { event, result } of taken) if (event.type === 'timer' && result.ok) timers.delete(event.serial);
        expect([...tasks].sort((left, right) => left - right)).toEqual(serials(last.tasks));
        expect([...timers].sort((left, right) => left - right)).toEqual(serials(last.timers));
        expect([...clocks].sort((left, right) => left - right)).toEqual(serials(last.clocks));
        if (last.status === 'running') expect([...calls].map(String)).toEqual(Object.keys(last.calls ?? {}));
        else expect([tasks.size, timers.size, clocks.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300, seed: 3 },
    );
    // The walk has been everywhere.
    for (const type of ['answer-task', 'reopen-task', 'restore-clock', 'call-automation', 'settle-call', 'start-linked', 'settle-link', 'notify', 'pause-clock', 'close-instance']) expect(seen).toContain(type);
  });
});
