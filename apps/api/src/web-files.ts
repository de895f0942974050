import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NotFoundException } from '@nestjs/common';
import { StationhouseError, text } from '@stationhouse/kernel';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { restError } from './rest-errors.js';

const ENTRY = 'index.html';
/** The built web app of the external surface: apps/web, external.html. */
export const EXTERNAL_ENTRY = 'external.html';
/** The names in here carry a hash of their content: they may be kept for ever. Everything else is asked for each time. */
const HASHED = 'assets/';

/** A built web app: its folder, and the page that every address opens. */
export interface WebApp {
  readonly folder: string;
  readonly entry?: string;
}

/** Paths of the API; every other path belongs to the web app. */
export function isApiPath(url: string): boolean {
  return /^\/(graphql|api|auth|health|metrics)(\/|\?|$)/.test(url);
}

/**
 * Serves the built web app: its files as they are on the disk at the moment – a new build needs no restart – and its
 * entry page at every address that a browser opens.
 * @throws StationhouseError SETTING_INVALID when it was never built
 */
export async function serveWebFiles(app: NestFastifyApplication, { folder, entry = ENTRY }: WebApp): Promise<void> {
  if (!existsSync(path.join(folder, entry))) {
    throw new StationhouseError('SETTING_INVALID', text('网页尚未构建，请先运行 npm run build。', 'The web app is not built. Run npm run build first.'));
  }
  await app.register(fastifyStatic as never, { root: folder, serve: false, dotfiles: 'ignore', immutable: true, maxAge: '365d' } as never);
  app.getHttpAdapter().getInstance().get('/*', async (request: FastifyRequest, reply: FastifyReply) => {
    const file = isApiPath(request.url) ? undefined : await fileAt(folder, request.url);
    if (file?.startsWith(HASHED) === true) return reply.sendFile(file);
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && !isApiPath(request.url);
    if (file !== undefined || wantsPage) return reply.header('cache-control', 'no-cache').sendFile(file ?? entry, { cacheControl: false });
    const { status, body } = restError(new NotFoundException());
    return reply.status(status).send(body);
  });
}

/** The file of the folder that an address names, relative to it; undefined for none, for hidden ones, and for whatever is not a plain path below. */
async function fileAt(folder: string, url: string): Promise<string | undefined> {
  const name = decoded(url.split('?', 1)[0] ?? '').slice(1);
  const plain = name !== '' && !/[\\\0]/.test(name) && name.split('/').every((part) => part !== '' && !part.startsWith('.'));
  if (!plain) return undefined;
  const found = await stat(path.join(folder, name)).catch(() => undefined);
  return found?.isFile() === true ? name : undefined;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
