import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { graphqlOptions } from './graphql/options.js';
import { OperationsController } from './operations/operations.controller.js';
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
      imports: [PlatformModule.of(surface.instances), GraphQLModule.forRoot(graphqlOptions(surface.logger, surface.metrics, surface.fieldMiddleware)), ...surface.modules],
      controllers: [OperationsController],
    };
  }
}
