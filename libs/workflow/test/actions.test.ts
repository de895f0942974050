import { describe, expect, it } from '@jest/globals';
import { Simulation } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const NOW = at('2024-03-01T10:00');
const begin = (body: string, more: string) => new Simulation(small(body, more), {}, NOW, SHANGHAI);
const effects = (simulation: Simulation) => simulation.history.at(-1)?.effects ?? [];
const types = (simulation: Simulation) => effects(simulation).map(({ type }) => type);

describe('an automation', () => {
  const MORE = `parameters:
  patience: { type: duration, default: PT30S, title: { zh-CN: 耐心, en: Patience } }
events:
  giveUp: { title: { zh-CN: 放弃, en: Give up } }
actions:
  print:
    automation: print-agreement
    input: { count: data.count }
    output: { type: object, required: [pages], properties: { pages: { type: integer }, file: { type: string } } }
    timeout: $patience
    retry: { attempts: 5, backoff: PT10S }
    compensate: shred
    dry: { pages: 1, file: exercise.pdf }
  shred: { automation: shred-agreement, input: { count: data.count } }
  log: { automation: log-it }`;
  const BODY = `start: draft
states:
  draft: { title: { zh-CN: 起草, en: Draft }, tasks: { write: { title: { zh-CN: 写, en: Write }, role: chief } }, on: { write.done: { to: printing, do: [print, log] } } }
  printing:
    title: { zh-CN: 打印, en: Printing }
    start: waiting
    states:
      waiting: { title: { zh-CN: 等, en: Waiting }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: looked } }
      looked: { title: { zh-CN: 看过, en: Looked }, tasks: { again: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { again.done: waiting } }
    on:
      print.succeeded: { to: over, set: { count: event.pages } }
      print.failed: { to: draft, when: event.error != "" }
      giveUp: draft
${END}`;
  /** The agreement is being printed; the serial of that call. */
  function printing(): { simulation: Simulation; serial: number } {
    const simulation = begin(BODY, MORE);
    simulation.complete('draft#write', 'done');
    const call = effects(simulation).find((effect) => effect.type === 'call-automation' && effect.action === 'print');
    return { simulation, serial: call !== undefined && 'serial' in call ? call.serial : 0 };
  }

  it('is called with its settings and kept until it answers', () => {
    const { simulation, serial } = printing();
    expect(effects(simulation)).toContainEqual({ type: 'call-automation', action: 'print', automation: 'print-agreement', serial, input: { count: 0 }, timeout: 'PT30S', retry: { attempts: 5, backoff: 'PT10S' }, dry: { pages: 1, file: 'exercise.pdf' } });
    expect(simulation.snapshot.calls).toEqual({ [serial]: { action: 'print', at: NOW.toISOString(), state: 'printing' }, [serial + 1]: { action: 'log', at: NOW.toISOString() } });
  });

  it('is heard with its typed result', () => {
    const { simulation, serial } = printing();
    expect(simulation.send({ type: 'automation', serial, ok: true, output: { pages: 3 } })).toBeUndefined();
    expect(simulation.snapshot).toMatchObject({ outcome: 'over', data: { count: 3 } });
    expect(effects(simulation)[0]).toEqual({ type: 'settle-call', action: 'print', serial, as: 'succeeded' });
    expect(types(simulation)).not.toContain('call-automation');
  });

  it('is heard when it fails', () => {
    const { simulation, serial } = printing();
    simulation.send({ type: 'automation', serial, ok: false, error: 'no paper' });
    expect(simulation.snapshot.value).toBe('draft');
  });

  it('lives on inside the state that awaits it', () => {
    const { simulation, serial } = printing();
    simulation.complete('printing.waiting#look', 'done');
    expect(simulation.send({ type: 'automation', serial, ok: true, output: { pages: 3 } })).toBeUndefined();
  });

  it('is made good when that state is left first; the late result is refused', () => {
    const { simulation, serial } = printing();
    simulation.send({ type: 'event', name: 'giveUp' });
    expect(effects(simulation)).toContainEqual({ type: 'settle-call', action: 'print', serial, as: 'abandoned' });
    expect(effects(simulation)).toContainEqual(expect.objectContaining({ type: 'call-automation', action: 'shred', automation: 'shred-agreement', input: { count: 0 }, compensates: serial }));
    expect(simulation.send({ type: 'automation', serial, ok: true, output: { pages: 3 } })?.code).toBe('CALL_NOT_PENDING');
  });

  it('is made good when the instance is cancelled', () => {
    const { simulation, serial } = printing();
    expect(simulation.send({ type: 'cancel', reason: '重复登记' })).toBeUndefined();
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'cancelled', tasks: {}, timers: {} });
    expect(effects(simulation)).toContainEqual(expect.objectContaining({ action: 'shred', compensates: serial }));
    expect(effects(simulation).at(-1)).toEqual({ type: 'close-instance', outcome: 'cancelled' });
    // What makes it good is itself not given up.
    expect(effects(simulation)).not.toContainEqual(expect.objectContaining({ type: 'settle-call', action: 'shred' }));
    expect(Object.values(simulation.snapshot.calls ?? {})).toMatchObject([{ action: 'shred', compensates: serial }]);
  });

  it('gets its dry result in a simulation', () => {
    const { simulation } = printing();
    simulation.answerCalls();
    expect(simulation.snapshot).toMatchObject({ outcome: 'over', data: { count: 1 } });
  });

  it('nobody hears is settled where it stands', () => {
    const { simulation, serial } = printing();
    expect(simulation.send({ type: 'automation', serial: serial + 1, ok: true })).toBeUndefined();
    expect(simulation.snapshot.value).toEqual({ printing: 'waiting' });
    expect(simulation.snapshot.calls).toEqual({ [serial]: expect.anything() });
    expect(simulation.send({ type: 'automation', serial: serial + 1, ok: true })?.code).toBe('CALL_NOT_PENDING');
  });

  it('that answers something else than it declares is refused', () => {
    const { simulation, serial } = printing();
    expect(simulation.send({ type: 'automation', serial, ok: true, output: { pages: 'three' } })?.code).toBe('OUTPUT_INVALID');
    expect(simulation.snapshot.calls).toHaveProperty([String(serial)]);
  });
});

