import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { ModulesContainer } from '@nestjs/core';
import { matrixMarkdown, PermissionRegistry, roleOperationMatrix } from '@stationhouse/access';
import { readSettings, settingsReference, startServer } from '@stationhouse/api';
import { AUTHORED_SCHEMA_FILE, authoredJsonSchema, DEFINITION_SCHEMA_FILE, definitionJsonSchema, OVERLAY_SCHEMA_FILE, overlayJsonSchema } from '@stationhouse/workflow';
import { lexicographicSortSchema, printSchema } from 'graphql';

/**
 * `npm run generate`: writes what is made from the code – schema.graphql, schema.external.graphql, docs/settings.md, docs/role-operations.md, and the
 * JSON Schemas of workflow definitions and overlays.
 * The drift tests refuse a commit in which they differ.
 */
mkdirSync(path.dirname(DEFINITION_SCHEMA_FILE), { recursive: true });
writeFileSync(DEFINITION_SCHEMA_FILE, `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`);
writeFileSync(AUTHORED_SCHEMA_FILE, `${JSON.stringify(authoredJsonSchema(), null, 2)}\n`);
writeFileSync(OVERLAY_SCHEMA_FILE, `${JSON.stringify(overlayJsonSchema(), null, 2)}\n`);
const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-generate-'));
chmodSync(folder, 0o711);
const settings = readSettings({ STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '0', LOG_LEVEL: 'error', PORT: '1' });
const server = await startServer({ ...settings, port: 0, externalPort: 0 }, { role: 'api', surface: 'all', web: false, progress: () => undefined });
try {
  mkdirSync('docs', { recursive: true });
  writeFileSync('schema.graphql', `${printSchema(lexicographicSortSchema(server.app.get(GraphQLSchemaHost).schema))}\n`);
  const outside = server.external?.app.get(GraphQLSchemaHost).schema;
  if (outside === undefined) throw new Error('The external surface was not started.');
  writeFileSync('schema.external.graphql', `${printSchema(lexicographicSortSchema(outside))}\n`);
  writeFileSync('docs/role-operations.md', matrixMarkdown(roleOperationMatrix(server.app.get(ModulesContainer), server.app.get(PermissionRegistry))));
  writeFileSync('docs/settings.md', settingsReference());
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
