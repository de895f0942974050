import { useMutation, useQuery } from '@apollo/client/react';
import { Card, EmptyState, ErrorState, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { CreatePostDocument, CreateTeamDocument, StationUnitsDocument } from '../../gql/members.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';

/** The teams and posts of a station. */
export function Units() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(StationUnitsDocument, { variables: { stationId } });
  const [createTeam] = useMutation(CreateTeamDocument);
  const [createPost] = useMutation(CreatePostDocument);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const add = (work: Promise<unknown>) => work.then(() => refetch());
  return (
    <div className="cols" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(320px, 100%), 1fr))' }}>
      <UnitCard title={say('队', 'Teams')} units={data.station?.teams ?? []} label={say('新队名称', 'Name of the new team')} onAdd={(name) => add(createTeam({ variables: { stationId, name } }))} />
      <UnitCard title={say('岗位', 'Posts')} units={data.station?.posts ?? []} label={say('新岗位名称', 'Name of the new post')} onAdd={(name) => add(createPost({ variables: { stationId, name } }))} />
    </div>
  );
}

function UnitCard({ title, units, label, onAdd }: { title: string; units: readonly { id: string; name: string }[]; label: string; onAdd: (name: string) => Promise<unknown> }) {
  const { say } = useWords();
  const { may } = useStation();
  const toast = useToast();
  const [name, setName] = useState('');
  const [sending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    setSending(true);
    try {
      await onAdd(name.trim());
      setName('');
    } catch (error) {
      toast.failed(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <Card title={title}>
      {units.length === 0 ? <EmptyState title={say('还没有', 'None yet')} /> : <ul className="unit-list">{units.map((unit) => <li key={unit.id}>{unit.name}</li>)}</ul>}
      {may(PERMISSIONS.arrangeStation) && (
        <form className="sh-row" style={{ marginTop: 12, flexWrap: 'nowrap' }} onSubmit={(event) => void submit(event)}>
          <Input aria-label={label} placeholder={label} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
          <Button htmlType="submit" loading={sending}>{say('添加', 'Add')}</Button>
        </form>
      )}
    </Card>
  );
}
