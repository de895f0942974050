import { accountKey } from '@stationhouse/anti-fraud-common';
import { defineLookup, type LookupQuestion, type LookupRows } from '@stationhouse/plugin-api';
import { phoneDigits } from '@stationhouse/workflow/json';

const DAY_MS = 86_400_000;
/** How long contacts count against the cap (D). */
const CAPPED_DAYS = 7;
/** How long back a report of the same person is looked for. */
const REPORTED_DAYS = 365;
const CONTACT = /^(call|meet)\.|^message$/;

const phoneOf = (data: { readonly [key: string]: unknown }) => String((data['person'] as { readonly phone?: unknown } | undefined)?.phone ?? '');

/** How often this person was contacted in a week in other alerts, at whichever station and from whichever source. */
const contacts = defineLookup({
  id: 'contacts',
  find: async (rows, { data, instanceId, now }) => {
    const happened = await rows.happened(phoneDigits(phoneOf(data)), new Date(now.getTime() - CAPPED_DAYS * DAY_MS));
    return { count: happened.filter((one) => CONTACT.test(one.event) && one.instanceId !== instanceId).length };
  },
});

/** The categories of the register that are frauds. */
const FRAUDS: ReadonlySet<string> = new Set(['criminal.fraud', 'criminal.telecomFraud']);

/** The frauds that this person has reported to the station: somebody who is a victim already is spoken to otherwise. */
const victimReports = defineLookup({
  id: 'victimReports',
  find: async (rows, { data, now }) => {
    const incidents = (await rows.incidentsOfCaller(phoneOf(data), new Date(now.getTime() - REPORTED_DAYS * DAY_MS))).filter(({ category }) => FRAUDS.has(category));
    const [latest] = incidents;
    return { count: incidents.length, ...(latest === undefined ? {} : { incident: latest.incidentId }) };
  },
});

/** How long back stops of an account are counted (D): the limit is of the account, and names no time. */
const STOPPED_DAYS = 365;

/** How often an account was stopped, in all requests of all stations of the bureau; what is asked for is compared as a keyed hash. */
async function stopsOf(rows: LookupRows, account: LookupQuestion['data'][string] | undefined, now: Date) {
  const number = accountKey((account as { readonly number?: string } | undefined)?.number);
  if (number === '') return { count: 0 };
  const happened = await rows.happened(number, new Date(now.getTime() - STOPPED_DAYS * DAY_MS));
  return { count: happened.filter(({ workflow, event }) => workflow === 'payment-stop' && event === 'decide.stopped').length };
}

/** The stops of the account that a request names. */
const stopsBefore = defineLookup({ id: 'stopsBefore', find: (rows, { event, now }) => stopsOf(rows, event['account'], now) });
/** The stops of the account that is about to be stopped. */
const stops = defineLookup({ id: 'stops', find: (rows, { data, now }) => stopsOf(rows, data['account'], now) });

/** What a step of an alert, or of a payment stop, needs to know from outside of it. */
export const lookups = [contacts, victimReports, stopsBefore, stops];
