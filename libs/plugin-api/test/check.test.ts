import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { checkAutomationModules, checkPlugins, defineAutomation, defineExercisePlan, defineLookup, defineMetric, definePlugin, definePublicQuestion, defineSchedule, personal, pluginSchema, PUBLISHED_VIEWS, storageOf, type OfferedInject, type OfferedPlan, type PluginDeclaration, type Schedule } from '@stationhouse/plugin-api';
import { Entity, EntitySchema, PrimaryColumn, type MigrationInterface } from 'typeorm';

const YAML = `
workflow: lending
title: { zh-CN: 借用, en: Lending }
number: "JY-{station}-{yyyy}-{00000}"
startForm: request
data:
  type: object
  properties:
    borrower: { type: string, maxLength: 60, title: { zh-CN: 借用人, en: Borrower }, x-personal: P2 }
start: lent
states:
  lent:
    title: { zh-CN: 已借出, en: Lent }
    tasks: { return: { title: { zh-CN: 归还, en: Return }, role: auxiliary, outcomes: { done: { title: { zh-CN: 完成, en: Done } } } } }
    on: { return.done: returned }
  returned: { title: { zh-CN: 已归还, en: Returned }, final: true, outcome: returned }
forms:
  request:
    title: { zh-CN: 借用登记, en: Request }
    schema: { type: object, properties: { borrower: { type: string, maxLength: 60, title: { zh-CN: 借用人, en: Borrower }, x-personal: P2 } } }
`;

const plugin = (change: Partial<PluginDeclaration> = {}) =>
  definePlugin({
    id: 'lending',
    version: '1.0.0',
    platform: '^1.0.0',
    title: text('借用', 'Lending'),
    workflows: [{ fileName: 'lending.yaml', text: YAML }],
    personalData: { borrower: personal('P2', 'lending', 'P1Y') },
    ...change,
  });

/** With an action that calls an automation. */
const calling = (action: string) => [{ fileName: 'lending.yaml', text: `${YAML.replace('return.done: returned', 'return.done: { to: returned, do: [print] }')}actions: { print: ${action} }\n` }];
const print = (change: object = {}) => defineAutomation({ id: 'print-receipt', module: import.meta.url, title: text('打印', 'Print'), input: { type: 'object' }, output: { type: 'object', required: ['pages'], properties: { pages: { type: 'integer' } } }, dry: { pages: 1 }, handle: () => Promise.resolve({ pages: 1 }), ...change });

/** A metric that counts what was lent, and changes of it. */
const lent = (change: object = {}) => defineMetric({ id: 'lending.lent', title: text('借出', 'Lent'), description: text('借出', 'Lent'), unit: 'cases', personalData: 'events', source: { fact: 'instance', workflow: 'lending' }, measure: 'count', time: 'startedAt', ...change });
const measured = (...changes: object[]) => [plugin({ metrics: changes.map(lent) })];
const own = (change: object = {}) => ({ source: { table: 'loan', columns: { lentAt: { type: 'moment' } }, instance: null, ...change }, time: 'lentAt' });

const asked = definePublicQuestion({ id: 'return-day', open: ({ open }) => open === true, answer: () => Promise.resolve({}) });

/** With a look-up. */
const looking = [{ fileName: 'lending.yaml', text: `${YAML}lookups: { loans: { title: { zh-CN: 借用次数, en: Loans }, on: [return.done], output: { type: object, required: [count], properties: { count: { type: integer } } }, dry: { count: 0 } } }\n` }];
const loansFound = defineLookup({ id: 'loans', find: () => Promise.resolve({ count: 0 }) });

/** A plan of an exercise, and changes of it. */
const drill = (change: Partial<OfferedPlan> = {}) =>
  defineExercisePlan({
    id: 'lending-day', title: text('借用演练', 'A day of lending'), description: text('借用一次', 'One loan'), clock: 'virtual', begins: '08:30', speed: 10, roles: ['auxiliary'],
    injects: [{ title: text('来借', 'Somebody asks'), after: 'PT1M', content: { kind: 'start', workflow: 'lending', data: { borrower: '虚构' } } }],
    objectives: [{ title: text('按时归还', 'Given back in time'), kind: 'task', inject: 1, subject: 'return', within: 'PT10M' }],
    ...change,
  });
