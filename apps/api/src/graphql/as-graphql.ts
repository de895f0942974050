import type { StationhouseError } from '@stationhouse/kernel';
import { GraphQLError } from 'graphql';

/** A refusal before execution: Apollo takes its HTTP status from the error's extensions. */
export function asGraphql(refusal: StationhouseError): GraphQLError {
  return new GraphQLError(refusal.message, { originalError: refusal, extensions: { code: refusal.code, http: { status: refusal.status } } });
}
