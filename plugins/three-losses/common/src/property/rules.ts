import { text } from '@stationhouse/kernel';
import type { Rules } from '@stationhouse/workflow';
import { claimantOf, namesClaimant, othersClaim, withClaimant, withRefused } from './claims.js';

/** The named rules of property that is claimed. */
export const propertyRules: Rules = {
  withClaimant: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本次认领', 'Everybody who claims it, with this one'), evaluate: withClaimant },
  namesClaimant: { signature: '(data, dyn): bool', title: text('写明了哪一位认领人', 'It is clear whose claim is meant'), evaluate: namesClaimant },
  claimantOf: { signature: '(data, dyn): dyn', title: text('该认领人', 'Whose claim is meant'), evaluate: claimantOf },
  othersClaim: { signature: '(data, dyn): bool', title: text('还有其他人认领', 'Somebody else claims it, too'), evaluate: othersClaim },
  withRefused: { signature: '(data, dyn, Moment): list<dyn>', title: text('记下认领不符', 'Everybody who claims it, with this claim refused'), evaluate: withRefused },
};