describe('linked instances', () => {
  const MORE = `actions:
  ask: { startLinked: { workflow: department-answer, forEach: '["water", "power"]', once: true } }
  tell: { startLinked: { workflow: note } }`;
  const BODY = `start: following
states:
  following:
    title: { zh-CN: 跟进, en: Following }
    parallel:
      one: { title: { zh-CN: 一, en: One }, start: open, states: { open: { title: { zh-CN: 开, en: Open }, tasks: { visit: { title: { zh-CN: 访, en: Visit }, role: chief, outcomes: { done: { title: { zh-CN: 完, en: Done } }, ask: { title: { zh-CN: 问, en: Ask } } } } }, on: { visit.done: ended, visit.ask: { to: open, do: [ask] } } }, ended: { title: { zh-CN: 完, en: Ended }, final: true } } }
      two: { title: { zh-CN: 二, en: Two }, start: open, states: { open: { title: { zh-CN: 开, en: Open }, tasks: { visit: { title: { zh-CN: 访, en: Visit }, role: chief } }, on: { visit.done: ended } }, ended: { title: { zh-CN: 完, en: Ended }, final: true } } }
    done: { to: over, when: linked.open == 0, otherwise: wait }
    on: { ask.closed: { when: 'event.outcome == "refused" && event.item == "power"', set: { count: linked.ask.closed } } }
${END}`;

  function asked(): Simulation {
    const simulation = begin(BODY, MORE);
    simulation.complete('following.one.open#visit', 'ask');
    return simulation;
  }
  const linksOf = (simulation: Simulation) => Object.entries(simulation.snapshot.links ?? {}).map(([serial, link]) => ({ serial: Number(serial), ...link }));
  const close = (simulation: Simulation, index: number, outcome = 'answered') => {
    const serial = linksOf(simulation)[index]?.serial ?? 0;
    simulation.send({ type: 'linked', serial, status: 'started', instanceId: `i${serial}` });
    return simulation.send({ type: 'linked', serial, status: 'closed', instanceId: `i${serial}`, outcome });
  };

  it('are kept, one per item, once', () => {
    const simulation = asked();
    expect(linksOf(simulation)).toMatchObject([{ action: 'ask', workflow: 'department-answer', item: 'water', status: 'starting' }, { item: 'power', status: 'starting' }]);
    simulation.complete('following.one.open#visit', 'ask');
    expect(types(simulation)).not.toContain('start-linked');
    expect(linksOf(simulation)).toHaveLength(2);
  });

  it('are waited for: the last one to close moves the instance on', () => {
    const simulation = asked();
    simulation.complete('following.one.open#visit', 'done');
    close(simulation, 0);
    simulation.complete('following.two.open#visit', 'done');
    expect(simulation.snapshot.value).toEqual({ following: { one: 'ended', two: 'ended' } });
    expect(close(simulation, 1)).toBeUndefined();
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'over' });
    expect(effects(simulation)).toContainEqual(expect.objectContaining({ type: 'settle-link', as: 'closed', outcome: 'answered' }));
  });

  it('are not waited for where there are none', () => {
    const simulation = begin(BODY, MORE);
    simulation.complete('following.one.open#visit', 'done');
    simulation.complete('following.two.open#visit', 'done');
    expect(simulation.snapshot.outcome).toBe('over');
  });

  it('are heard by their outcome, and counted per action', () => {
    const simulation = asked();
    close(simulation, 0, 'refused');
    expect(simulation.snapshot.data['count']).toBe(0);
    close(simulation, 1, 'refused');
    expect(simulation.snapshot.data['count']).toBe(2);
  });

  it('that are unknown, closed or started twice are refused', () => {
    const simulation = asked();
    const { serial } = linksOf(simulation)[0] ?? { serial: 0 };
    const started = { type: 'linked', serial, status: 'started', instanceId: 'i' } as const;
    expect(simulation.send(started)).toBeUndefined();
    expect(simulation.send(started)?.code).toBe('LINK_NOT_OPEN');
    expect(simulation.send({ ...started, serial: 999 })?.code).toBe('LINK_NOT_OPEN');
    close(simulation, 0);
    expect(simulation.send({ ...started, status: 'closed', outcome: 'answered' })?.code).toBe('LINK_NOT_OPEN');
  });

  it('that a step starts are seen by the guards after it', () => {
    const simulation = begin(`start: asking
states:
  asking: { title: { zh-CN: 问, en: Asking }, tasks: { go: { title: { zh-CN: 去, en: Go }, role: chief } }, on: { go.done: { to: waiting, do: [ask] } } }
  waiting: { title: { zh-CN: 等, en: Waiting }, until: { when: linked.ask.open == 0, to: over } }
${END}`, MORE);
    simulation.complete('asking#go', 'done');
    expect(simulation.snapshot.value).toBe('waiting');
    close(simulation, 0);
    expect(simulation.snapshot.value).toBe('waiting');
    close(simulation, 1);
    expect(simulation.snapshot.outcome).toBe('over');
  });
});

