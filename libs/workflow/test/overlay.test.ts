import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { checkOverlay, compile, compileLayers, effectiveVersion, OVERLAY_SCHEMA_FILE, overlayJsonSchema, parseOverlay, settingsOf, Simulation, validateLayers, type Layer, type Overlay } from '@stationhouse/workflow';
import { BASE, layer, overlayText, problemsOf, TEMPLATE } from './overlay-base.js';
import { at, SHANGHAI } from './small.js';

const run = (...layers: Layer[]) => new Simulation(compileLayers(TEMPLATE, layers, {}).compiled, {}, at('2024-03-01T09:00'), SHANGHAI);
const STATION = layer(
  'station',
  `parameters: { laterReminder: P3D }
forms:
  homeVisit:
    add: [ { key: needsLegalAid, type: boolean, title: { zh-CN: 是否需要法律援助, en: Needs legal aid }, x-personal: P1 } ]
steps:
  - at: before settled
    task: { key: archiveCheck, role: auxiliary, title: { zh-CN: 归档检查, en: Archive check }, due: P2D }`,
);

describe('an overlay', () => {
  it('changes nothing when there is none: the version is the base itself', () => {
    expect(effectiveVersion(TEMPLATE, [])).toMatchObject({ definition: BASE, hash: compile(BASE).hash, provenance: [] });
  });

  it('sets a parameter, adds a question and a step, and says who did and why', () => {
    const version = effectiveVersion(TEMPLATE, [STATION]);
    expect(version.definition.parameters?.['laterReminder']?.default).toBe('P3D');
    expect(version.provenance).toEqual([
      { place: 'parameters.laterReminder.value', by: 'station', because: '走访提前准备', from: 'P1D', to: 'P3D' },
      expect.objectContaining({ place: 'forms.homeVisit.needsLegalAid', by: 'station' }),
      expect.objectContaining({ place: 'steps.archiveCheck', by: 'station' }),
    ]);
    expect(version.hash).not.toBe(compile(BASE).hash);
    expect(BASE.parameters?.['laterReminder']?.default).toBe('P1D');
  });

  it('lets every way to a state lead through the step before it, also out of a fragment', () => {
    const simulation = run(STATION);
    simulation.complete('registered#grade', 'notOurs');
    expect(simulation.snapshot.value).toBe('archiveCheck');
    simulation.complete('archiveCheck#archiveCheck', 'done');
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'settled' });
    const other = run(STATION);
    other.complete('registered#grade', 'accepted');
    other.complete('briefing#brief', 'done');
    other.complete('followingUp.later.open#visit', 'bad');
    expect(other.snapshot.value).toBe('archiveCheck');
    const forgotten = run(STATION);
    forgotten.advanceTo(at('2024-03-11T09:00'));
    expect(forgotten.snapshot.value).toBe('archiveCheck');
    const failed = run(layer('bureau', 'steps: [{ at: before followingUp, task: { key: check, role: chief, title: { zh-CN: 查, en: Check } } }]'));
    failed.complete('registered#grade', 'accepted');
    failed.complete('briefing#brief', 'done');
    expect(failed.snapshot.value).toBe('check');
  });

  it('keeps the answers to its questions in the data, each form for itself', () => {
    const simulation = run(STATION);
    simulation.complete('registered#grade', 'accepted');
    simulation.complete('briefing#brief', 'done');
    simulation.complete('followingUp.later.open#visit', 'calm', { needsLegalAid: true });
    expect(simulation.snapshot.data).toMatchObject({ needsLegalAid: true });
    expect(simulation.compiled.dataSchema['properties']).toMatchObject({ needsLegalAid: { 'x-personal': 'P1', 'x-form': 'homeVisit' } });
  });

  it('asks a question only when its condition holds', () => {
    const asked = layer('station', 'forms: { note: { add: [{ key: why, type: string, required: true, x-personal: P2, when: { note: red }, title: { zh-CN: 原因, en: Why } }] } }');
    const simulation = run(asked);
    const answer = (form: Record<string, string>) => simulation.send({ type: 'complete-task', task: 'registered#grade', outcome: 'accepted', form })?.details;
    expect(answer({ note: 'red' })).toMatchObject({ problems: [{ field: 'why' }] });
    expect(answer({ note: 'blue', why: 'x' })).toMatchObject({ problems: [{ field: 'why', text: { en: 'There is no such field. Remove it.' } }] });
    expect(answer({ note: 'red', why: '争吵' })).toBeUndefined();
    expect(simulation.snapshot.data).toMatchObject({ why: '争吵' });
  });

  it('switches an optional step off: it keeps its place and is passed through', () => {
    const simulation = run(layer('station', 'steps: [{ off: briefing }]'));
    simulation.complete('registered#grade', 'accepted');
    expect(simulation.snapshot.value).toEqual({ followingUp: { soon: 'open', later: 'open' } });
    expect(simulation.compiled.states['briefing']?.kind).toBe('choose');
  });

  it('puts a step after a state on each of its ways', () => {
    const after = layer('bureau', 'steps: [{ at: after registered, task: { key: check, role: chief, title: { zh-CN: 复核, en: Check }, fields: [{ key: remark, type: string, title: { zh-CN: 意见, en: Remark }, x-personal: P0 }] } }]');
    const simulation = run(after);
    simulation.complete('registered#grade', 'notOurs');
    expect(simulation.snapshot.value).toBe('checkThenSettled');
    simulation.complete('checkThenSettled#check', 'done', { remark: '同意' });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', data: { remark: '同意' } });
    const other = run(after);
    other.complete('registered#grade', 'accepted');
    other.complete('checkThenBriefing#check', 'done');
    expect(other.snapshot.value).toBe('briefing');
  });

  it('puts a step inside a parallel state as a part that must be over as well', () => {
    const simulation = run(layer('station', 'steps: [{ at: inside followingUp, task: { key: call, role: chief, title: { zh-CN: 电话, en: Call } } }]'));
    simulation.complete('registered#grade', 'accepted');
    simulation.complete('briefing#brief', 'done');
    for (const visit of ['soon', 'later']) simulation.complete(`followingUp.${visit}.open#visit`, 'calm');
    expect(simulation.snapshot.status).toBe('running');
    simulation.complete('followingUp.call.open#call', 'done');
    expect(simulation.snapshot).toMatchObject({ status: 'closed' });
  });

  it('changes a task of one use of a fragment and leaves the others alone', () => {
    const { compiled } = compileLayers(TEMPLATE, [layer('station', "tasks: { 'followingUp.soon.open#visit': { role: mediator, remind: PT12H } }")], {});
    const simulation = new Simulation(compiled, {}, at('2024-03-01T09:00'), SHANGHAI);
    simulation.complete('registered#grade', 'accepted');
    simulation.complete('briefing#brief', 'done');
    const opened = simulation.history.at(-1)?.effects.flatMap((effect) => (effect.type === 'open-task' ? [[effect.task, effect.roles[0]]] : []));
    expect(opened).toEqual([['followingUp.soon.open#visit', 'mediator'], ['followingUp.later.open#visit', 'community-officer']]);
    expect(Object.keys(simulation.snapshot.timers)).toContain('followingUp.soon.open#visit@remind');
  });

  it('of a station stands on that of its bureau', () => {
    const bureau = layer('bureau', 'parameters: { visitLater: { value: P28D, max: P28D, because: 分局 2024 年通知 } }\ntasks: { registered#look: { due: PT2H, locked: [due] } }');
    const version = effectiveVersion(TEMPLATE, [bureau, layer('station', 'parameters: { visitLater: P26D }')]);
    expect(version.definition.parameters?.['visitLater']).toMatchObject({ default: 'P26D', min: 'P25D', max: 'P28D', because: '分局 2024 年通知；分局规定 1333+N' });
    expect(version.definition.states['registered']?.tasks?.['look']).toMatchObject({ due: 'PT2H' });
    expect(version.provenance.find(({ place }) => place === 'parameters.visitLater.max')).toMatchObject({ by: 'bureau', because: '分局 2024 年通知', from: 'P30D' });
  });

  it('is told the reason of whoever drew the line it crosses', () => {
    const above = settingsOf(layer('bureau', 'parameters: { visitLater: { value: P28D, max: P28D, because: 分局 2024 年通知 } }').overlay as Overlay);
    const told = (days: string) => checkOverlay(TEMPLATE, above, layer('station', `parameters: { visitLater: ${days} }`)).map(({ text: said }) => /（([^（]+)），/.exec(said['zh-CN'])?.[1]);
    expect([told('P29D'), told('P24D')]).toEqual([['分局 2024 年通知'], ['分局规定 1333+N']]);
  });
});

