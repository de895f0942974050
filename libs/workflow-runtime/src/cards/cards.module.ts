import { Module, type DynamicModule } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { Notices } from '@stationhouse/notify';
import { CardsController } from './cards.controller.js';
import { CardsResolver } from './cards.resolver.js';
import { TaskCards, type TaskCardsOptions } from './cards.js';
import { CardNoticesResolver } from './notices.resolver.js';

/**
 * All that the external surface offers beside sign-in: task cards and the notices about them over GraphQL, photos over REST. It works with the
 * runtime, catalogue, attachments and notices of its process, so that both surfaces of one process are one house. Needs libs/access of that surface.
 */
@Module({})
export class CardsModule {
  static of({ notices, ...options }: Omit<TaskCardsOptions, 'gate'> & { readonly notices: Notices }): DynamicModule {
    const cards = { provide: TaskCards, useFactory: (gate: TenantGate) => new TaskCards({ ...options, gate }), inject: [TenantGate] };
    return { module: CardsModule, controllers: [CardsController], providers: [cards, { provide: Notices, useValue: notices }, CardsResolver, CardNoticesResolver] };
  }
}
