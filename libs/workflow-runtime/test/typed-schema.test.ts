/** The types of its workflow are made here, and elsewhere with other classes. @own-modules */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDefinition } from '@stationhouse/workflow';
import { typedProblems } from '@stationhouse/workflow-runtime';
import { isEnumType, isObjectType, printType, type GraphQLSchema } from 'graphql';
import { openGraphql, type GraphqlWorld } from './graphql-world.js';
import { bareData, bareShape } from '../src/typed/bare-shape.js';
import { shapeOf, type TypedField } from '../src/typed/shape.js';
import { caseDefinition, casePlugin } from './typed-workflow.js';

/** A workflow whose data are these. */
const workflowWith = (data: string, id = 'ugly-case') =>
  parseDefinition(`workflow: ${id}
title: { zh-CN: 丑, en: Ugly }
number: "U-{station}-{yyyy}-{0000}"
startForm: begin
data: { type: object, properties: { ${data} } }
start: open
states:
  open: { title: { zh-CN: 在办, en: Open }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: over } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object } } }
`, `${id}.yaml`).definition;
const said = (...definitions: Parameters<typeof typedProblems>[0]) => typedProblems(definitions).map(({ at, text }) => `${at}: ${text.en}`);
const outline = (schema: GraphQLSchema, name: string) => {
  const type = schema.getType(name);
  if (isEnumType(type)) return type.getValues().map((value) => value.name).join(' ');
  return isObjectType(type) ? Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, String(field.type)])) : Object.fromEntries(Object.values((type as unknown as { getFields(): Record<string, { name: string; type: unknown }> }).getFields()).map((field) => [field.name, String(field.type)]));
};

