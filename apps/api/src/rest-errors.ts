import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { findRequest } from '@stationhouse/access';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { DEFAULT_LOCALE, inLocale, isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { ErrorExtensions } from './graphql/errors.js';
import { errorFacts } from './logging.js';

/** The body of every refused REST request. */
export interface RestError {
  readonly error: {
    readonly code: string;
    readonly message: { readonly zhCN: string; readonly en: string };
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

const BY_STATUS: Readonly<Record<number, [code: string, message: Bilingual]>> = {
  400: ['BAD_INPUT', text('请求格式不正确，请检查后重试。', 'The request is malformed. Correct it and try again.')],
  404: ['NOT_FOUND', text('没有这个地址。', 'There is nothing at this address.')],
  413: ['BAD_INPUT', text('请求内容过大。', 'The request is too large.')],
  415: ['BAD_INPUT', text('不支持这种内容类型。', 'This content type is not supported.')],
  429: ['TOO_MANY_REQUESTS', text('请求过于频繁，请稍后再试。', 'Too many requests. Wait a moment and try again.')],
};

const FAULT: [string, Bilingual] = ['INTERNAL', text('服务内部出错，操作未完成，请重试。', 'Something went wrong on our side and nothing was done. Try again.')];

/** Turns any error of a REST route into its status and body; what is not ours keeps its inner wording to itself. */
export function restError(error: unknown): { status: number; body: RestError } {
  if (isStationhouseError(error)) return { status: error.status, body: body(error.code, error.text, error.details) };
  const status = statusOf(error);
  const [code, message] = BY_STATUS[status] ?? FAULT;
  return { status, body: body(code, message) };
}

/** Answers a refused request with {@link restError}; a fault of ours is logged. */
export function answerRefusal(logger: Logger): (error: unknown, reply: FastifyReply) => void {
  return (error, reply) => {
    const { status, body: shown } = restError(error);
    if (status >= 500) logger.error({ requestId: findRequest()?.requestId, err: errorFacts(error) }, 'request fault');
    if (status === 429) void reply.header('retry-after', String(shown.error.details?.['seconds'] ?? 1));
    void reply.status(status).send(isGraphql(reply.request.url) ? asGraphql(shown) : shown);
  };
}

/** Answers every refused REST request of Nest's; GraphQL shapes its errors itself. */
@Catch()
export class RestErrorFilter implements ExceptionFilter {
  private readonly answer: ReturnType<typeof answerRefusal>;

  constructor(logger: Logger) {
    this.answer = answerRefusal(logger);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    this.answer(error, host.switchToHttp().getResponse<FastifyReply>());
  }
}

/** Who refuses a GraphQL request before it is read answers in GraphQL's words all the same. */
function isGraphql(url: string): boolean {
  return url.split('?')[0] === '/graphql';
}

function asGraphql({ error: { code, message, details } }: RestError): { errors: readonly { readonly message: string; readonly extensions: ErrorExtensions }[] } {
  const request = findRequest();
  const said = text(message.zhCN, message.en);
  return { errors: [{ message: inLocale(said, request?.locale ?? DEFAULT_LOCALE), extensions: { code, text: message, ...(details === undefined ? {} : { details }), ...(request === undefined ? {} : { requestId: request.requestId }) } }] };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function body(code: string, message: Bilingual, details?: Readonly<Record<string, unknown>>): RestError {
  return { error: { code, message: { zhCN: message['zh-CN'], en: message.en }, ...(details === undefined ? {} : { details }) } };
}
