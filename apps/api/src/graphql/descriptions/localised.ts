import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { findRequest } from '@stationhouse/access';
import { DEFAULT_LOCALE, type Locale } from '@stationhouse/kernel';
import { buildASTSchema, execute, Kind, parse, printSchema, visit, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { ZH_CN } from './zh-cn.js';

/** Between the Chinese and the English words of a description that a workflow brings. */
const BETWEEN = ' · ';
/** The workflow that a description of its own queries names. */
const WORKFLOW = /(?<=^(?:One instance|The instances|The records) of )[a-z0-9]+(?:-[a-z0-9]+)*(?=, by its id| at one station| in one’s study)/;

/**
 * One description for a reader of a language. Descriptions are written in English, line by line in the catalogue for Chinese; a workflow’s
 * own words come in both languages on one line.
 */
export function localised(description: string, locale: Locale): string {
  return description.split('\n').map((line) => localisedLine(line, locale) ?? line).join('\n');
}

/** A line in a language; undefined where the catalogue lacks it. */
export function localisedLine(line: string, locale: Locale): string | undefined {
  const [chinese, english] = line.split(BETWEEN, 2);
  if (english !== undefined && /\p{Script=Han}/u.test(chinese ?? '')) return locale === 'zh-CN' ? chinese : english;
  if (locale !== 'zh-CN' || line.trim() === '') return line;
  const workflow = WORKFLOW.exec(line)?.[0] ?? '';
  return ZH_CN[line.replace(WORKFLOW, '{workflow}')]?.replace('{workflow}', workflow);
}

/** The same schema, described in a language; it answers introspection and nothing else. */
export function describedSchema(schema: GraphQLSchema, locale: Locale): GraphQLSchema {
  const document: DocumentNode = visit(parse(printSchema(schema)), {
    // A description is the one string that a definition of types holds itself; others stand for defaults and reasons.
    enter: (node) => ('description' in node && node.description !== undefined ? { ...node, description: { ...node.description, value: localised(node.description.value, locale) } } : undefined),
  });
  return buildASTSchema(document, { assumeValid: true });
}

/** Answers what asks for nothing but the schema with descriptions in the asker's language. */
export function describingPlugin(): ApolloServerPlugin {
  const described = new Map<Locale, GraphQLSchema>();
  const schemaFor = (schema: GraphQLSchema, locale: Locale) => {
    const known = described.get(locale) ?? describedSchema(schema, locale);
    described.set(locale, known);
    return known;
  };
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, request }) {
          if (!asksForSchemaOnly(operation)) return null;
          const locale = findRequest()?.locale ?? DEFAULT_LOCALE;
          const singleResult = await execute({ schema: schemaFor(schema, locale), document, variableValues: request.variables, operationName: request.operationName });
          return { http: { status: undefined, headers: new HeaderMap([['content-language', locale]]) }, body: { kind: 'single', singleResult } };
        },
      };
    },
  };
}

/** @param asked undefined for a document of several operations of which none is named */
function asksForSchemaOnly(asked: OperationDefinitionNode | undefined): boolean {
  return asked?.operation === 'query' && asked.selectionSet.selections.every((selection) => selection.kind === Kind.FIELD && (selection.name.value === '__schema' || selection.name.value === '__type'));
}
