import 'reflect-metadata';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as read } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pino from 'pino';
import { serveHttp } from '../src/http.js';
import { Metrics } from '../src/operations/metrics.js';
import { Traffic } from '../src/operations/traffic.js';

@Module({})
class Nothing {}

describe('the web app’s files', () => {
  let root: string;
  let folder: string;
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'stationhouse-web-'));
    folder = path.join(root, 'dist');
    mkdirSync(path.join(folder, 'assets'), { recursive: true });
    writeFileSync(path.join(folder, 'index.html'), '<p>first</p>');
    writeFileSync(path.join(folder, 'assets/page-1.js'), 'one');
    writeFileSync(path.join(folder, 'favicon.svg'), '<svg/>');
    writeFileSync(path.join(folder, '.hidden'), 'secret');
    writeFileSync(path.join(root, 'outside.txt'), 'secret');
    mkdirSync(path.join(root, 'dist-other'));
    writeFileSync(path.join(root, 'dist-other/file.txt'), 'secret');
    symlinkSync('assets', path.join(folder, 'alias'));
    app = await NestFactory.create<NestFastifyApplication>(Nothing, new FastifyAdapter(), { logger: false });
    await serveHttp(app, { folder }, { metrics: new Metrics(), logger: pino({ level: 'silent' }), traffic: new Traffic(), uploadBytes: 1024, screens: [], stalledMs: 60_000 });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    rmSync(root, { recursive: true });
  });

  const get = (place: string, accept = '*/*', method = 'GET') => fetch(url + place, { method, headers: { accept } });

  it('are served as they are now: a new build needs no restart', async () => {
    expect(await (await get('/assets/page-1.js')).text()).toBe('one');
    expect((await get('/assets/page-2.js')).status).toBe(404);
    writeFileSync(path.join(folder, 'assets/page-2.js'), 'two');
    rmSync(path.join(folder, 'assets/page-1.js'));
    writeFileSync(path.join(folder, 'index.html'), '<p>second</p>');
    expect(await (await get('/assets/page-2.js')).text()).toBe('two');
    expect((await get('/assets/page-1.js')).status).toBe(404);
    expect(await (await get('/', 'text/html')).text()).toBe('<p>second</p>');
  });

  it('may be kept for ever, except the entry page, which is asked for each time', async () => {
    const asset = await get('/assets/page-2.js?x=1');
    expect([asset.status, asset.headers.get('cache-control'), asset.headers.get('content-type')]).toEqual([200, 'public, max-age=31536000, immutable', expect.stringMatching(/javascript; charset=utf-8/)]);
    expect(asset.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const place of ['/', '/index.html', '/tasks', '/incidents/019283a0-0000-7000-8000-000000000000?tab=timeline']) {
      const page = await get(place, 'text/html,application/xhtml+xml');
      expect([place, page.status, page.headers.get('cache-control'), await page.text()]).toEqual([place, 200, 'no-cache', '<p>second</p>']);
    }
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
    const head = await get('/assets/page-2.js', '*/*', 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '3', '']);
    const etag = (await get('/', 'text/html')).headers.get('etag') ?? '';
    expect(await raw('/index.html', `If-None-Match: ${etag}\r\n`)).toMatch(/^HTTP\/1\.1 304 /);
  });

  it('leave the API’s paths alone, and answer what is not there in the words of the API', async () => {
    for (const [place, accept] of [['/assets/none.js', '*/*'], ['/assets', '*/*'], ['/api/none', 'text/html'], ['/graphql/none', 'text/html'], ['/auth', 'text/html'], ['/%E0%A4%A', '*/*']] as const) {
      const answer = await get(place, accept);
      expect([place, answer.status === 404 || answer.status === 400]).toEqual([place, true]);
      expect(answer.headers.get('content-type')).toMatch(/json/);
    }
    expect(await (await get('/assets/none.js')).json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    expect((await get('/tasks', 'text/html', 'POST')).status).toBe(404);
  });

  /** As typed: fetch would tidy the path up first. */
  async function raw(place: string, header = ''): Promise<string> {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET ${place} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n${header}Connection: close\r\n\r\n`);
    return read(socket);
  }

  it.each([
    '/../outside.txt', '/assets/../../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets/..%2f..%2foutside.txt', '/%252e%252e/outside.txt', '/..\\outside.txt', '/..%5coutside.txt',
    '/../dist-other/file.txt', '/%2e%2e%2fdist-other/file.txt', '//etc/passwd', '/%2fetc/passwd', '/assets/%00/../page-2.js', '/page.js%00', '/.hidden', '/%2ehidden', '/assets/./page-2.js', '/assets//page-2.js', 'http://x/../outside.txt',
  ])('keep %s to themselves', async (place) => {
    const answer = await raw(place);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|403|404) /);
    expect(answer).not.toMatch(/secret|root:|two/);
  });
});
