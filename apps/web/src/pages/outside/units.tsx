import { useQuery } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { OutsideUnitsDocument } from '../../gql/outside.js';
import { PERMISSIONS } from '../../permissions.js';

/** The names of units, for data that hold their ids. */
export function UnitNames({ ids }: { ids: readonly string[] }) {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const { data } = useQuery(OutsideUnitsDocument, { variables: { stationId }, skip: !may(PERMISSIONS.readOutside) });
  const names = new Map((data?.outsideUnits ?? []).map(({ id, name }) => [id, name]));
  return <span className="sh-long">{ids.map((id) => names.get(id) ?? say('一个单位', 'a unit')).join(say('、', ', '))}</span>;
}
