import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_SETTINGS, AccessModule, serveRequestContext, Sessions, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { durationMilliseconds } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { PublicDesk, PublicModule } from '@stationhouse/plugin-api';
import { Attachments, CardsModule, HandInDoor, HandInDoorModule, workCards, WorkflowCatalog, WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { createApp } from './app.module.js';
import type { Composition } from './composition.js';
import { serveHttp } from './http.js';
import { listen } from './listen.js';
import { HealthController } from './operations/operations.controller.js';
import { Traffic } from './operations/traffic.js';
import type { Surface } from './surface.js';
import { isApiPath, type WebApp } from './web-files.js';

/** Sign-ins, unlocks and refreshes per network address and minute: units sit alone behind theirs, unlike a station. */
const ATTEMPTS_PER_MINUTE = 30;

/**
 * Serves the external surface: an application of its own, on a port and so an origin of its own, that holds sign-in for external
 * accounts, task cards and what a bureau lets anybody ask – no other resolver, route or subscription is in it. It works with the runtime of the house.
 * @param inside the application that holds the runtime; it need not listen
 */
export async function openExternal(inside: NestFastifyApplication, composition: Composition, { web }: { readonly web: WebApp | undefined }): Promise<{ url: string; app: NestFastifyApplication }> {
  const { parts, traffic } = composition;
  const { settings, metrics, logger } = parts;
  const app = await createApp(externalSurface(inside, composition));
  await serveHttp(app, web, { metrics, logger, traffic, uploadBytes: photoBytes(settings.externalPhotoMegabytes), screens: composition.surface.screens, stalledMs: durationMilliseconds(settings.stalledClient) });
  serveRequestContext(app.getHttpAdapter().getInstance(), app.get(Sessions), isApiPath);
  await app.init();
  return { app, url: await listen(app, settings.externalHost, settings.externalPort, 'EXTERNAL_PORT') };
}

function externalSurface(inside: NestFastifyApplication, { parts, traffic, surface }: Composition): Surface {
  const { settings, logger, metrics, database } = parts;
  const access = inside.get<AccessSettings>(ACCESS_SETTINGS);
  const attemptsPerMinute = Math.min(access.attemptsPerMinute, parts.access?.attemptsPerMinute ?? ATTEMPTS_PER_MINUTE);
  return {
    logger,
    metrics,
    instances: [
      { provide: Database, useValue: database },
      { provide: Traffic, useValue: traffic },
    ],
    modules: [
      AccessModule.forRoot({ permissions: [workCards], settings: { ...access, surface: 'external', publicUrl: settings.externalPublicUrl, attemptsPerMinute } }),
      CardsModule.of({ catalog: inside.get(WorkflowCatalog), runtime: inside.get(WorkflowRuntime), attachments: inside.get(Attachments, { strict: false }), notices: inside.get(Notices, { strict: false }), photoBytes: photoBytes(settings.externalPhotoMegabytes) }),
      HandInDoorModule.of(inside.get(HandInDoor, { strict: false })),
      PublicModule.of(inside.get(PublicDesk), inside.get(Attachments, { strict: false })),
    ],
    controllers: [HealthController],
    screens: surface.screens,
    introspection: false,
    bodyMegabytes: 1,
  };
}

function photoBytes(megabytes: number): number {
  return megabytes * 1024 * 1024;
}