const drilled = (...plans: OfferedPlan[]) => [plugin({ exercises: plans })];
const [inject] = drill().injects as [OfferedInject];

@Entity('loan', { schema: pluginSchema('lending') })
class Loan {
  @PrimaryColumn('uuid') stationId!: string;
}
@Entity('loan')
class Stray {
  @PrimaryColumn('uuid') stationId!: string;
}
const Foreign = new EntitySchema({ name: 'Foreign', tableName: 'loan', schema: 'plugin_other', columns: { stationId: { type: 'uuid', primary: true } } });
const migration = (name: string) =>
  class implements MigrationInterface {
    readonly name = name;
    up = () => Promise.resolve();
    down = () => Promise.resolve();
  };
const loans = migration('Loans1767225600000');

describe('a plugin', () => {
  it('that keeps the contract comes back with its workflows compiled', () => {
    expect(checkPlugins([plugin()])[0]?.workflows.map(({ id }) => id)).toEqual(['lending']);
  });

  it('calls automations that some plugin brings, and starts workflows that exist; an unused automation is fine', () => {
    expect(checkPlugins([plugin({ workflows: calling('{ automation: print-receipt }'), automations: [print(), print({ id: 'unused' })] })])).toHaveLength(1);
    expect(checkPlugins([plugin({ workflows: calling('{ startLinked: { workflow: lending } }') })])).toHaveLength(1);
  });

  it('tells linked instances what their workflow hears of whoever started them', () => {
    const telling = (events: string, data: string) => [{ fileName: 'lending.yaml', text: `${YAML.replace('return.done: returned', 'return.done: { to: returned, do: [again, tell] }')}actions: { again: { startLinked: { workflow: lending } }, tell: { tellLinked: { of: [again], event: found, data: ${data} } } }
events: { found: { title: { zh-CN: 已找到, en: Found }${events} } }
` }];
    expect(checkPlugins([plugin({ workflows: telling(', from: linked', '{}') })])).toHaveLength(1);
    expect(() => checkPlugins([plugin({ workflows: telling(', from: linked', '{ place: \'"gate"\' }') })])).toThrow(/lending\.yaml actions\.tell: What it tells does not fit the form of "found" in the workflow "lending": place/);
    expect(() => checkPlugins([plugin({ workflows: telling('', '{}') })])).toThrow(/The workflow "lending" has no event "found" with from: linked/);
  });

  it('brings what its definitions look up, and a role to read as', () => {
    const [checked] = checkPlugins([plugin({ workflows: looking, lookups: [loansFound, { ...loansFound, id: 'unused' }] })]);
    expect(checked === undefined ? undefined : storageOf(checked.declaration).unused).toBe(false);
  });

  it('offers plans of exercises that every station can take', () => {
    expect(checkPlugins(drilled(drill(), drill({ id: 'another' })))).toHaveLength(1);
  });

  it('keeps its tables in its own schema, and reads what is published', () => {
    const [checked] = checkPlugins([plugin({ entities: [Loan], migrations: [loans], reads: ['task', 'incident'] })]);
    expect(checked === undefined ? undefined : storageOf(checked.declaration)).toEqual({ id: 'lending', migrations: [loans], reads: [PUBLISHED_VIEWS.task, PUBLISHED_VIEWS.incident], unused: false });
    expect(storageOf(plugin())).toEqual({ id: 'lending', migrations: [], reads: [], unused: true });
  });

  it('counts its workflows and its own tables', () => {
    const metrics = [lent({ dimensions: ['outcome', 'version', 'team'] }), lent({ id: 'lending.own', ...own() }), lent({ id: 'lending.late', source: { fact: 'task', workflow: 'lending' }, where: { task: 'return', onTime: { present: true } }, measure: { ratio: { onTime: false } }, unit: 'ratio', time: 'dueAt', rollUp: 'never' })];
    expect(checkPlugins([plugin({ metrics })])).toHaveLength(1);
  });

  it.each<[string, PluginDeclaration[], RegExp]>([
    ['with a plan twice', drilled(drill(), drill()), /The exercise plan lending-day is declared twice/],
    ['with a plan that begins at no time', drilled(drill({ begins: '25:00' })), /The exercise plan lending-day: begins is of a virtual clock alone, written as 02:00/],
    ['with a plan of somebody else’s workflow', drilled(drill({ injects: [{ ...inject, content: { kind: 'start', workflow: 'fraud-alert', data: {} } }] })), /the workflow "fraud-alert" is not of this plugin/],
    ['with a plan whose data do not start it', drilled(drill({ injects: [{ ...inject, content: { kind: 'start', workflow: 'lending', data: { borrower: 1 } } }] })), /The exercise plan lending-day: .*borrower/],
    ['with a plan that measures what is not there', drilled(drill({ objectives: [{ title: text('好', 'Fine'), kind: 'task', inject: 1, subject: 'repair', within: 'PT10M' }] })), /The workflow has no task "repair"/],
    ['with a plan that is too long in one language', drilled(drill({ title: text('好', 'x'.repeat(101)) })), /The exercise plan lending-day/],
    ['with a metric twice', measured({}, {}), /The metric lending\.lent is declared twice/],
    ['with a metric of another owner', measured({ id: 'incident.lent' }), /The metric incident\.lent: write its id as lending\.<camelCase>/],
    ['with a metric in the wrong unit', measured({ unit: 'ratio' }), /the unit ratio does not go with count\. There are: incidents, cases/],
    ['with a metric that counts persons as events', measured({ unit: 'persons' }), /it counts persons, so its personalData is persons or sensitive/],
    ['with a metric by a personal field', measured({ dimensions: ['data.borrower'] }), /data\.borrower in dimensions is personal \(lending\.yaml data\.borrower is P2\): it can be neither dimension nor measure/],
    ['with a metric that filters by a personal field', measured({ where: { 'data.borrower': { present: true } } }), /data\.borrower in where\.data\.borrower is personal/],
    ['with a metric by what is not there', measured({ dimensions: ['data.weather'] }), /dimensions names "data\.weather", which is no column of its source with one plain value\. There are: startedAt/],
    ['with a metric by a moment', measured({ dimensions: ['startedAt'] }), /startedAt in dimensions has the wrong type: choice\/boolean\/open is needed/],
    ['with a metric by the same dimension twice', measured({ dimensions: ['outcome', 'outcome'] }), /the dimension outcome is there twice/],
    ['with a metric whose time is no moment', measured({ time: 'outcome' }), /outcome in time has the wrong type: moment is needed/],
    ['with a metric of a value that is not there', measured({ where: { outcome: 'lost' } }), /where\.outcome has no value "lost"\. There are: returned, cancelled/],
    ['with a distinct count that would be added up', measured({ measure: { distinct: 'instance' }, rollUp: 'day' }), /a distinct count or a median cannot be added up\. Write rollUp: never/],
    ['with a kept figure that time changes', measured({ source: { fact: 'task', workflow: 'lending' }, where: { onTime: true }, time: 'dueAt' }), /it reads a column that changes as time goes by, such as onTime[\s\S]*Write rollUp: never/],
    ['with a share of everything', measured({ measure: { ratio: {} }, unit: 'ratio' }), /measure\.ratio names no condition/],
    ['with a metric of somebody else’s workflow', measured({ source: { fact: 'instance', workflow: 'dispute-mediation' } }), /there is no workflow "dispute-mediation"\. The plugin has: lending/],
    ['with a metric of the register', measured({ source: { fact: 'incident' }, time: 'receivedAt' }), /a plugin counts a workflow of its own/],
    ['with a metric of a table that is no name', measured(own({ table: 'loan; DROP TABLE loan' })), /is not a table's name/],
    ['with a metric that cannot tell exercises apart', measured(own({ instance: 'instanceId' })), /the plugin declares reads: \['instance'\], so that exercises stay out/],
    ['with a table among the platform’s', [plugin({ entities: [Stray], migrations: [loans] })], /the entity Stray lies in the platform’s schema\. Write @Entity\('…', \{ schema: 'plugin_lending' \}\)/],
    ['with a table in another plugin’s schema', [plugin({ entities: [Foreign], migrations: [loans] })], /the entity Foreign lies in the schema plugin_other/],
    ['with tables that nothing makes', [plugin({ entities: [Loan] })], /it brings entities but no migrations\. Create their tables/],
    ['with two migrations of one name', [plugin({ migrations: [loans, migration('Loans1767225600000')] })], /two migrations are named Loans1767225600000\. Rename one/],
    ['with a migration that says not when', [plugin({ migrations: [migration('Loans')] })], /the migration "Loans" needs a name that ends in a moment/],
    ['that reads what is not published', [plugin({ reads: ['account' as never] })], /reads names "account", which is not published\. There are: station, instance, task, incident/],
    ['with an id that no database role can have', [plugin({ id: 'a'.repeat(41) })], /an id has 40 characters at most/],
    ['of another platform', [plugin({ platform: '^2.0.0' })], /written for platform \^2\.0\.0/],
    ['declared twice', [plugin(), plugin()], /plugin lending is declared twice[\s\S]*workflow lending is declared twice/],
    ['with undeclared personal data', [plugin({ personalData: {} })], /borrower is marked x-personal/],
    ['that declares what is not there', [plugin({ personalData: { borrower: personal('P2', 'x', 'P1Y'), phone: personal('P2', 'x', 'P1Y') } })], /personalData names phone/],
    ['that understates a class', [plugin({ personalData: { borrower: personal('P1', 'x', 'P1Y') } })], /borrower is P2 in the definition and P1/],
    ['with an expiry that is no duration', [plugin({ personalData: { borrower: personal('P2', 'x', 'forever') } })], /"forever", is not a duration/],
    ['with a task of the bureau that says nothing of its card', [plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replace('role: auxiliary', 'role: bureau-leader') }] })], /lending\.yaml states\.lent\.tasks\.return: the role "bureau-leader" is the bureau’s: say by card/],
    ['with a card for the bureau of a task of the station', [plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replace('role: auxiliary', 'role: auxiliary, card: { for: bureau, fields: [borrower] }') }] })], /the card is for the bureau, so the task needs a role of the bureau/],
    ['with an expiry after an ending that none of its workflows has', [plugin({ personalData: { borrower: personal('P2', 'x', 'P1Y', { lost: 'P90D' }) } })], /borrower is kept for another time after "lost", but no workflow of the plugin ends so/],
    ['with an expiry after an ending that is no duration', [plugin({ personalData: { borrower: personal('P2', 'x', 'P1Y', { returned: 'soon' }) } })], /the expiry of borrower after "returned", "soon", is not a duration/],
    ['that is kept apart and leads to another’s workflow', [plugin({ workflows: calling('{ startLinked: { workflow: other } }').map(({ fileName, text: yaml }) => ({ fileName, text: `${yaml}apart: true\n` })) }), plugin({ id: 'others', workflows: [{ fileName: 'other.yaml', text: YAML.replace('workflow: lending', 'workflow: other') }] })], /lending\.yaml actions\.print: this workflow is kept apart[\s\S]*cannot start "other" of another plugin/],
    ['with an unreachable state', [plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replace('return.done: returned', 'return.done: lent') }] })], /lending\.yaml:\d+/],
    ['with an automation nobody brings', [plugin({ workflows: calling('{ automation: print-receipt }') })], /lending\.yaml actions\.print: there is no automation "print-receipt"\. Declare it/],
    ['with a linked workflow nobody brings', [plugin({ workflows: calling('{ startLinked: { workflow: receipt } }') })], /lending\.yaml actions\.print: there is no workflow "receipt"/],
    ['with an exercise’s result that is none', [plugin({ workflows: calling('{ automation: print-receipt, dry: { pages: many } }'), automations: [print()] })], /dry is not what the automation print-receipt declares as its output: pages/],
    ['with an attempt that takes hours', [plugin({ workflows: calling('{ automation: print-receipt, timeout: PT2H }'), automations: [print()] })], /a timeout is PT30M at most/],
    ['with a badly declared automation', [plugin({ automations: [print({ id: 'Print', retry: { attempts: 0 }, output: { type: 'nonsense' } })] })], /write the id in kebab-case[\s\S]*whole numbers from 1[\s\S]*output is not a valid JSON Schema/],
    ['with an automation whose file nobody can find', [plugin({ automations: [print({ module: undefined })] })], /The automation print-receipt: say module: import\.meta\.url/],
    ['with a destination without encryption', [plugin({ egress: [{ id: 'court', title: text('法院', 'Court'), purpose: text('送达', 'Service'), origin: 'http://court.example' }] })], /Plugin lending: The destination court: "http:\/\/court\.example" is not an origin/],
    ['that looks up what nobody finds', [plugin({ workflows: looking })], /the workflow lending looks "loans" up\. Declare it with defineLookup/],
    ['with look-ups of one name', [plugin({ workflows: looking, lookups: [loansFound, loansFound] })], /the look-up "loans" is declared twice/],
    ['with a look-up nobody could name', [plugin({ lookups: [{ ...loansFound, id: 'Loans found' }] })], /write the id of the look-up "Loans found" in camelCase/],
    ['that anybody may ask before a bureau opens it', [plugin({ publicQuestions: [{ ...asked, open: () => true }] })], /"return-day" is open by default; a bureau opens it/],
    ['with a public question twice, or one that is no address', [plugin({ publicQuestions: [asked, asked, { ...asked, id: 'Return day' }] })], /"return-day" is declared twice[\s\S]*the id "Return day" in kebab-case/],
    ['that brings an automation twice', [plugin({ automations: [print(), print()] })], /automation print-receipt is declared twice/],
    ['with a permission nobody can hold', [plugin({ permissions: [{ id: 'lending.read', title: text('读', 'Read'), description: text('读', 'Read'), defaultRoles: [] }] })], /nobody can hold/],
  ])('%s is refused with the mend', (_, plugins, message) => {
    expect(() => checkPlugins(plugins)).toThrow(message);
    expect(() => checkPlugins(plugins)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
  });

  it('exports its automations where they say, for the process that runs them', async () => {
    const { hostile, steady } = await import('@stationhouse/testing/walls');
    await expect(checkAutomationModules([hostile, steady])).resolves.toBeUndefined();
    const [behave] = steady.automations ?? [];
    if (behave === undefined) throw new Error('The steady plugin has an automation.');
    const hidden = { ...behave, module: hostile.automations?.[0]?.module ?? '' };
    await expect(checkAutomationModules([plugin({ automations: [hidden] })])).rejects.toThrow(/Plugin lending: the automation behave is not exported by the file its module names/);
  });

  it('whose data cannot become GraphQL types is refused with the file, the place and the mend', () => {
    const named = (name: string) => plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replace('    borrower:', `    ${name}: { type: string, title: { zh-CN: 甲, en: A } }\n    borrower:`) }] });
    expect(() => checkPlugins([named('instance')])).toThrow('lending.yaml data.instance: the platform uses the name "instance" itself. Rename the field.');
    expect(() => checkPlugins([named("'my-field'")])).toThrow('lending.yaml data.my-field: "my-field" cannot name a field. Write it in camelCase.');
    expect(() => checkPlugins([plugin({ workflows: [{ fileName: 'task.yaml', text: YAML.replace('workflow: lending', 'workflow: task') }] })])).toThrow('task.yaml workflow: task: the platform has a type Task itself. Rename this.');
  });

  it('whose schedule cannot run is refused: no such workflow, data it does not take, a time that never comes', () => {
    const weekly = (change: Partial<Schedule> = {}) => plugin({ schedules: [defineSchedule({ id: 'weekly-count', title: text('每周清点', 'Weekly count'), default: { every: 'week', on: ['wednesday'], at: '08:30' }, stationMayChange: ['time', 'off'], does: { start: 'lending', data: {} }, ...change })] });
    expect(checkPlugins([weekly()])).toHaveLength(1);
    expect(() => checkPlugins([weekly({ does: { start: 'other', data: {} } })])).toThrow('the schedule weekly-count starts the workflow "other", which is not of this plugin');
    expect(() => checkPlugins([weekly({ does: { start: 'lending', data: { borrower: 7 } } })])).toThrow('the data of the schedule weekly-count do not start "lending": borrower');
    expect(() => checkPlugins([weekly({ default: { every: 'month', on: 32, at: '08:30' } })])).toThrow('A day of the month is 1 to 31');
    expect(() => checkPlugins([weekly({ id: 'retention' })])).toThrow('The schedule retention is declared twice.');
  });
});
