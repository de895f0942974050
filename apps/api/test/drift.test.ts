import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { matrixMarkdown, PermissionRegistry, roleOperationMatrix } from '@stationhouse/access';
import { findBreakingChanges, buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { openHouse, type House } from './support/house.js';

/** What is committed must be what the code says: `npm run generate` writes all of it anew. */
describe('generated files and the live schema', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ STATIONHOUSE_TEST_CLOCK: '0' });
  });
  afterAll(() => house?.close());

  it('schema.graphql is what the resolvers say', () => {
    const live = lexicographicSortSchema(house.server.app.get(GraphQLSchemaHost).schema);
    const committed = readFileSync('schema.graphql', 'utf8');
    expect(findBreakingChanges(buildSchema(committed), live)).toEqual([]);
    expect(`${printSchema(live)}\n`).toBe(committed);
  });

  it('docs/role-operations.md names every operation and who may call it', () => {
    const rows = roleOperationMatrix(house.server.app.get(ModulesContainer), house.server.app.get(PermissionRegistry));
    expect(rows.filter(({ access }) => access === 'refused')).toEqual([]);
    expect(matrixMarkdown(rows)).toBe(readFileSync('docs/role-operations.md', 'utf8'));
  });

  it('entities and migrations agree', async () => {
    expect(await house.test.database.entityDrift()).toEqual([]);
  });

  it('every table that names a station or bureau is under forced row-level security', async () => {
    const { rows } = await house.test.owner.query<{ name: string }>(
      `SELECT DISTINCT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p') AND a.attname IN ('station_id', 'bureau_id') AND NOT a.attisdropped
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'bullmq')
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
          AND has_any_column_privilege('stationhouse_app', c.oid, 'SELECT, INSERT, UPDATE')
        ORDER BY 1`,
    );
    expect(rows).toEqual([]);
  });

  it('the application role owns nothing', async () => {
    const { rows } = await house.test.owner.query(`SELECT relname FROM pg_class WHERE relowner = 'stationhouse_app'::regrole`);
    expect(rows).toEqual([]);
  });
});