describe('the types of a workflow', () => {
  let world: GraphqlWorld<never>;
  let other: GraphqlWorld<never>;
  const ugly = workflowWith(`mixed: { enum: [a, 1] }, either: { anyOf: [{ type: string }, { type: number }] }, tuple: { type: array, prefixItems: [{ type: string }] }, free: { type: object },
      maybe: { type: [integer, 'null'], enum: [1, 2, null] }, wide: { type: integer, maximum: 3000000000 }, tree: { type: object, properties: { leaf: { type: string }, branches: { type: array, items: { $ref: '#/properties/tree' } } } }`);
  beforeAll(async () => {
    world = await openGraphql<never>([casePlugin(), { id: 'ugly', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [ugly] }], true, () => ({}));
    other = await openGraphql<never>([casePlugin()], true, () => ({}));
  }, 120_000);
  afterAll(async () => {
    await other?.close();
    await world?.close();
  });

  it('say every property in its own type, nullable, described in both languages with its class', () => {
    expect(outline(world.schema, 'CaseFile')).toEqual({
      id: 'ID!', instance: 'Instance!', fields: '[FieldValue!]!',
      risk: 'CaseFileRisk', riskTitle: 'Text', dangers: '[CaseFileDanger]', dangersTitle: '[Text]', grade: 'Int', gradeTitle: 'Text',
      reference: 'String', place: 'String', summary: 'String', reporter: 'String', illness: 'String', persons: 'Int', fen: 'Float', share: 'Float', urgent: 'Boolean',
      dueOn: 'LocalDate', seenAt: 'DateTime', tags: '[String]', marks: '[Float]', site: 'CaseFileSite', parties: '[CaseFileParty!]', extra: 'JSON', matrix: 'JSON',
    });
    expect(outline(world.schema, 'CaseFileRisk')).toBe('red amber blue');
    expect(outline(world.schema, 'CaseFileSite')).toEqual({ area: 'String', keeper: 'String', contact: 'CaseFileSiteContact' });
    expect(outline(world.schema, 'CaseFileSiteContact')).toEqual({ name: 'String', since: 'LocalDate' });
    expect(outline(world.schema, 'CaseFileFilter')).toEqual({
      risk: 'CaseFileRiskFilter', dangers: 'CaseFileDangerFilter', grade: 'IntFilter', reference: 'TextFilter', place: 'TextFilter', summary: 'TextFilter', reporter: 'TextFilter', persons: 'IntFilter', fen: 'FloatFilter', share: 'FloatFilter',
      urgent: 'BooleanFilter', dueOn: 'LocalDateFilter', seenAt: 'DateTimeFilter', tags: 'TextListFilter', site: 'CaseFileSiteFilter', parties: 'CaseFilePartyListFilter',
      instance: 'InstanceConditions', fields: '[FieldFilter!]', and: '[CaseFileFilter!]', or: '[CaseFileFilter!]', not: 'CaseFileFilter',
    });
    expect(outline(world.schema, 'CaseFileOrderKey')).toBe('STARTED_AT CLOSED_AT risk grade reference place persons fen share urgent dueOn seenAt');
    const printed = printType(world.schema.getType('CaseFile') as never);
    expect(printed).toContain('简况 · Summary.\n  经过 · What happened.\n  P2: masked without a purpose.');
    expect(printed).toContain('病史 · Illness.\n  P3: always masked here.');
    const typed = world.schema.getQueryType()?.getFields() ?? {};
    expect([String(typed['caseFile']?.type), String(typed['caseFiles']?.type)]).toEqual(['CaseFile!', 'CaseFileConnection!']);
  });

  it('are the same in every composition of a process', () => {
    expect(printType(other.schema.getType('CaseFile') as never)).toBe(printType(world.schema.getType('CaseFile') as never));
    expect(outline(world.schema, 'Instance')).toMatchObject({ typed: 'InstanceData', fields: '[FieldValue!]!' });
  });

  it('are refused with the place and the mend for names GraphQL or the platform would not take', () => {
    expect(said(caseDefinition())).toEqual([]);
    expect(said(workflowWith('"bad-name": { type: string }'))).toEqual(['data.bad-name: "bad-name" cannot name a field. Write it in camelCase.']);
    expect(said(workflowWith('姓名: { type: string }'))).toEqual(['data.姓名: "姓名" cannot name a field. Write it in camelCase.']);
    expect(said(workflowWith('__type: { type: string }'))).toEqual(['data.__type: "__type" cannot name a field. Write it in camelCase.']);
    expect(said(workflowWith('instance: { type: string }'))).toEqual(['data.instance: the platform uses the name "instance" itself. Rename the field.']);
    expect(said(workflowWith('grade: { enum: [true1, "true"] }'))).toEqual(['data.grade: "true" cannot be the value of an enum. Write it in camelCase.']);
    expect(said(workflowWith('grade: { enum: ["on-site"] }'))).toEqual(['data.grade: "on-site" cannot be the value of an enum. Write it in camelCase.']);
    expect(said(workflowWith('grade: { enum: [a, b] }, gradeTitle: { type: string }'))).toEqual(['data.gradeTitle: "gradeTitle" stands for the titles of "grade". Rename the field.']);
    expect(said(workflowWith('party: { type: object, properties: { a: { type: string } } }, parties: { type: array, items: { type: object, properties: { a: { type: string } } } }'))).toEqual([
      'data.parties: the type UglyCaseParty is also that of ugly-case data.party. Rename one of them.',
      'data.parties: the type UglyCasePartyFilter is also that of ugly-case data.party. Rename one of them.',
    ]);
    expect(said(workflowWith('a: { type: string }', 'instance'))).toEqual(['workflow: instance: the platform has a type Instance itself. Rename this.', 'workflow: instance: the platform has a type InstanceConnection itself. Rename this.', 'workflow: instance: the platform has a type InstanceEdge itself. Rename this.', 'workflow: instance: the platform has a type InstanceFilter itself. Rename this.']);
    expect(said(workflowWith('fileFilter: { type: string }, file: { enum: [x] }', 'case'), workflowWith('a: { type: string }', 'case-file'))).toEqual([
      'workflow: case-file: the type CaseFile is also that of case data.file. Rename one of them.',
      'workflow: case-file: the type CaseFileFilter is also that of case data.file. Rename one of them.',
    ]);
  });

  it('are less where nobody must meet a person: what is personal, words and JSON have no field, and data hold nothing in their place', () => {
    const { shape } = shapeOf(caseDefinition());
    const bare = bareShape(shape);
    const outlined = (fields: readonly TypedField[]): unknown => Object.fromEntries(fields.map(({ key, typeName, fields: inner }) => [key, inner.length === 0 ? typeName : { [typeName]: outlined(inner) }]));
    expect([bare.typeName, bare.many, outlined(bare.fields)]).toEqual(['StudyCaseFile', 'studyCaseFiles', {
      risk: 'CaseFileRisk', dangers: 'CaseFileDanger', grade: '', persons: '', fen: '', share: '', urgent: '', dueOn: '', seenAt: '', marks: '',
      site: { StudyCaseFileSite: { contact: { StudyCaseFileSiteContact: { since: '' } } } }, parties: { StudyCaseFileParty: { side: 'CaseFilePartySide', age: '' } },
    }]);
    const kept = bareData(shape.fields, { risk: 'red', dangers: ['fire', 'a name'], grade: 2, reference: 'words', tags: ['words'], extra: { a: 'words' }, persons: 'words', site: { area: 'words', contact: { name: 'words', since: '2026-01-01' } }, parties: [{ name: 'words', side: 'first', age: 30, minor: true }, 'words'], unknown: 'words' });
    expect(JSON.stringify(kept)).not.toMatch(/words|name":"/);
    expect(kept).toMatchObject({ risk: 'red', dangers: null, grade: 2, persons: null, site: { area: null, contact: { name: null, since: '2026-01-01' } }, parties: [{ side: 'first', age: 30, minor: null }, null] });
    expect(said(workflowWith('record: { type: string }'))).toEqual(['data.record: the platform uses the name "record" itself. Rename the field.']);
    expect(said(workflowWith('a: { type: string }', 'file'), workflowWith('a: { type: string }', 'study-file'))[0]).toBe('workflow: study-file: the type StudyFile is also that of file workflow: file. Rename one of them.');
  });

  it('take what a schema may say and they cannot as JSON, and a schema that refers to itself to a depth', () => {
    expect(outline(world.schema, 'UglyCase')).toMatchObject({ mixed: 'JSON', either: 'JSON', tuple: 'JSON', free: 'JSON', maybe: 'Int', wide: 'Float', tree: 'UglyCaseTree' });
    expect(outline(world.schema, 'UglyCaseTreeBranchBranchBranchBranch')).toEqual({ leaf: 'String', branches: '[JSON]' });
  });
});