describe('telling linked instances', () => {
  const MORE = `actions:
  ask: { startLinked: { workflow: department-answer, forEach: '["water", "power"]' } }
  note: { startLinked: { workflow: note } }
  tell: { tellLinked: { of: [ask], event: foundMeanwhile, data: { count: data.count } } }`;
  const BODY = `start: draft
states:
  draft: { title: { zh-CN: 起草, en: Draft }, tasks: { write: { title: { zh-CN: 写, en: Write }, role: chief, outcomes: { done: { title: { zh-CN: 完, en: Done } }, tell: { title: { zh-CN: 告知, en: Tell } } } } }, on: { write.done: { to: sent, do: [ask, note] }, write.tell: { to: sent, do: [tell] } } }
  sent: { title: { zh-CN: 已发, en: Sent }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief, recall: PT10M } }, on: { look.done: { to: told, set: { count: data.count + 1 }, do: [tell] } } }
  told: { title: { zh-CN: 已告知, en: Told }, tasks: { end: { title: { zh-CN: 完, en: End }, role: chief } }, on: { end.done: over } }
${END}`;
  const tellings = (simulation: Simulation) => effects(simulation).filter(({ type }) => type === 'tell-linked');

  it('names those of its actions that are open, also what has yet to start, on the data as they were; it cannot be taken back', () => {
    const simulation = begin(BODY, MORE);
    simulation.complete('draft#write', 'done');
    const started = effects(simulation).flatMap((effect) => (effect.type === 'start-linked' ? [effect] : []));
    const [water = 0, power = 0] = started.filter(({ action }) => action === 'ask').map(({ serial }) => serial);
    expect(simulation.send({ type: 'linked', serial: water, status: 'closed', instanceId: 'w', outcome: 'answered' })).toBeUndefined();
    const { serial } = simulation.snapshot.tasks['sent#look'] ?? { serial: 0 };
    simulation.complete('sent#look', 'done');
    expect(tellings(simulation)).toEqual([{ type: 'tell-linked', action: 'tell', serial: expect.any(Number), event: 'foundMeanwhile', data: { count: 0 }, links: [power], workflows: ['department-answer'] }]);
    expect(simulation.send({ type: 'recall-task', task: 'sent#look', serial })).toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'irreversible' } });
  });

  it('is nothing where nobody is there to be told', () => {
    const simulation = begin(BODY, MORE);
    simulation.complete('draft#write', 'tell');
    expect(tellings(simulation)).toEqual([]);
  });

  it('says before it runs whom it tells what, and is refused where it names no start', () => {
    expect(small(BODY, MORE).tellings).toContainEqual({ action: 'tell', workflows: ['department-answer'], event: 'foundMeanwhile', data: { count: 'int' } });
    expect(() => small(BODY, MORE.replace('of: [ask]', 'of: [tell]'))).toThrow(expect.objectContaining({ details: { problems: [expect.objectContaining({ code: 'NOT_LINKED', path: 'actions.tell.tellLinked.of.0' })] } }));
  });
});

