import { Chip, useStation, useWords } from '@stationhouse/plugin-web';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Alert } from './AlertPage.js';

/** What whoever calls should know first: what was found at signing, who else is on it, that the person has checked already. Nothing where there is nothing. */
export function AlertFound({ alert }: { alert: Alert }) {
  const { say, moment } = useWords();
  const { base } = useStation();
  const found: (readonly [key: string, words: ReactNode])[] = [];
  if (alert.elsewhere) found.push(['elsewhere', say('{station}也在办理此人的预警，请先联系协同。', '{station} has an alert about this person, too: coordinate first.', { station: alert.elsewhere })]);
  if (alert.victimReports) {
    found.push(['reports', <>{say('此人近一年在本所报过 {count} 起诈骗警情。', 'This person has reported {count, plural, one {a fraud} other {# frauds}} to the station within a year.', { count: alert.victimReports })} {alert.victimReport && <Link to={`${base}/incidents/${alert.victimReport}`}>{say('看最近一起', 'See the latest')}</Link>}</>]);
  }
  if (alert.contactsBefore) found.push(['contacts', say('近一周其他预警中已联系过此人 {count} 次。', 'Other alerts of the week led to {count, plural, one {one contact} other {# contacts}} with this person.', { count: alert.contactsBefore })]);
  if (alert.verifiedOn) found.push(['verified', <><Chip tone="ok">{say('已核验', 'Verified')}</Chip> {say('{at} 本人已回拨核实，知道来电的是民警。', 'They called back on {at} and know that the caller is an officer.', { at: moment(alert.verifiedOn) })}</>]);
  if (found.length === 0) return null;
  return <ul className="alert-found" aria-label={say('先看一眼', 'Before the call')}>{found.map(([key, words]) => <li key={key}>{words}</li>)}</ul>;
}
