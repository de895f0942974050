import type { Migration } from '@stationhouse/database';
import { Incidents1700000000600 } from './0600-incidents.js';
import { Imports1700000000610 } from './0610-imports.js';
import { NumberSearch1700000000620 } from './0620-number-search.js';
import { SealedIncidents1700000000640 } from './0640-sealed-incidents.js';

/** The migrations of this library, in order. */
export const incidentMigrations: readonly Migration[] = [Incidents1700000000600, Imports1700000000610, NumberSearch1700000000620, SealedIncidents1700000000640];
