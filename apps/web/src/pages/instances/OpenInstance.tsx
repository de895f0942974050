import { useQuery } from '@apollo/client/react';
import { Loading, useStation } from '@stationhouse/plugin-web';
import { Navigate, useParams } from 'react-router';
import { plugins } from '../../composition.js';
import { InstanceToOpenDocument } from '../../gql/instances.js';

const openings = plugins.flatMap(({ opens }) => opens ?? []);

/** Where a notice leads: the page with which a plugin opens an instance of its workflow, or the page that every instance has. */
export default function OpenInstance() {
  const { stationId, base } = useStation();
  const { id = '' } = useParams();
  const { data, error } = useQuery(InstanceToOpenDocument, { variables: { stationId, id } });
  if (!data && !error) return <Loading rows={6} />;
  // Of a disabled plugin only the instance itself opens; what cannot be read says so there.
  const opening = data?.instance.plugin.enabled ? openings.find(({ workflow }) => workflow === data.instance.workflow.id) : undefined;
  return <Navigate replace to={`${base}/${opening?.path(id) ?? `instances/${id}`}`} />;
}
