import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { parseDefinition } from '@stationhouse/workflow';
import { typedProblems } from '@stationhouse/workflow-runtime';
import { printType } from 'graphql';
import { openGraphql, type GraphqlWorld } from './graphql-world.js';
import { caseDefinition, casePlugin } from './typed-workflow.js';

describe('the schema of a typed workflow', () => {
  let world: GraphqlWorld<never>;
  let here: TestStation;
  beforeAll(async () => {
    world = await openGraphql<never>([casePlugin()], true, ({ station }) => ({ stationId: station.id }));
    [here] = (await createTestStations(world.test, 1)) as [TestStation];
  });
  afterAll(() => world.close());

  it('prints', () => {
    for (const [name, type] of Object.entries(world.schema.getTypeMap())) if (name.startsWith('CaseFile')) console.log(printType(type));
    expect(here).toBeDefined();
    expect(typedProblems([caseDefinition()])).toEqual([]);
    expect(parseDefinition).toBeDefined();
  });
});
