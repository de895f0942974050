import type { ApolloServerPlugin } from '@apollo/server';
import { findInFields, textRefused, type TextScreen } from '@stationhouse/workflow';
import { OperationTypeNode, valueFromASTUntyped, visit, type DocumentNode } from 'graphql';
import { asGraphql } from './as-graphql.js';

/** Answers of forms: the runtime looks at them, which knows whose workflow they belong to and what it takes where. */
const ANSWERS: ReadonlySet<string> = new Set(['data', 'form', 'payload', 'rows']);

/**
 * Refuses a mutation in whose arguments – reasons, notes, comments, names – stands what must never be written down, and a read whose purpose
 * holds it, before any resolver sees it: whatever operation is added, it is behind this door.
 */
export function screeningPlugin(screens: readonly TextScreen[]): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (screens.length === 0 || operation === undefined) return;
          const given = argumentsOf(document, request.variables ?? {}, operation.operation === OperationTypeNode.MUTATION);
          const found = given.flatMap(([name, value]) => findInFields(screens, value, name));
          if (found.length > 0) throw asGraphql(textRefused(found));
        },
      };
    },
  };
}

/** What a document gives: all of it where it changes something, else why somebody asks. */
function argumentsOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>, changes: boolean): readonly (readonly [name: string, value: unknown])[] {
  const given: [string, unknown][] = [];
  visit(document, {
    Argument({ name, value }) {
      if (!changes && name.value !== 'purpose') return;
      const said: unknown = valueFromASTUntyped(value, variables as Record<string, never>);
      if (typeof said === 'string' || !ANSWERS.has(name.value)) given.push([name.value, said]);
    },
  });
  return given;
}
