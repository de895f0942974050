import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { AccessGuard } from '@stationhouse/access';
import { OperationsController } from './operations/operations.controller.js';
import { graphqlOptions } from './graphql/options.js';
import type { Surface } from './surface.js';

/** What the platform hands to every library and plugin by injection: made once, before Nest starts. */
@Module({})
class PlatformModule {
  static of(providers: Provider[]): DynamicModule {
    return { module: PlatformModule, global: true, providers, exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)) };
  }
}

/** The server's root module: the platform's instances, the surface's operations, one guard over all of them. */
@Module({})
export class AppModule {
  static of(surface: Surface): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.of([...surface.instances, ...surface.providers]),
        GraphQLModule.forRoot(graphqlOptions(surface.logger, surface.metrics, surface.fieldMiddleware)),
        ...surface.modules,
      ],
      controllers: [OperationsController, ...(surface.controllers as Type[])],
      providers: [{ provide: APP_GUARD, useClass: AccessGuard }, ...surface.resolvers],
    };
  }
}