describe('an event for other plugins', () => {
  const MORE = `actions:
  tell: { publish: small.moved, version: 2, data: { count: data.count, at: now } }`;
  const BODY = `start: draft
states:
  draft: { title: { zh-CN: 起草, en: Draft }, tasks: { write: { title: { zh-CN: 写, en: Write }, role: chief, recall: PT10M } }, on: { write.done: { to: sent, set: { count: data.count + 1 }, do: [tell] } } }
  sent: { title: { zh-CN: 已发, en: Sent }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: over } }
${END}`;

  it('is an effect, on the data as they were; simulated, nothing else happens, and it cannot be taken back', () => {
    const simulation = begin(BODY, MORE);
    const { serial } = simulation.snapshot.tasks['draft#write'] ?? { serial: 0 };
    simulation.complete('draft#write', 'done');
    expect(effects(simulation).find(({ type }) => type === 'publish')).toEqual({ type: 'publish', action: 'tell', serial: expect.any(Number), event: 'small.moved', version: 2, data: { count: 0, at: NOW.toISOString() } });
    expect(simulation.send({ type: 'recall-task', task: 'draft#write', serial })).toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'irreversible' } });
  });

  it('says before it runs what it publishes, and of which types', () => {
    expect(small(BODY, MORE).publishes).toEqual([{ action: 'tell', event: 'small.moved', version: 2, data: { count: 'int', at: 'Moment' } }]);
  });
});
