import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isObjectType, isUnionType, parse, printSchema, validate, type GraphQLNamedType, type GraphQLType } from 'graphql';
import { describedSchema, localised, localisedLine } from '../src/graphql/descriptions/localised.js';
import { ZH_CN } from '../src/graphql/descriptions/zh-cn.js';

/** What an analyst reads of: every description that these queries lead to is there in Chinese. */
const READ_BY_ANALYSTS = [
  'me', 'roles', 'permissions', 'stations', 'station', 'metrics', 'metricSeries', 'incidents', 'incident', 'incidentCounts', 'incidentCategories', 'incidentOutcomes', 'instances', 'instance', 'workflows',
  'disputeMediation', 'disputeMediations', 'apiKeys', 'apiKeyPermissions', 'apiKeyDays', 'savedQueries', 'savedQuery', 'queryExamples', 'queryCost',
  'figureRecords', 'studySubjects', 'myStudies', 'studyBudget', 'studyColumns', 'studyRecords', 'studyIncidents', 'studyDisputeMediations', 'myStudyReleases', 'hotSpots', 'directedPatrol', 'processMap', 'processWorkflows',
  'dashboards', 'dashboard', 'dashboardDeliveries', 'dashboardIssues', 'dashboardReceivers',
];

const schema = buildSchema(readFileSync(path.resolve(import.meta.dirname, '../../../schema.graphql'), 'utf8'));

const namedTypeOf = (type: GraphQLType): GraphQLNamedType => getNamedType(type) as GraphQLNamedType;

/** Every description of a type and its parts, by its coordinate; `next` are the types it leads to. */
function descriptionsOf(type: GraphQLNamedType): { readonly said: [string, string | null | undefined][]; readonly next: GraphQLNamedType[] } {
  const said: [string, string | null | undefined][] = [[type.name, type.description]];
  const next: GraphQLNamedType[] = [];
  const fields = isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
  for (const field of fields) {
    said.push([`${type.name}.${field.name}`, field.description]);
    next.push(namedTypeOf(field.type));
    for (const argument of 'args' in field ? field.args : []) {
      said.push([`${type.name}.${field.name}(${argument.name}:)`, argument.description]);
      next.push(namedTypeOf(argument.type));
    }
  }
  if (isEnumType(type)) said.push(...type.getValues().map(({ name, description }): [string, string | null | undefined] => [`${type.name}.${name}`, description]));
  if (isUnionType(type)) next.push(...type.getTypes());
  return { said, next };
}

const linesOf = (said: readonly [string, string | null | undefined][]) => said.flatMap(([coordinate, description]) => (description ?? '').split('\n').map((line) => [coordinate, line] as const));

describe('the descriptions of the schema', () => {
  const query = schema.getQueryType();

  it('are in Chinese wherever an analyst reads', () => {
    const fields = READ_BY_ANALYSTS.map((name) => query?.getFields()[name]);
    expect(READ_BY_ANALYSTS.filter((_, index) => fields[index] === undefined)).toEqual([]);
    const seen = new Set<GraphQLNamedType>();
    const said: [string, string | null | undefined][] = [];
    const visit = (type: GraphQLNamedType) => {
      if (seen.has(type)) return;
      seen.add(type);
      const found = descriptionsOf(type);
      said.push(...found.said);
      found.next.forEach(visit);
    };
    for (const field of fields) {
      if (field === undefined) continue;
      said.push([`Query.${field.name}`, field.description], ...field.args.map((argument): [string, string | null | undefined] => [`Query.${field.name}(${argument.name}:)`, argument.description]));
      [field.type, ...field.args.map(({ type }) => type)].map(namedTypeOf).forEach(visit);
    }
    expect(said.length).toBeGreaterThan(800);
    const missing = linesOf(said).filter(([, line]) => line.trim() !== '' && localisedLine(line, 'zh-CN') === undefined).map(([coordinate, line]) => `${coordinate}: ${line}`);
    expect(missing).toEqual([]);
  });

  it('hold nothing in Chinese that no longer stands in the schema', () => {
    const all = new Set(linesOf(Object.values(schema.getTypeMap()).flatMap((type) => descriptionsOf(type).said)).map(([, line]) => line.replace(/(?<=^(?:One instance|The instances|The records) of )dispute-mediation/, '{workflow}')));
    expect(Object.keys(ZH_CN).filter((line) => !all.has(line))).toEqual([]);
    expect(Object.entries(ZH_CN).filter(([, said]) => !/\p{Script=Han}/u.test(said) && !/^[A-Z]{2}-|^P\d/.test(said)).map(([line]) => line)).toEqual([]);
  });

  it('stand in a schema that takes every query the guides print', () => {
    const folder = path.resolve(import.meta.dirname, '../../../docs/guides');
    const printed = readdirSync(folder).flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/```graphql\n([^]*?)```/g)].map(([, query = '']) => ({ file, query })));
    expect(printed.length).toBeGreaterThan(5);
    expect(printed.flatMap(({ file, query }) => validate(schema, parse(query)).map(({ message }) => `${file}: ${message}`))).toEqual([]);
  });

  it('are all that differs between the languages', () => {
    const shape = (text: string) => text.replaceAll(/"""[\s\S]*?"""\n?/g, '').replaceAll(/\n\s*\n/g, '\n');
    const [chinese, english] = [describedSchema(schema, 'zh-CN'), describedSchema(schema, 'en')].map((described) => shape(printSchema(described)));
    expect(chinese).toBe(shape(printSchema(schema)));
    expect(english).toBe(chinese);
  });

  it('say a workflow’s own words to each in their language, and pass on what nobody said in Chinese', () => {
    expect(localised('风险等级 · Risk.\nP2: masked without a purpose.', 'zh-CN')).toBe('风险等级\nP2：未填用途时遮蔽。');
    expect(localised('风险等级 · Risk.\nP2: masked without a purpose.', 'en')).toBe('Risk.\nP2: masked without a purpose.');
    expect(localised('One instance of night-watch, by its id or its number. With a purpose, and a role that reads P2, in full; that read is recorded. Errors: NOT_FOUND, BAD_INPUT, PURPOSE_REQUIRED.', 'zh-CN')).toMatch(/^night-watch 的一件事项/);
    expect(localised('What nobody translated.', 'zh-CN')).toBe('What nobody translated.');
  });
});
