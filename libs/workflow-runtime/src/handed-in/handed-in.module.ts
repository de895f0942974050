import { Module, type DynamicModule } from '@nestjs/common';
import { HandInDoorController } from './door.controller.js';
import { HandInDoor } from './door.js';

/** Handing in photos on an external surface: the door of the house, and nothing else of it. */
@Module({})
export class HandInDoorModule {
  static of(door: HandInDoor): DynamicModule {
    return { module: HandInDoorModule, controllers: [HandInDoorController], providers: [{ provide: HandInDoor, useValue: door }] };
  }
}
