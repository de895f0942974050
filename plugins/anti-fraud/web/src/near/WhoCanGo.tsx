import { useQuery } from '@apollo/client/react';
import { nearestFirst, phoneBeside, type Position } from '@stationhouse/anti-fraud-common';
import { ErrorState, Loading, serverClock, useStation, useWords } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { Link } from 'react-router';
import { NearBranchesDocument, WhoCanGoDocument, type WhoCanGoQuery } from '../gql/near.js';
import { dialled, legWords } from './words.js';

const MINUTE_MS = 60_000;
/** A call that was taken down longer ago says nothing of where its units are. */
const LATELY_MS = 12 * 60 * MINUTE_MS;

/** Who of those on duty can go. The house knows where nobody is: units stand where their call is, and the others by team, with a number to call. */
export function WhoCanGo({ from }: { from: Position | undefined }) {
  const { say, textOf } = useWords();
  const { stationId, may } = useStation();
  const [now] = useState(() => serverClock.now().getTime());
  const { data, error, refetch } = useQuery(WhoCanGoDocument, {
    variables: { stationId, from: new Date(now).toISOString(), to: new Date(now + MINUTE_MS).toISOString(), since: new Date(now - LATELY_MS).toISOString(), boards: may('contactBoard.read'), incidents: may('incident.read') },
    fetchPolicy: 'cache-and-network',
  });
  const phone = useQuery(NearBranchesDocument, { variables: { stationId }, skip: !may('bankBranch.read') }).data?.me.stations.find(({ station }) => station.id === stationId)?.station.phone;
  return (
    <div className="near-part">
      <h3>{say('谁能去', 'Who can go')}</h3>
      {error && data === undefined ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={3} /> : (
        <>
          <p className="sh-sub sh-small">{say('系统没有民警的实时位置：出警单元按其警情所在地列出，其余按班组列出，请电话或电台确认。', 'The house does not know where officers are. Units stand where their call is, the others by team: ask by phone or radio.')}</p>
          <UnitsOut data={data} from={from} />
          {data.onDuty.fallback && <p role="status" className="sh-warn-ink">{textOf(data.onDuty.fallback)}</p>}
          <ul className="near-list" aria-label={say('当班人员', 'On duty')}>
            {teamsOf(data).map(({ key, team, people }) => (
              <li key={key} className="near-row">
                <div className="near-words"><b>{team ?? say('当班', 'On duty')}</b></div>
                <div className="sh-row near-ways">{people.map(({ id, name, leads, number }) => {
                  const words = leads ? say('{name}（带班）', '{name} (commander)', { name }) : name;
                  return number === undefined ? <span key={id} className="near-way near-still">{words}</span> : <a key={id} className="near-way" href={dialled(number)} aria-label={say('拨打 {name}', 'Call {name}', { name })}>{words} ☎</a>;
                })}</div>
              </li>
            ))}
          </ul>
          {phone && <a className="near-way near-wide" href={dialled(phone)}>{say('拨打本所值班电话 {phone}', 'Call the station: {phone}', { phone })}</a>}
        </>
      )}
    </div>
  );
}

/** Units at a call, where that is; the nearest first where a place was chosen. */
function UnitsOut({ data, from }: { data: WhoCanGoQuery; from: Position | undefined }) {
  const words = useWords();
  const { say, textOf } = words;
  const { base } = useStation();
  const out = (data.incidents?.edges ?? []).map(({ node }) => node).filter(({ units, clearedAt }) => units.length > 0 && clearedAt === null);
  const legs = new Map(from === undefined ? [] : nearestFirst(from, out).map(({ thing, metres, bearing }) => [thing.id, { metres, bearing }] as const));
  const sorted = [...out].sort((one, other) => (legs.get(one.id)?.metres ?? Infinity) - (legs.get(other.id)?.metres ?? Infinity));
  if (sorted.length === 0) return null;
  return (
    <ul className="near-list" aria-label={say('在外的出警单元', 'Units that are out')}>
      {sorted.map(({ id, number, units, arrivedAt, address, category }) => {
        const leg = legs.get(id);
        return (
          <li key={id} className="near-row">
            <div className="near-words">
              <b>{units.join('、')}</b>{leg && <span className="near-leg">{legWords(leg, words)}</span>}
              <span className="sh-sub sh-small">{arrivedAt === null ? say('赶往', 'on the way to') : say('在', 'at')} {address ?? '—'} · {textOf(category.title)} · <Link to={`${base}/incidents/${id}`} className="sh-mono sh-whole">{number}</Link></span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly leads: boolean;
  /** As it is printed on a contact board; undefined where none names them. */
  readonly number: string | undefined;
}

/** Who is on duty, by team; where no shift is on, who answers instead. */
function teamsOf({ onDuty, shifts, contactBoards }: WhoCanGoQuery): readonly { readonly key: string; readonly team: string | undefined; readonly people: readonly Person[] }[] {
  const person = ({ id, displayName }: { readonly id: string; readonly displayName: string }, leads: boolean): Person => ({
    id, name: displayName, leads,
    number: (contactBoards ?? []).filter(({ officers }) => officers.some((officer) => officer.id === id)).map(({ printed }) => phoneBeside(printed, displayName)).find((number) => number !== undefined),
  });
  const once = (people: readonly Person[]) => people.filter(({ id }, index) => people.findIndex((other) => other.id === id) === index);
  const planned = shifts.map(({ id, team, officers, commander }) => ({ key: id, team: team?.name, people: once([...(commander ? [person(commander, true)] : []), ...officers.map((officer) => person(officer, false))]) })).filter(({ people }) => people.length > 0);
  return planned.length > 0 ? planned : [{ key: 'answering', team: undefined, people: once([...(onDuty.commander ? [person(onDuty.commander, true)] : []), ...onDuty.officers.map((officer) => person(officer, false))]) }];
}
