import type { ApiText } from './words.js';

/** A failure as a reader needs it: a stable code, what happened, and whether trying again may help. */
export interface Failure {
  readonly code: string;
  readonly text: ApiText;
  readonly details?: Readonly<Record<string, unknown>>;
  /** True when the server was not reached or broke: the same request may succeed later. */
  readonly passing: boolean;
}

/** A refusal of one of the REST routes. */
export class RestError extends Error {
  override readonly name = 'RestError';
  constructor(readonly code: string, readonly text: ApiText, readonly details: Record<string, unknown> | undefined, readonly status: number) {
    super(`${code}: ${text.en}`);
  }
}

const UNREACHED: Failure = {
  code: 'NETWORK',
  text: { zhCN: '连接不上服务器。已保存的内容不受影响，请检查网络后重试。', en: 'The server cannot be reached. What is saved is safe. Check the network and try again.' },
  passing: true,
};

const UNKNOWN: Failure = {
  code: 'INTERNAL',
  text: { zhCN: '系统出错，这一步没有完成。已保存的内容不受影响，请稍后重试。', en: 'Something broke and this step was not done. What is saved is safe. Try again later.' },
  passing: true,
};

const PASSING = new Set(['INTERNAL', 'DATABASE_UNAVAILABLE', 'NETWORK', 'TOO_MANY_REQUESTS', 'LOOKUP_FAILED']);

interface GraphQLErrorLike {
  readonly extensions?: { readonly code?: unknown; readonly text?: unknown; readonly details?: unknown };
}

/** Reads the first refusal out of whatever was thrown: GraphQL errors, a REST refusal, a broken connection. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RestError) {
    return { code: error.code, text: error.text, passing: PASSING.has(error.code), ...(error.details ? { details: error.details } : {}) };
  }
  for (const { extensions } of graphqlErrorsOf(error)) {
    const text = readText(extensions?.text);
    const code = typeof extensions?.code === 'string' ? extensions.code : 'INTERNAL';
    if (text === undefined) return { ...UNKNOWN, code };
    const details = isRecord(extensions?.details) ? { details: extensions.details } : {};
    return { code, text, passing: PASSING.has(code), ...details };
  }
  return error instanceof TypeError || isNetworkError(error) ? UNREACHED : UNKNOWN;
}

/** The code of whatever was thrown. */
export function codeOf(error: unknown): string {
  return failureOf(error).code;
}

function graphqlErrorsOf(error: unknown): GraphQLErrorLike[] {
  if (!isRecord(error)) return [];
  const { errors, graphQLErrors, result } = error as { errors?: unknown; graphQLErrors?: unknown; result?: unknown };
  for (const list of [errors, graphQLErrors, isRecord(result) ? result['errors'] : undefined]) {
    if (Array.isArray(list) && list.length > 0) return list.filter(isRecord);
  }
  // A server error whose body is a GraphQL answer keeps it as text.
  const { bodyText } = error as { bodyText?: unknown };
  if (typeof bodyText !== 'string') return [];
  try {
    const body: unknown = JSON.parse(bodyText);
    return isRecord(body) && Array.isArray(body['errors']) ? body['errors'].filter(isRecord) : [];
  } catch {
    return [];
  }
}

function isNetworkError(error: unknown): boolean {
  return isRecord(error) && (error['name'] === 'ServerError' || error['name'] === 'NetworkError');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A text in the API's shape or in the kernel's. */
export function readText(value: unknown): ApiText | undefined {
  if (!isRecord(value)) return undefined;
  const zhCN = value['zhCN'] ?? value['zh-CN'];
  const en = value['en'];
  return typeof zhCN === 'string' && typeof en === 'string' ? { zhCN, en } : undefined;
}
