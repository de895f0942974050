import { useQuery } from '@apollo/client/react';
import { InlineError, useWords } from '@stationhouse/plugin-web';
import type { JsonObject } from '@stationhouse/workflow';
import { Select } from 'antd';
import { useId } from 'react';
import { PastInstancesDocument } from '../../../gql/configure.js';

/** An instance that a simulation may begin as. */
export interface Past {
  readonly id: string;
  /** Masked, as its reader sees it. */
  readonly data: JsonObject;
}

const MADE_UP = '';

/** What a simulation begins with: made-up data, or those of one of the station's last instances. */
export function PastChoice({ stationId, workflow, value, onChoose }: { stationId: string; workflow: string; value: Past | undefined; onChoose: (past: Past | undefined) => void }) {
  const { say, moment } = useWords();
  const id = useId();
  const { data, loading, error } = useQuery(PastInstancesDocument, { variables: { stationId, workflow } });
  const instances = data?.instances.edges.map(({ node }) => node) ?? [];
  const choose = (chosen: string) => {
    const found = instances.find((one) => one.id === chosen);
    onChoose(found === undefined ? undefined : { id: found.id, data: found.data as JsonObject });
  };
  return (
    <div>
      <label htmlFor={id} className="sh-sub">{say('用什么数据', 'With what data')}</label>
      <Select<string> id={id} className="sim-past" value={value?.id ?? MADE_UP} loading={loading} onChange={choose} options={[{ value: MADE_UP, label: say('示例数据', 'Made-up data') }, ...instances.map((one) => ({ value: one.id, label: `${one.number} · ${one.title} · ${moment(one.startedAt)}` }))]} />
      <InlineError error={error} />
      {value !== undefined && <p className="sh-sub sh-small">{say('取自过去的事项；已遮蔽的仍然遮蔽，缺少的必填项用示例补上。', 'Taken from a past instance. What is masked stays masked; what is required and missing is made up.')}</p>}
    </div>
  );
}
