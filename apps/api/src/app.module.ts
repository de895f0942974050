import 'reflect-metadata';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { graphqlOptions } from './graphql/options.js';
import { nestLogger } from './logging.js';
import type { Surface } from './surface.js';

/** What the platform hands to every library and plugin by injection: made once, before Nest starts. */
@Module({})
class PlatformModule {
  static of(instances: readonly Provider[]): DynamicModule {
    const providers = [...instances];
    return { module: PlatformModule, global: true, providers, exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)) };
  }
}

/** The server's root module. The one guard over all operations comes with libs/access. */
@Module({})
export class AppModule {
  static of(surface: Surface): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.of(surface.instances), GraphQLModule.forRoot(graphqlOptions(surface)), ...surface.modules],
      controllers: [...surface.controllers],
    };
  }
}

/** The Nest application of a surface, before it listens. */
export function createApp(surface: Surface): Promise<NestFastifyApplication> {
  // Names in a proxied set-up come from the proxy in front; the body limit keeps a JSON bomb out of memory. What arrives on an open
  // connection while the server closes is served, and told to come elsewhere next time.
  const adapter = new FastifyAdapter({ bodyLimit: surface.bodyMegabytes * 1024 * 1024, trustProxy: 'loopback', return503OnClosing: false, routerOptions: { maxParamLength: 200 } });
  return NestFactory.create<NestFastifyApplication>(AppModule.of(surface), adapter, { logger: nestLogger(surface.logger), abortOnError: false });
}
