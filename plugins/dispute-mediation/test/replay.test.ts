import { rules } from '@stationhouse/dispute-mediation-common';
import { describeHistories } from '@stationhouse/testing/histories';
import { lives, present } from './lives.js';

describeHistories(new URL('./histories/', import.meta.url), { rules, present, lives });