const BUREAU = layer('bureau', `parameters:
  visitLater: { value: P28D, max: P28D }
  grading: { locked: true, because: 全局统一 }
tasks: { registered#look: { role: chief, locked: [role] } }
forms: { note: { add: [{ key: extra, type: string, title: { zh-CN: 补充, en: Extra }, x-personal: P0 }] } }
steps:
  - { keep: briefing }
  - { at: before settled, task: { key: archive, role: auxiliary, title: { zh-CN: 归档, en: Archive } } }`);

const BAD: readonly [name: string, code: string, lineWith: string, body: string][] = [
  ['a value beyond the law', 'OUT_OF_BOUNDS', 'visitSoon', 'parameters: { visitSoon: P4D }'],
  ['a value beyond what the bureau allows', 'OUT_OF_BOUNDS', 'visitLater', 'parameters:\n  visitLater: P29D'],
  ['a value that moves the bound of another', 'OUT_OF_BOUNDS', 'laterLead', 'parameters:\n  laterLead: PT12H'],
  ['a wider bound', 'WIDENS_BOUND', 'max: P29D', 'parameters:\n  visitLater:\n    value: P26D\n    max: P29D'],
  ['a range without values', 'EMPTY_RANGE', 'min: P29D', 'parameters:\n  visitLater:\n    value: P26D\n    min: P29D'],
  ['a bound that follows another parameter', 'BOUND_IS_REFERENCE', 'max: P1D', 'parameters:\n  laterLead:\n    max: P1D'],
  ['a parameter locked by law', 'LOCKED', 'legal', 'parameters:\n  legal: PT12H'],
  ['a parameter locked by the bureau', 'LOCKED', 'grading', 'parameters:\n  grading: PT1H'],
  ['a task locked by the bureau', 'LOCKED', 'role: mediator', 'tasks:\n  registered#look:\n    role: mediator'],
  ['an optional step the bureau keeps', 'LOCKED', 'off', 'steps:\n  - off: briefing'],
  ['a parameter that does not exist', 'UNKNOWN_PLACE', 'visitNever', 'parameters:\n  visitNever: P1D'],
  ['a task that does not exist', 'UNKNOWN_PLACE', 'role', 'tasks:\n  registered#nothing:\n    role: chief'],
  ['a form that does not exist', 'UNKNOWN_PLACE', 'key: x', 'forms:\n  nothing:\n    add:\n      - { key: x, type: boolean, title: { zh-CN: 甲, en: X }, x-personal: P0 }'],
  ['a due time that a parameter decides', 'SET_THE_PARAMETER', 'due: PT1H', 'tasks:\n  registered#grade:\n    due: PT1H'],
  ['a reminder that a fragment was given a parameter for', 'SET_THE_PARAMETER', 'remind', 'tasks:\n  followingUp.later.open#visit:\n    remind: PT1H'],
  ['a value of another type', 'PARAMETER_TYPE', 'rounds', 'parameters:\n  rounds: many'],
  ['a form that is not extensible', 'NOT_EXTENSIBLE', 'key: x', 'forms:\n  visit:\n    add:\n      - { key: x, type: boolean, title: { zh-CN: 甲, en: X }, x-personal: P0 }'],
  ['an extension point that does not exist', 'NOT_EXTENSIBLE', 'at: before briefing', 'steps:\n  - at: before briefing\n    task: { key: x, role: chief, title: { zh-CN: 甲, en: X } }'],
  ['a field of the form', 'FIELD_TAKEN', 'key: metBoth', 'forms:\n  homeVisit:\n    add:\n      - { key: metBoth, type: boolean, title: { zh-CN: 甲, en: X }, x-personal: P0 }'],
  ['a field of the data', 'FIELD_TAKEN', 'key: risk', 'forms:\n  homeVisit:\n    add:\n      - { key: risk, type: boolean, title: { zh-CN: 甲, en: X }, x-personal: P0 }'],
  ['a field of the bureau', 'FIELD_TAKEN', 'key: extra', 'forms:\n  homeVisit:\n    add:\n      - { key: extra, type: boolean, title: { zh-CN: 甲, en: X }, x-personal: P0 }'],
  ['a question whose personal class is missing', 'PERSONAL_CLASS_MISSING', 'key: x', 'forms:\n  homeVisit:\n    add:\n      - { key: x, type: boolean, title: { zh-CN: 甲, en: X } }'],
  ['a condition on a field that is not asked', 'UNKNOWN_FIELD', 'key: x', 'forms:\n  homeVisit:\n    add:\n      - { key: x, type: boolean, title: { zh-CN: 甲, en: X }, x-personal: P0, when: { nothing: 1 } }'],
  ['a step of the bureau', 'STEP_TAKEN', 'at: before settled', 'steps:\n  - at: before settled\n    task: { key: archive, role: chief, title: { zh-CN: 甲, en: X } }'],
  ['a step named like a state', 'STEP_TAKEN', 'at: before settled', 'steps:\n  - at: before settled\n    task: { key: briefing, role: chief, title: { zh-CN: 甲, en: X } }'],
  ['a step for nobody', 'UNASSIGNABLE_TASK', 'at: before settled', 'steps:\n  - at: before settled\n    task: { key: x, title: { zh-CN: 甲, en: X } }'],
  ['a condition of a task that is open beside others', 'NO_CONDITION', 'at: inside registered', 'steps:\n  - at: inside registered\n    task: { key: x, role: chief, when: now > now, title: { zh-CN: 甲, en: X } }'],
  ['a step that is not optional', 'NOT_OPTIONAL', 'off: registered', 'steps:\n  - off: registered'],
];

