import { inLocale, isStationhouseError, StationhouseError, text, type Bilingual, type Locale } from '@stationhouse/kernel';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LIMITS } from './limits.js';

/** What a client can rely on in `extensions` of every error. */
export interface ErrorExtensions {
  readonly code: string;
  readonly text: { readonly zhCN: string; readonly en: string };
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly requestId?: string | undefined;
}

const UNKNOWN = text('服务内部出错，操作未完成。请重试；若仍失败，请把请求编号告诉管理员。', 'Something went wrong on our side and nothing was done. Try again; if it fails again, give the request id to your administrator.');

/** Wording for what GraphQL itself refuses, by Apollo's code. */
const PROTOCOL: Readonly<Record<string, Bilingual>> = {
  GRAPHQL_PARSE_FAILED: text(`查询语句有语法错误，或超过 ${LIMITS.tokens} 个词元。请改正或精简后重试。`, `The GraphQL document has a syntax error, or more than ${LIMITS.tokens} tokens. Correct or shorten it and try again.`),
  GRAPHQL_VALIDATION_FAILED: text(
    `查询与接口定义不符，或超出规模（最多 ${LIMITS.depth} 层、${LIMITS.aliases} 个别名、${LIMITS.directives} 个指令）。请检查字段与参数。`,
    `The GraphQL document does not fit the schema, or is larger than allowed (${LIMITS.depth} levels, ${LIMITS.aliases} aliases, ${LIMITS.directives} directives). Check its fields and arguments.`,
  ),
  BAD_USER_INPUT: text('参数不符合要求，请检查后重试。', 'A variable is not acceptable. Check it and try again.'),
  PERSISTED_QUERY_NOT_SUPPORTED: text('不支持按哈希发送查询，请发送完整的查询语句。', 'Queries are not kept by their hash here. Send the whole document.'),
  BAD_REQUEST: text('请求格式不正确。', 'The request is malformed.'),
  OPERATION_RESOLUTION_FAILURE: text('请求中没有可执行的操作。', 'The request names no operation that can be run.'),
  QUERY_TOO_COSTLY: text('查询过大，请减少层级、字段或条数。', 'The query is too costly. Ask for fewer levels, fields or rows.'),
};

/** The refusal behind an error, if it is one of ours, however deep the frameworks wrapped it. */
export function refusalBehind(error: unknown): StationhouseError | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (isStationhouseError(cause)) return cause;
    cause = cause instanceof GraphQLError && cause.originalError !== undefined ? cause.originalError : cause.cause;
  }
  return undefined;
}

/**
 * Turns any error into what a client sees: a stable code, both languages, nothing internal. Unknown errors keep their
 * secrets: the client gets INTERNAL and the request id, the log gets the rest.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  request: { locale: Locale; requestId?: string | undefined },
): GraphQLFormattedError {
  const refusal = refusalBehind(error);
  const code = String(formatted.extensions?.['code'] ?? 'INTERNAL');
  const place = { locations: formatted.locations, path: formatted.path };
  if (refusal !== undefined) {
    return shape(inLocale(refusal.text, request.locale), { code: refusal.code, text: both(refusal.text), details: refusal.details, requestId: request.requestId }, place);
  }
  const protocol = PROTOCOL[code];
  if (protocol !== undefined) {
    // GraphQL's own message names the field and place, and holds nothing but what the client sent.
    return shape(formatted.message, { code, text: both(protocol), requestId: request.requestId }, place);
  }
  return shape(inLocale(UNKNOWN, request.locale), { code: 'INTERNAL', text: both(UNKNOWN), requestId: request.requestId }, place);
}

/** True for an error that is a fault of the server: to be logged. */
export function isFault(formatted: GraphQLFormattedError): boolean {
  return formatted.extensions?.['code'] === 'INTERNAL';
}

function both(bilingual: Bilingual): { zhCN: string; en: string } {
  return { zhCN: bilingual['zh-CN'], en: bilingual.en };
}

function shape(message: string, extensions: ErrorExtensions, place: Pick<GraphQLFormattedError, 'locations' | 'path'>): GraphQLFormattedError {
  return {
    message,
    ...(place.locations === undefined ? {} : { locations: place.locations }),
    ...(place.path === undefined ? {} : { path: place.path }),
    extensions: Object.fromEntries(Object.entries(extensions).filter(([, value]) => value !== undefined)),
  };
}
