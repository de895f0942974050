import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import { LocalitiesDocument } from '../../gql/localities.js';
import { groupsOf, type Locality } from './localities.js';

/** More names than these are found by searching. */
const SHOWN = 60;

/** Which communities and grid cells of a station are meant: a community goes with its cells, or some of its cells without it. */
export function LocalityPicker({ stationId, chosen, onChange }: { stationId: string; chosen: readonly string[]; onChange: (chosen: readonly string[]) => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const [sought, setSought] = useState('');
  const { data, error, refetch } = useQuery(LocalitiesDocument, { variables: { bureauId, stationId }, fetchPolicy: 'cache-and-network' });
  const all = data?.localities ?? [];
  const picked = new Set(chosen);
  const tick = (places: readonly Locality[], on: boolean) => {
    const meant = new Set(places.map(({ id }) => id));
    onChange(on ? [...new Set([...chosen, ...meant])] : chosen.filter((id) => !meant.has(id)));
  };
  const word = sought.trim().toLowerCase();
  const fits = ({ name, code }: Locality) => name.toLowerCase().includes(word) || code.toLowerCase().includes(word);
  const groups = groupsOf(all).filter(({ community, cells }) => (community !== undefined && fits(community)) || cells.some(fits));
  return (
    <fieldset className="st-localities">
      <legend>{say('划归新所的社区和网格（已选 {count, number} 个）', 'Communities and grid cells of the new station ({count, number} chosen)', { count: chosen.length })}</legend>
      {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={2} />
        : all.length === 0 ? <p className="sh-sub">{say('还没有导入本所的社区和网格；可先在“派出所”页导入，也可以不选。', 'None of this station are known yet. Import them on the page “Stations” first, or go on without.')}</p> : (
          <>
            {all.length > 12 && <Input allowClear aria-label={say('查找社区或网格', 'Find a community or grid cell')} placeholder={say('名称或编号', 'Name or code')} value={sought} onChange={(event) => setSought(event.target.value)} />}
            <div className="st-groups">
              {groups.slice(0, SHOWN).map(({ community, cells }) => {
                const both = community === undefined ? cells : [community, ...cells];
                const count = both.filter(({ id }) => picked.has(id)).length;
                const title = community?.name ?? say('未归社区的网格', 'Grid cells of no community here');
                return (
                  <div key={community?.id ?? 'none'} className="st-line">
                    <Checkbox checked={count === both.length} indeterminate={count > 0 && count < both.length} onChange={(event) => tick(both, event.target.checked)}><b>{title}</b>{cells.length > 0 && <span className="sh-sub sh-small"> {say('{count, number} 个网格', '{count, plural, one {# cell} other {# cells}}', { count: cells.length })}</span>}</Checkbox>
                    {cells.length > 0 && <div className="st-cells">{cells.map((cell) => <Checkbox key={cell.id} checked={picked.has(cell.id)} onChange={(event) => tick([cell], event.target.checked)}>{cell.name}</Checkbox>)}</div>}
                  </div>
                );
              })}
            </div>
            {groups.length === 0 && <p className="sh-sub">{say('没有符合的社区或网格', 'None fits')}</p>}
            {groups.length > SHOWN && <p className="sh-sub sh-small">{say('另有 {count, number} 个未列出，请输入名称或编号查找。', '{count, number} more: search by name or code.', { count: groups.length - SHOWN })}</p>}
          </>
        )}
    </fieldset>
  );
}
