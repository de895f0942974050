/**
 * A server of fictional data for looking at pages and for tests without a database: `node --import @swc-node/register/esm-register
 * apps/web/test/mock.ts [port]` serves the built web app, the REST routes and GraphQL of the contract. Tests only.
 * Sign-ins: any login with password `demo`; `locked` is locked out, `totp` asks for a code, `bureau` is the bureau administrator.
 */
import { buildSchema, execute, parse, subscribe, type ExecutionResult } from 'graphql';
import { useServer as serveLive } from 'graphql-ws/use/ws';
import { readFileSync, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import { resolvers, type MockState } from './mock-data.ts';

const root = join(import.meta.dirname, '../../..');
const dist = join(root, 'apps/web/dist');
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, zhCN: string, en: string, details: object = {}): void {
  json(response, status, { error: { code, message: { zhCN, en }, details } });
}

/** Starts the mock; resolves when it listens. */
export async function startMock(port = 4310): Promise<{ server: Server; state: MockState; close: () => Promise<void> }> {
  const state: MockState = { login: 'lin', locked: false, fail: undefined };
  const rootValue = resolvers(state);
  const server = createServer((request, response) => {
    answer(request, response, state, rootValue).catch((error: unknown) => refuse(response, 500, 'INTERNAL', String(error), String(error)));
  });
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  serveLive({ schema, roots: { subscription: rootValue as Record<string, unknown> }, execute, subscribe }, sockets);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => { for (const client of sockets.clients) client.terminate(); server.closeAllConnections(); server.close(() => resolve()); });
  return { server, state, close };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: MockState, rootValue: object): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname.startsWith('/auth/')) return auth(url.pathname, request, response, state);
  if (url.pathname === '/graphql') return graphql(request, response, state, rootValue);
  if (url.pathname.startsWith('/api/')) {
    await bodyOf(request);
    if (url.pathname.endsWith('errors.csv')) { response.writeHead(200, { 'content-type': 'text/csv' }); response.end('line,column,value,reason\n12,timeStamp,bad,not a time\n'); return; }
    return json(response, 200, { id: 'import-new' });
  }
  serveFile(url.pathname, response);
}

async function auth(path: string, request: IncomingMessage, response: ServerResponse, state: MockState): Promise<void> {
  const body = JSON.parse((await bodyOf(request)).toString() || '{}') as { login?: string; password?: string; code?: string };
  const tokens = { accessToken: 'token', expiresInSeconds: 600 };
  const cookie = { 'set-cookie': 'refresh=1; HttpOnly; SameSite=Strict; Path=/auth' };
  if (path === '/auth/sign-out') return json(response, 200, {}, { 'set-cookie': 'refresh=; Max-Age=0; Path=/auth' });
  if (path === '/auth/refresh') {
    return request.headers.cookie?.includes('refresh=1') ? json(response, 200, tokens, cookie) : refuse(response, 401, 'UNAUTHENTICATED', '请先登录。', 'Sign in first.');
  }
  if (body.login === 'locked') return refuse(response, 429, 'ACCOUNT_LOCKED', '密码连续输错 5 次，账号已锁定。', 'Five wrong passwords in a row: the account is locked.', { minutes: 15 });
  if (body.password !== 'demo') return refuse(response, 401, 'SIGN_IN_FAILED', '账号或密码不正确，请核对后重试。', 'The login or the password is wrong. Check them and try again.');
  if (body.login === 'totp' && body.code === undefined) return refuse(response, 401, 'SECOND_FACTOR_REQUIRED', '请输入动态验证码。', 'Enter the code.');
  state.locked = false;
  if (body.login) state.login = body.login;
  json(response, 200, tokens, cookie);
}

async function graphql(request: IncomingMessage, response: ServerResponse, state: MockState, rootValue: object): Promise<void> {
  const { query, variables, operationName } = JSON.parse((await bodyOf(request)).toString()) as { query: string; variables: Record<string, unknown>; operationName: string };
  if (state.locked) return json(response, 200, { errors: [{ message: 'locked', extensions: { code: 'SESSION_LOCKED', text: { zhCN: '已锁定', en: 'Locked' } } }] });
  if (state.fail === operationName) return json(response, 200, { errors: [{ message: 'down', extensions: { code: 'DATABASE_UNAVAILABLE', text: { zhCN: '数据库暂时不可用，已保存的内容不受影响，请稍后重试。', en: 'The database is out of reach. What is saved is safe. Try again later.' } } }] });
  const result = await execute({ schema, document: parse(query), rootValue, variableValues: variables, operationName }) as ExecutionResult;
  json(response, 200, result);
}

function serveFile(path: string, response: ServerResponse): void {
  const file = join(dist, path);
  const found = path !== '/' && existsSync(file) ? file : join(dist, 'index.html');
  if (!existsSync(found)) return refuse(response, 404, 'NOT_FOUND', '先构建网页。', 'Build the web app first.');
  response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream', 'content-security-policy': CSP });
  response.end(readFileSync(found));
}

if (process.argv[1] === import.meta.filename) {
  const port = Number(process.argv[2] ?? 4310);
  await startMock(port);
  console.log(`http://127.0.0.1:${port}`);
}
