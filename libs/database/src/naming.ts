import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** `receivedAt` in code is `received_at` in the database; tables are named by their entity's decorator. */
export class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined, embeddedPrefixes: string[]): string {
    const name = customName ?? propertyName.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
    return embeddedPrefixes.length === 0 ? name : `${embeddedPrefixes.join('_')}_${name}`;
  }
}