it('the overlay of docs/versions.md is one', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/versions.md', import.meta.url)), 'utf8');
  expect(parseOverlay(/```yaml\n([^]*?)```/.exec(page)?.[1] ?? '', 'versions.md').overlay.steps).toHaveLength(2);
});

it('the JSON Schema of overlays is the one that is published: after a change of the grammar run `npm run generate`', () => {
  expect(JSON.parse(readFileSync(fileURLToPath(new URL(`../../../${OVERLAY_SCHEMA_FILE}`, import.meta.url)), 'utf8'))).toEqual(overlayJsonSchema());
});

describe('an overlay that goes too far', () => {
  it.each(BAD)('%s is refused with %s, file, line and mend', (_name, code, lineWith, body) => {
    const problems = problemsOf(() => effectiveVersion(TEMPLATE, [BUREAU, layer('station', body)]));
    const problem = problems.find((one) => one.code === code);
    expect(problems.map((one) => one.code)).toContain(code);
    expect(overlayText('station', body).split('\n')[(problem?.line ?? 0) - 1]).toContain(lineWith);
    expect(problem).toMatchObject({ fileName: 'station.yaml', text: { 'zh-CN': expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/[a-z]/) } });
  });

  it('another workflow, another template, an unknown key', () => {
    const other = parseOverlay(overlayText('station', '').replace('template: 4', 'template: 3'), 'old.yaml');
    expect(problemsOf(() => effectiveVersion(TEMPLATE, [other]))).toMatchObject([{ code: 'OTHER_TEMPLATE', line: 2 }]);
    expect(problemsOf(() => parseOverlay(overlayText('station', 'parameter: {}'), 'x.yaml'))).toMatchObject([{ code: 'UNKNOWN_KEY', line: 4 }]);
  });

  it('what the whole becomes is checked as well', () => {
    expect(validateLayers(TEMPLATE, [layer('station', 'tasks: { registered#look: { remind: PT6H } }')])).toMatchObject([{ code: 'REMINDER_TOO_LONG' }]);
  });
});
