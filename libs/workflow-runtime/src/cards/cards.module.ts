import { Module, type DynamicModule } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { CardsController } from './cards.controller.js';
import { CardsResolver } from './cards.resolver.js';
import { TaskCards, type TaskCardsOptions } from './cards.js';

/**
 * All that the external surface offers beside sign-in: task cards over GraphQL, photos over REST. It works with the runtime,
 * catalogue and attachments of its process, so that both surfaces of one process are one house. Needs libs/access of that surface.
 */
@Module({})
export class CardsModule {
  static of(options: Omit<TaskCardsOptions, 'gate'>): DynamicModule {
    const cards = { provide: TaskCards, useFactory: (gate: TenantGate) => new TaskCards({ ...options, gate }), inject: [TenantGate] };
    return { module: CardsModule, controllers: [CardsController], providers: [cards, CardsResolver] };
  }
}
